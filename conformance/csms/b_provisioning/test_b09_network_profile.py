"""B09: the CSMS gives the station another way to connect."""

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, case, step
from ocpp_conformance.conformance.csms.asking import asked, still_served
from ocpp_conformance.conformance.csms.configuration import network_profile, profile_in_use

SLOT = 2


@case("TC_B_42_CSMS", intents=("set_network_profile",))
async def test_network_profile_is_set(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    wanted = profile_in_use(station.address, SLOT)
    sent = await asked(station, csms_driver, step(1), "set_network_profile", **wanted)
    sent.meets(step(1), **network_profile(wanted))
    await still_served(station)


@case("TC_B_44_CSMS", intents=("set_network_profile",))
async def test_failure_to_set_a_network_profile_is_taken(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    wanted = profile_in_use(station.address, SLOT)
    sent = await asked(station, csms_driver, step(1), "set_network_profile", {"status": "Failed"}, **wanted)
    sent.meets(step(1), **network_profile(wanted))
    await still_served(station)
