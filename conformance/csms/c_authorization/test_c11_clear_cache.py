"""C11: the CSMS has the authorization cache of a station cleared."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked, still_served


@case("TC_C_37_CSMS", intents=("clear_cache",))
async def test_cache_is_cleared(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    clear = await asked(station, csms_driver, step(1), "clear_cache")
    clear.meets(step(1))
    await still_served(station)


@case("TC_C_38_CSMS", intents=("clear_cache",))
async def test_refusal_to_clear_the_cache_is_taken(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    clear = await asked(station, csms_driver, step(1), "clear_cache", {"status": "Rejected"})
    clear.meets(step(1))
    await still_served(station)
