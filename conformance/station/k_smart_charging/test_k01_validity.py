"""K01: when a charging profile is valid, and when its schedule says something."""

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, profiling
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import installed
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    HALF,
    LATE,
    composite,
    frees,
    goes,
    heeds,
    limits,
    schedule_told,
    unlimited,
)
from ocpp_conformance.harness.times import written

_TOPICS = ("smartcharging",)
_SOON, _WHOLE, _MINUTE = 300, 400, 60
"""Seconds of Part 6: to the end of a validity, of the composite schedule around it, to the start of a schedule."""


@case("TC_K_21_CS")
async def test_profile_begins_with_its_validity(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        amounts = await rates(profiles)
        begin = await amounts.room(LOW) + _SOON
        await installed(profiles, step(2), 1, amounts.profile(LOW, None, validFrom=written(begin)))
        found = await schedule_told(profiles, step(4), _WHOLE)
        frees(csms, "K01.FR.36", found, amounts.limit(LOW), 0)
        goes(csms, "K01.FR.36", found, {begin: amounts.limit(LOW)})


@case("TC_K_22_CS")
async def test_profile_ends_with_its_validity(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        amounts = await rates(profiles)
        now, limit = await amounts.room(LOW), amounts.limit(LOW)
        whole = await composite(profiles, 0, source=step(4))
        together = min(whole.least(), limit * len(profiles.evses))
        validity = {"validFrom": written(now), "validTo": written(now + _SOON)}
        await installed(profiles, step(2), 0, amounts.profile(LOW, now, **validity))
        found = {evse: await schedule_told(profiles, step(4), _WHOLE, evse) for evse in (0, *profiles.evses)}
        for evse, each in found.items():
            goes(csms, step(4), each, {now: limit if evse else together, now + _SOON: None})
        frees(csms, "K01.FR.37", found[1], limit, _WHOLE - _MINUTE)


@case("TC_K_23_CS")
async def test_profile_begins_with_its_schedule(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        amounts = await rates(profiles)
        begin = await amounts.room(LOW) + _MINUTE
        await installed(profiles, step(2), 1, amounts.profile(LOW, begin))
        found = await schedule_told(profiles, step(4), _SOON)
        frees(csms, "K01.FR.30", found, amounts.limit(LOW), 0)
        goes(csms, "K01.FR.30", found, {begin: amounts.limit(LOW)})


@case("PART2-CS-K01-01", "A profile without validFrom and validTo stays valid", topics=_TOPICS)
async def test_profile_stays_valid(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - 30 * DAY))
        limits(csms, "K01.FR.10", await composite(profiles), limit, EARLY, LATE)


@case("PART2-CS-K01-02", "A profile is not valid before its validFrom", topics=_TOPICS)
async def test_profile_waits_for_its_validity(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY, validFrom=written(now + HALF)))
        found = await composite(profiles)
        frees(csms, "K01.FR.36", found, limit, EARLY)
        limits(csms, "K01.FR.36", found, limit, LATE)


@case("PART2-CS-K01-03", "A profile is not valid from its validTo on", topics=_TOPICS)
async def test_profile_loses_its_validity(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY, validTo=written(now + HALF)))
        found = await composite(profiles)
        limits(csms, "K01.FR.37", found, limit, EARLY)
        frees(csms, "K01.FR.37", found, limit, LATE)


@case("PART2-CS-K01-04", "A schedule limits nothing before its startSchedule", topics=_TOPICS)
async def test_schedule_waits_for_its_start(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now + HALF))
        found = await composite(profiles)
        frees(csms, "K01.FR.30", found, limit, EARLY)
        limits(csms, "K01.FR.30", found, limit, LATE)


@case("PART2-CS-K01-05", "A period that begins after the duration is not heeded", topics=_TOPICS)
async def test_period_past_the_duration(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        periods = [{"startPeriod": start, "limit": limit} for start in (0, HALF + 60)]
        await profiles.set(1, profiles.profile(periods, now, duration=HALF))
        found = await composite(profiles)
        heeds(csms, found, limit, EARLY)
        frees(csms, "K01.FR.11", found, limit, LATE)


@case("PART2-CS-K01-06", "A daily schedule ends with its duration", topics=_TOPICS)
async def test_recurring_schedule_ends(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        daily = {"chargingProfileKind": "Recurring", "recurrencyKind": "Daily", "duration": HALF}
        await profiles.set(1, profiles.profile(limit, now - DAY, **daily))
        found = await composite(profiles)
        heeds(csms, found, limit, EARLY)
        frees(csms, "K01.FR.13", found, limit, LATE)
