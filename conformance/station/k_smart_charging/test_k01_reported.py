"""K01: a charging profile that the CSMS sets is kept, and reported as it was set."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, Profiles, profiling
from ocpp_conformance.conformance.station.k_smart_charging.rates import HIGH, LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import by_id, installed, of_station, shown
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Source


@case("TC_K_01_CS")
async def test_default_of_an_evse_is_reported(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await _set_and_reported(profiles, 1, "K01.FR.15")


@case("TC_K_03_CS")
async def test_limit_of_the_station_is_reported(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await _set_and_reported(profiles, 0, step(5), **of_station(profiles))


@case("TC_K_10_CS")
async def test_default_of_all_evses_is_reported(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await _set_and_reported(profiles, 0, "K01.FR.14")


@case("TC_K_04_CS")
async def test_replaced_profile_is_reported_anew(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        limits, now = await rates(profiles), times.wall()
        old = await profiles.set(1, limits.profile(LOW, now, duration=DAY))
        new = {**limits.profile(HIGH, now, duration=DAY), "id": old["id"]}
        await installed(profiles, step(2), 1, new)
        await shown(profiles, step(4), step(5), new, chosen="K01.FR.05", chargingProfile=by_id(new))


@case("TC_K_13_CS", topics=("reset",), needs=(Need.RESET,))
async def test_profile_is_reported_after_a_restart(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        profile = (await rates(profiles)).profile(LOW, times.wall(), duration=DAY)
        await installed(profiles, step(2), 1, profile)
        await csms.reboot()
        await csms.booted()
        await shown(profiles, step(5), step(6), profile, chosen="K01.FR.27", chargingProfile=by_id(profile))


@case("TC_K_60_CS", intents=PEOPLE)
async def test_profile_of_a_transaction_is_reported(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        profile = (await rates(profiles)).profile(LOW, None, **of_transaction(visit))
        await installed(profiles, step(2), 1, profile)
        await shown(profiles, step(4), step(5), profile, chargingProfile=by_id(profile))


async def _set_and_reported(profiles: Profiles, evse: int, chosen: Source, **more: object) -> None:
    profile = (await rates(profiles)).profile(LOW, times.wall(), duration=DAY, **more)
    await installed(profiles, step(2), evse, profile)
    await shown(profiles, step(4), step(5), profile, chosen=chosen, chargingProfile=by_id(profile))
