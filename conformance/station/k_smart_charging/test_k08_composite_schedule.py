"""K08: the composite schedule that follows from all profiles; K03 and K04: whose they are."""

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, STATION_MAX, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    LONG,
    composite,
    frees,
    heeds,
    limits,
    starts_now,
    unlimited,
    unlisted,
)

_TOPICS = ("smartcharging",)
_TOO_HIGH = 990
"""An EVSE that no station has."""
_SPAN = 300
"""Seconds of a composite schedule of Part 6."""
_OF_STATION = {"chargingProfilePurpose": STATION_MAX}


@case("PART2-CS-K08-01", "A composite schedule begins now and is as long as asked for", topics=_TOPICS)
async def test_composite_schedule_is_of_now(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        found = await starts_now(profiles, "K08.FR.02")
        found.reply.meets("K08.FR.02", schedule={"evseId": 1, "duration": LONG})


@case("PART2-CS-K08-02", "A composite schedule of the grid connection", topics=_TOPICS)
async def test_composite_schedule_of_the_station(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(0, profiles.profile(limit, now - DAY, **_OF_STATION))
        found = await composite(profiles, 0, source="K08.FR.03")
        found.reply.meets("K08.FR.03", schedule={"evseId": 0})
        limits(csms, "K08.FR.03", found, limit, EARLY, LATE)


@case("PART2-CS-K08-03", "A composite schedule keeps to the lowest of the purposes", topics=_TOPICS)
async def test_lowest_limit_of_the_purposes(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        half = [{"startPeriod": 0, "limit": limit}, {"startPeriod": DAY, "limit": limit * 1.5}]
        other = [{"startPeriod": 0, "limit": limit * 1.5}, {"startPeriod": DAY, "limit": limit}]
        middle = now - DAY + (EARLY + LATE) / 2
        await profiles.set(0, profiles.profile(half, middle, **_OF_STATION))
        await profiles.set(1, profiles.profile(other, middle))
        limits(csms, "K08.FR.04", await composite(profiles), limit, EARLY, LATE)


@case("PART2-CS-K08-04", "A composite schedule of an EVSE that there is not", topics=_TOPICS)
async def test_composite_schedule_of_unknown_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        asked = {"evseId": _TOO_HIGH, "duration": LONG, "chargingRateUnit": profiles.unit}
        (await profiles.call("GetCompositeSchedule", asked)).meets("K08.FR.05", status="Rejected")


@case("PART2-CS-K08-05", "A free EVSE is told as if it charged by the default", topics=_TOPICS)
async def test_composite_schedule_of_a_free_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, None))
        limits(csms, "K08.FR.06", await composite(profiles), limit, EARLY, LATE)


@case("PART2-CS-K03-01", "A profile that comes later changes the composite schedule", topics=_TOPICS)
async def test_composite_schedule_follows(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        old = await profiles.set(1, profiles.profile(limit * 1.5, now - DAY))
        heeds(csms, await composite(profiles), limit * 1.5, EARLY, LATE)
        await profiles.set(1, {**profiles.profile(limit, now - DAY), "id": old["id"]})
        limits(csms, "K03.FR.03", await composite(profiles), limit, EARLY, LATE)


@case("PART2-CS-K04-01", "Each EVSE keeps to its own schedule", topics=_TOPICS, needs=(Need.SECOND_EVSE,))
async def test_each_evse_has_its_schedule(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles, 2)
        _, first = await unlimited(profiles, 1)
        await profiles.set(1, profiles.profile(first * 1.5, now - DAY))
        await profiles.set(2, profiles.profile(limit, now - DAY))
        limits(csms, "K04.FR.01", await composite(profiles, 2), limit, EARLY, LATE)
        found = await composite(profiles, 1)
        limits(csms, "K04.FR.01", found, first * 1.5, EARLY, LATE)
        frees(csms, "K04.FR.01", found, first, EARLY, LATE)


@case("PART2-CS-K08-06", "A composite schedule in a unit that is not listed", topics=_TOPICS, subject=("K08.FR.07",))
async def test_composite_schedule_in_another_unit(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await profiles.call(
            "GetCompositeSchedule", {"evseId": 1, "duration": LONG, "chargingRateUnit": unlisted(profiles)}
        )


@case("PART2-CS-K08-07", "The periods of a composite schedule", topics=_TOPICS, subject=("K01.FR.31", "K01.FR.35"))
async def test_periods_of_a_composite_schedule(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        steps = [{"startPeriod": start, "limit": limit + round(start / LATE, 1)} for start in (0, EARLY, LATE)]
        await profiles.set(1, profiles.profile(steps, now))
        await composite(profiles)


@case("TC_K_39_CS")
async def test_composite_schedule_without_profiles(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await starts_now(profiles, "K08.FR.02", step(2), duration=_SPAN, evse=0)


@case("TC_K_42_CS")
async def test_composite_schedule_in_an_unlisted_unit(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        asked = {"evseId": 0, "duration": _SPAN, "chargingRateUnit": unlisted(profiles)}
        reply = await profiles.call("GetCompositeSchedule", asked)
        reply.meets("K08.FR.07", status="Rejected", schedule=NOTHING)


@case("TC_K_47_CS")
async def test_composite_schedule_of_one_evse_too_many(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        asked = {"evseId": max(profiles.evses) + 1, "duration": _SPAN, "chargingRateUnit": profiles.unit}
        reply = await profiles.call("GetCompositeSchedule", asked)
        reply.meets("K08.FR.05", status="Rejected", schedule=NOTHING)
