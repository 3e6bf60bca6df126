"""N05: the CSMS says how grave an event must be to be told."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked, goes_on

LEVEL = 4


@case("TC_N_16_CSMS", intents=("monitoring_level",))
async def test_monitoring_level_is_set(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _set(station, csms_driver, "Accepted")


@case("TC_N_17_CSMS", intents=("monitoring_level",))
async def test_monitoring_level_is_refused(station: StationProbe, csms_driver: CaseDriver) -> None:
    # the page ends before its checks; they are taken for those of TC_N_16_CSMS, whose request is the same
    await _set(station, csms_driver, "Rejected")
    await goes_on(station, step(2))


async def _set(station: StationProbe, csms_driver: CaseDriver, status: str) -> None:
    await station.booted()
    request = await asked(station, csms_driver, step(1), "monitoring_level", {"status": status}, severity=LEVEL)
    request.meets(step(1), severity=LEVEL)
