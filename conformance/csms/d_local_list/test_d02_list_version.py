"""D02: the CSMS asks which version of the local authorization list a station holds."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked, goes_on
from ocpp_conformance.conformance.csms.d_local_list.lists import VERSION


@case("TC_D_08_CSMS", topics=("auth",), intents=("local_list_version",))
async def test_version_is_asked_for(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _told(station, csms_driver, VERSION)


@case("TC_D_09_CSMS", topics=("auth",), intents=("local_list_version",))
async def test_there_is_no_list(station: StationProbe, csms_driver: CaseDriver) -> None:
    await _told(station, csms_driver, 0)


async def _told(station: StationProbe, csms_driver: CaseDriver, version: int) -> None:
    """Both cases: the station tells this version, and is served on."""
    await station.booted()
    request = await asked(station, csms_driver, step(1), "local_list_version", {"versionNumber": version})
    request.meets(step(1))
    await goes_on(station, step(2))
