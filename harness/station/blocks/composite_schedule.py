"""Functional block K: the composite schedule, what comes of all profiles together (K08; Part 2, K, 3.5)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.charging_profiles import (
    DEFAULT,
    EXTERNAL,
    STATION_MAX,
    TRANSACTION,
    Installed,
    Profiles,
)
from ocpp_conformance.harness.station.blocks.charging_schedules import (
    Limit,
    limit_in,
    profile_limit,
    turns_of,
)
from ocpp_conformance.harness.station.blocks.supply import supply_of
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.times import written

LONGEST = 7 * DAY
"""Seconds that a composite schedule can be made for."""


def get_composite_schedule(station: Core, request: Payload) -> Payload:
    """GetCompositeSchedule (K08)."""
    reason = station.decide(composite_refused, request)
    if reason is not None:
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    unit = request.get("chargingRateUnit", station.config.rate_units[0])
    return {
        "status": "Accepted",
        "schedule": station.decide(composite_schedule, request["evseId"], request["duration"], unit),
    }


def composite_refused(station: Core, request: Payload) -> str | None:
    """The reason code why no schedule can be made (K08.FR.05); None where one can."""
    if not 0 <= request["evseId"] <= len(station.config.evses):
        return "UnknownEvse"
    if request.get("chargingRateUnit", station.config.rate_units[0]) not in station.config.rate_units:
        return "UnsupportedRateUnit"  # K08.FR.07
    return None if 0 <= request["duration"] <= LONGEST else "UnsupportedRequest"


def composite_schedule(station: Core, evse: int, duration: int, unit: str) -> Payload:
    """The CompositeScheduleType of an EVSE, or of the grid connection (0), from now on (K08.FR.02).

    Where a limit changes within a second, the lower one counts for all of it.
    """
    now = station.clock.wall()
    turns = sorted(turns_within(station, evse, now, now + duration))
    offsets = sorted({0, *(math.floor(t - now) for t in turns), *(math.ceil(t - now) for t in turns)})
    periods: list[dict[str, Any]] = []
    for offset in (each for each in offsets if each < max(duration, 1)):
        inside = [t for t in turns if now + offset < t < now + offset + 1]
        rate = min(station.decide(rate_at, evse, moment, now, unit) for moment in (now + offset, *inside))
        told = math.floor(rate * 10 + 1e-6) / 10  # one digit after the point
        phases = station.decide(phases_at, evse, now + offset, now)
        if not periods or (periods[-1]["limit"], periods[-1].get("numberPhases", 0)) != (told, len(phases)):
            periods.append(
                {"startPeriod": offset, "limit": told} | ({"numberPhases": len(phases)} if phases else {})
            )  # DC has none
    return {
        "evseId": evse,
        "duration": duration,
        "scheduleStart": written(now),
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": periods,
    }


def rate_at(station: Core, evse: int, moment: float, now: float, unit: str) -> float:
    """What may flow to an EVSE at a moment, or from the grid: the sum, within the limits of the station (K08.FR.03)."""
    if evse:
        return station.decide(evse_rate, evse, moment, now, unit)
    evses = range(1, len(station.config.evses) + 1)
    total = sum(station.decide(evse_rate, each, moment, now, unit) for each in evses)
    limits = (station.decide(leading_limit, 0, purpose, moment, now) for purpose in (STATION_MAX, EXTERNAL))
    return min([total, *(station.decide(limit_in, limit, unit) for limit in limits if limit is not None)])


def evse_rate(station: Core, evse: int, moment: float, now: float, unit: str) -> float:
    """What may flow to an EVSE at a moment: the lowest of what leads for each purpose (K08.FR.04).

    What is for the whole station is shared among the EVSEs that charge, this one counted (K04.FR.05, K12.FR.01).
    """
    whole = [station.decide(leading_limit, 0, purpose, moment, now) for purpose in (STATION_MAX, EXTERNAL)]
    rates = [station.decide(limit_in, limit, unit) for limit in whole if limit is not None]
    own = _alone(station, evse, moment, now, unit)
    return min(own, _share(station, evse, min(rates), moment, now, unit)) if rates else own


def _alone(station: Core, evse: int, moment: float, now: float, unit: str) -> float:
    """What may flow to an EVSE whatever the others do."""
    mine = station.decide(own_limit, evse, moment, now)
    own = [station.decide(leading_limit, evse, EXTERNAL, moment, now), mine, station.decide(ev_limit, evse, moment)]
    most = supply_of(station).most(unit, None if mine is None else mine.phases)
    return min([most, *(station.decide(limit_in, limit, unit) for limit in own if limit is not None)])


def ev_limit(station: Core, evse: int, moment: float) -> Limit | None:
    """What the EV at an EVSE has chosen to take of what was offered to it, by ISO 15118 (K15.FR.14, K16.FR.10)."""
    chosen = station.part(Profiles).chosen.get(evse)
    return None if chosen is None else station.decide(profile_limit, chosen.profile, moment, moment)


def phases_at(station: Core, evse: int, moment: float, now: float) -> tuple[int, ...]:
    """The phases that an EVSE, or the grid connection, charges with at a moment: the one that a profile names, else the
    first where it wants one (K01.FR.46, K01.FR.47); none of DC."""
    every = tuple(range(1, supply_of(station).phases + 1))
    mine = station.decide(own_limit, evse, moment, now) if evse else None
    return every if mine is None or mine.phases >= len(every) else (mine.phase or 1,)


def _share(station: Core, evse: int, rate: float, moment: float, now: float, unit: str) -> float:
    """What is left of a rate for an EVSE, with an equal part for each of its chargingPriority (K03.FR.04)."""
    ranks = station.decide(sharing, evse)
    above = [each for each, priority in ranks.items() if priority > ranks[evse]]
    left = rate - sum(_alone(station, each, moment, now, unit) for each in above)
    return max(0.0, left) / sum(priority == ranks[evse] for priority in ranks.values())


def own_limit(station: Core, evse: int, moment: float, now: float) -> Limit | None:
    """That of the transaction; else, and where none runs, that which is the default (K02.FR.04, K02.FR.08,
    K08.FR.06)."""
    found = station.decide(leading_limit, evse, TRANSACTION, moment, now)
    return found or station.decide(leading_limit, evse, DEFAULT, moment, now)


def leading_limit(station: Core, evse: int, purpose: str, moment: float, now: float) -> Limit | None:
    """What the profile with the highest stackLevel that says anything about a moment allows (K01.FR.07, K01.FR.17)."""
    held = [each for each in station.part(Profiles).all() if each.purpose == purpose]
    mine = [each for each in held if station.decide(applies_to, each, evse)]
    limits = (
        station.decide(profile_limit, each.profile, moment, _ready(station, evse, now))
        for each in sorted(mine, key=lambda each: -each.level)
    )
    return next((limit for limit in limits if limit is not None), None)


def applies_to(station: Core, each: Installed, evse: int) -> bool:
    """Whether a profile is for an EVSE; the default of the station is for all (K01.FR.14, K01.FR.15)."""
    if each.purpose == TRANSACTION:
        session = station.part(Transactions).on(evse)
        return session is not None and each.profile.get("transactionId") == session.id  # K01.FR.04
    return each.evse == evse or (each.purpose == DEFAULT and each.evse == 0 and evse > 0)


def sharing(station: Core, evse: int) -> dict[int, int]:
    """The EVSEs that share what the station may take, this one and those that charge, and their chargingPriority."""
    transactions = station.part(Transactions)
    takers = {evse} | {other for other in transactions.meters if transactions.meters[other].flows}
    sessions = {each: transactions.on(each) for each in takers}
    return {each: 0 if session is None else session.priority for each, session in sessions.items()}


def turns_within(station: Core, evse: int, since: float, until: float) -> Iterable[float]:
    """The moments at which what may flow to an EVSE, or from the grid, may change."""
    evses = [evse] if evse else range(1, len(station.config.evses) + 1)
    profiles = station.part(Profiles)
    for number in evses:
        for each in (*profiles.all(), *profiles.chosen_at(number)):
            yield from turns_of(each.profile, _ready(station, number, since), since, until)


def _ready(station: Core, evse: int, now: float) -> float:
    """When the EV at an EVSE could first charge; it is as if one came now where there is none (K08.FR.06)."""
    session = station.part(Transactions).on(evse)
    return now if session is None or session.ready_at is None else session.ready_at


SEAMS = (
    composite_refused,
    composite_schedule,
    rate_at,
    evse_rate,
    own_limit,
    ev_limit,
    phases_at,
    leading_limit,
    applies_to,
    sharing,
)
