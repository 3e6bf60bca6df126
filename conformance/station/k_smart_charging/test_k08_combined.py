"""K08: a composite schedule of profiles that are stacked, and of all purposes."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    COMPONENT,
    DAY,
    STATION_MAX,
    Profiles,
    profiling,
)
from ocpp_conformance.conformance.station.k_smart_charging.rates import HIGH, rates
from ocpp_conformance.conformance.station.k_smart_charging.schedules import goes, starts_now
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.variables import integer
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.times import written

_WHOLE = 400
"""Seconds that the profiles are valid for, and a little more."""


@case("TC_K_40_CS")
async def test_stacked_profiles(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await _takes(profiles, 3)
        low, high = profiles.levels(2)
        amounts = await rates(profiles)
        now = await amounts.room(HIGH)
        below, above = {0: 6, 100: 8, 200: 10}, {0: 7, 100: 9}
        await profiles.set(1, amounts.profile(below, now, duration=_WHOLE, stackLevel=low, **_valid(now)))
        await profiles.set(1, amounts.profile(above, now, duration=150, stackLevel=high, **_valid(now)))
        found = await starts_now(profiles, "K08.FR.02", step(2), duration=350)
        steps = {0: 7, 100: 9, 150: 8, 200: 10}
        goes(csms, step(2), found, {now + moment: amounts.limit(each) for moment, each in steps.items()})


@case("TC_K_41_CS", intents=PEOPLE)
async def test_profiles_of_all_purposes(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        await _takes(profiles, 5)
        amounts = await rates(profiles)
        now = await amounts.room(HIGH)
        default, mine = {0: 6, 60: 10, 120: 8, 180: 15, 260: 8}, {0: 8, 50: 11, 140: 16, 200: 6, 240: 12}
        whole = amounts.profile(HIGH, now, duration=DAY, chargingProfilePurpose=STATION_MAX)
        await profiles.set(0, whole)
        await profiles.set(1, amounts.profile(default, now, duration=300, **_valid(now)))
        await profiles.set(1, amounts.profile(mine, now, duration=260, **_valid(now), **of_transaction(visit)))
        found = await starts_now(profiles, "K08.FR.02", step(2), duration=_WHOLE)
        steps = {0: 8, 50: 10, 200: 6, 240: 10, 260: 8, 300: 10}
        goes(csms, step(2), found, {now + moment: amounts.limit(each) for moment, each in steps.items()})


async def _takes(profiles: Profiles, periods: int) -> None:
    """A schedule may have so many periods, as a precondition."""
    most = await integer(profiles.csms, variable(COMPONENT, "PeriodsPerSchedule"))
    if most < periods:
        raise profiles.csms.checklist.give_up(f"PeriodsPerSchedule is {most}: {periods} are wanted")


def _valid(now: float) -> dict[str, object]:
    return {"validFrom": written(now), "validTo": written(now + _WHOLE + 1)}
