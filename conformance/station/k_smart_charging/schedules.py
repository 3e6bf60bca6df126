"""The composite schedules that a station makes, and what they allow (K08)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Placed, Profiles
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import epoch, written

LONG = 600
"""Seconds that a composite schedule is asked for."""
EARLY, LATE = 60, 540
"""Seconds into it at which it is looked at, far from where it changes."""
HALF = 300
"""Seconds into it at which it changes, if it does."""
_EXACT = 5.0
"""Seconds that a clock may be off, and that are lost where it tells whole ones."""
_FAIR = 1.02
"""How much of a limit is a matter of rounding, or of the voltage."""
_FROM_0 = Matcher(
    "periods, the first with startPeriod 0",
    lambda value: isinstance(value, list) and bool(value) and value[0].get("startPeriod") == 0,
)


@dataclass(frozen=True)
class Composite:
    """A composite schedule, when it starts in seconds since the epoch, and the answer that has it."""

    reply: ReceivedReply
    start: float
    schedule: Payload

    def at(self, seconds: float) -> float:
        """The limit so many seconds into it."""
        begun = [each for each in self.schedule["chargingSchedulePeriod"] if each["startPeriod"] <= seconds]
        return float(begun[-1]["limit"]) if begun else math.inf

    def least(self) -> float:
        """The lowest limit in it."""
        return min(float(each["limit"]) for each in self.schedule["chargingSchedulePeriod"])


async def composite(
    profiles: Profiles, evse: int = 1, unit: str | None = None, source: Source | None = None
) -> Composite:
    """The composite schedule of an EVSE from now on; without a source that demands it, as a precondition."""
    asked = {"evseId": evse, "duration": LONG, "chargingRateUnit": unit or profiles.unit}
    reply = await profiles.call("GetCompositeSchedule", asked)
    demand(reply, source, status="Accepted", schedule=PRESENT)
    return _understood(reply, unit or profiles.unit)


async def schedule_told(profiles: Profiles, source: Source, duration: int, evse: int = 1) -> Composite:
    """The composite schedule of an EVSE for so many seconds, all of which the source demands."""
    asked = {"evseId": evse, "duration": duration, "chargingRateUnit": profiles.unit}
    reply = await profiles.call("GetCompositeSchedule", asked)
    reply.meets(source, status="Accepted", schedule={**asked, "chargingSchedulePeriod": _FROM_0})
    return _understood(reply, profiles.unit)


def _understood(reply: ReceivedReply, unit: str) -> Composite:
    reply.expects(schedule={"chargingRateUnit": unit, "chargingSchedulePeriod": PRESENT})
    if reply.judgement is not None:
        raise reply.checklist.give_up("the composite schedule is not valid", frame=reply.frame)
    start = epoch(reply["schedule"]["scheduleStart"])
    if start is None:
        raise reply.checklist.give_up("the composite schedule has no start", frame=reply.frame)
    return Composite(reply, start, reply["schedule"])


async def starts_now(profiles: Profiles, source: Source, told: Source | None = None, **asked: int) -> Composite:
    """A composite schedule whose start the source wants between two readings of the station's clock; where `told`
    demands a schedule, that one."""
    before = await _station_time(profiles.csms)
    found = await (composite(profiles) if told is None else schedule_told(profiles, told, **asked))
    after = await _station_time(profiles.csms)
    right = before - _EXACT <= found.start <= after + _EXACT
    seen = f"{found.start - before:.1f} s after it"
    misses: tuple[Miss, ...] = (
        () if right else (Miss("scheduleStart", f"the time of ClockCtrlr.DateTime, {written(before)}", seen),)
    )
    first = found.schedule["chargingSchedulePeriod"][0]["startPeriod"]
    misses += () if first == 0 else (Miss("startPeriod of the first period", "0", str(first)),)
    profiles.csms.checklist.book(source, misses, frame=found.reply.frame, seen=seen)
    return found


async def _station_time(csms: CsmsProbe) -> float:
    told = epoch(await value_of(csms, variable("ClockCtrlr", "DateTime")))
    if told is None:
        raise csms.checklist.give_up("the station doesn't tell its time: ClockCtrlr.DateTime")
    return told


async def unlimited(profiles: Profiles, evse: int = 1, share: float = 0.5) -> tuple[float, float]:
    """The station's present time, and a limit that is this share of what an EVSE may take now, whatever the profiles
    that are there. Raises `Inconclusive` where that is nothing."""
    now = await composite(profiles, evse)
    limit = math.floor(now.least() * share)
    if limit < 1:
        raise profiles.csms.checklist.give_up("the station has nothing to limit: see its composite schedule")
    return now.start, float(limit)


def limits(csms: CsmsProbe, source: Source, found: Composite, limit: float, *moments: int) -> None:
    """The source wants these moments of a composite schedule limited to this, or less."""
    over = [moment for moment in moments if found.at(moment) > limit * _FAIR + 0.1]
    _book(csms, source, found, over, f"at most {limit:g}")


def frees(csms: CsmsProbe, source: Source, found: Composite, limit: float, *moments: int) -> None:
    """The source wants more than this limit at these moments of a composite schedule."""
    under = [moment for moment in moments if found.at(moment) <= limit * _FAIR + 0.1]
    _book(csms, source, found, under, f"more than {limit:g}")


def goes(csms: CsmsProbe, source: Source, found: Composite, steps: Mapping[float, float | None]) -> None:
    """The source wants these limits in a composite schedule, each from a moment (seconds since the epoch) on until the
    next; None stands for any. When it changes may differ by what is lost of a time."""
    ends = [*sorted(steps)[1:], found.start + found.schedule["duration"]]
    misses = []
    for begin, end in zip(sorted(steps), ends, strict=True):
        limit, first, last = steps[begin], max(begin - found.start + _EXACT, 0), end - found.start - _EXACT
        for moment in (first, last) if first <= last else ():
            if limit is not None and abs(found.at(moment) - limit) > limit * (_FAIR - 1) + 0.1:
                misses.append(Miss(f"limit after {moment:.0f} s", f"{limit:g}", f"{found.at(moment):g}"))
    seen = f"{found.schedule['chargingSchedulePeriod']}"
    csms.checklist.book(source, tuple(misses), frame=found.reply.frame, seen=seen)


def heeds(csms: CsmsProbe, found: Composite, limit: float, *moments: int) -> None:
    """These moments are limited to this, as a precondition."""
    if any(found.at(moment) > limit * _FAIR + 0.1 for moment in moments):
        raise csms.checklist.give_up("the composite schedule does not show the profile", frame=found.reply.frame)


def _book(csms: CsmsProbe, source: Source, found: Composite, wrong: list[int], wanted: str) -> None:
    misses = tuple(Miss(f"limit after {moment} s", wanted, f"{found.at(moment):g}") for moment in wrong)
    csms.checklist.book(source, misses, frame=found.reply.frame, seen=f"{found.schedule['chargingSchedulePeriod']}")


def unlisted(profiles: Profiles) -> str:
    """A unit that RateUnit doesn't list. Raises `Inconclusive` where it lists both, or tells none."""
    strange = {"A", "W"} - profiles.units
    if len(strange) != 1:
        raise profiles.csms.checklist.give_up(f"RateUnit lists {', '.join(sorted(profiles.units)) or 'nothing'}")
    return strange.pop()


def same_limit(csms: CsmsProbe, source: Source, found: list[Placed], wanted: Placed) -> None:
    """The source wants one profile reported, this one: its EVSE and the first limit of its schedule tell."""
    due = f"one profile, for EVSE {wanted[0]}, limit {_limit(wanted[1]):g}"
    told = [f"for EVSE {evse}, limit {_limit(profile):g}" for evse, profile in found]
    right = [each for each in found if each[0] == wanted[0] and _limit(each[1]) == _limit(wanted[1])]
    misses = () if len(found) == len(right) == 1 else (Miss("", due, f"{len(found)}: {'; '.join(told)}"),)
    csms.checklist.book(source, misses, seen="; ".join(told))


def _limit(profile: Payload) -> float:
    return float(profile["chargingSchedule"][0]["chargingSchedulePeriod"][0]["limit"])
