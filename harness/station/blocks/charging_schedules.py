"""Functional block K: what a charging profile allows at a moment, and when that changes (K01)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.supply import supply_of
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.times import epoch

RECURS = {"Daily": DAY, "Weekly": 7 * DAY}
"""Seconds from one run of a recurring schedule to the next."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate in A per phase (K01.FR.51) or in W, over so many phases; `phase` is the one to use, where one is named."""

    rate: float
    unit: str
    phases: int
    phase: int | None = None


def limit_in(station: Core, limit: Limit, unit: str) -> float:
    """A limit in the other unit (K01.FR.50)."""
    if limit.unit == unit:
        return limit.rate
    watts = supply_of(station).voltage * limit.phases
    return limit.rate / watts if unit == "A" else limit.rate * watts


def profile_valid(_: Core, profile: Payload, moment: float) -> bool:
    """Whether a profile is valid: from its validFrom until before its validTo, without them always (K01.FR.10,
    K01.FR.36, K01.FR.37)."""
    since, until = epoch(profile.get("validFrom")), epoch(profile.get("validTo"))
    return (since is None or moment >= since) and (until is None or moment < until)


def run_of(_: Core, profile: Payload, moment: float, ready: float) -> float | None:
    """When the run of a profile's schedule began that holds at a moment; None before its first (K01.FR.30).

    `ready` is when the EV could first charge: from then on a relative schedule counts (K01.FR.42).
    """
    start = epoch(_schedule(profile).get("startSchedule"))
    start = ready if start is None else start
    if moment < start:
        return None
    every = _interval(profile)
    return start if every is None else start + (moment - start) // every * every


def period_at(_: Core, schedule: Payload, offset: float) -> Payload | None:
    """The period of a schedule that holds so many seconds after its start: until the next begins, or its duration is
    over (K01.FR.11 to K01.FR.13)."""
    duration = schedule.get("duration")
    if duration is not None and offset >= duration:
        return None
    begun = [period for period in schedule["chargingSchedulePeriod"] if period["startPeriod"] <= offset]
    return begun[-1] if begun else None


def profile_limit(station: Core, profile: Payload, moment: float, ready: float) -> Limit | None:
    """What a profile allows at a moment; None where it says nothing about it."""
    if not station.decide(profile_valid, profile, moment):
        return None
    start = station.decide(run_of, profile, moment, ready)
    schedule = _schedule(profile)
    period = None if start is None else station.decide(period_at, schedule, moment - start)
    if period is None:
        return None
    return Limit(
        float(period["limit"]),
        schedule["chargingRateUnit"],
        station.decide(phases_of, period),
        period.get("phaseToUse"),
    )


def phases_of(station: Core, period: Payload) -> int:
    """The phases that a period is for (K01.FR.49): no more than there are (K01.FR.45), and DC has none (K01.FR.44)."""
    supply = supply_of(station)
    return min(int(period.get("numberPhases", 3)), supply.phases) if supply.phases else supply.lines


def turns_of(profile: Payload, ready: float, since: float, until: float) -> Iterator[float]:
    """The moments between two at which what a profile allows may change."""
    schedule = _schedule(profile)
    start, every = epoch(schedule.get("startSchedule")), _interval(profile)
    start = ready if start is None else start
    offsets = [period["startPeriod"] for period in schedule["chargingSchedulePeriod"]]
    if "duration" in schedule:
        offsets.append(schedule["duration"])
    starts = [start]
    if every is not None:
        first = start + max(0, (since - start) // every - 1) * every
        starts = [first + number * every for number in range(int(max(0, until - first) // every) + 1)]
    bounds = [epoch(profile.get(name)) for name in ("validFrom", "validTo")]
    moments = [begin + offset for begin in starts for offset in (0, *offsets)]
    yield from (moment for moment in (*bounds, *moments) if moment is not None and since < moment < until)


def _schedule(profile: Payload) -> dict[str, Any]:
    schedule: dict[str, Any] = profile["chargingSchedule"][0]
    return schedule


def _interval(profile: Payload) -> int | None:
    return RECURS[profile["recurrencyKind"]] if profile["chargingProfileKind"] == "Recurring" else None


SEAMS = (limit_in, profile_valid, run_of, period_at, profile_limit, phases_of)
