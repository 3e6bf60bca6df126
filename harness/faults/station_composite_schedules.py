"""A station that makes composite schedules wrongly of its charging profiles (K01, K03, K04, K08)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.rpc import Payload


def _told(**fields: object) -> Departure:
    """Composite schedules are told with these fields."""
    return lambda original, *asked: {**original(*asked), **fields}


def _makes(*reasons: str) -> Departure:
    """What is refused for such a reason is made."""

    def composite_refused(original: Any, request: Payload) -> Any:
        found = original(request)
        return None if found in reasons else found

    return composite_refused


def _not_for_all(original: Any, request: Payload) -> Any:
    return original(request) if request["evseId"] else "UnknownEvse"


def _half(original: Any, evse: int, duration: int, unit: str) -> Any:
    return original(evse, duration // 2, unit)


def _without(purpose: str) -> Departure:
    """Profiles of this purpose don't count."""
    return lambda original, evse, of, moment, now: None if of == purpose else original(evse, of, moment, now)


def _own_first(original: Any, evse: int, *when: Any) -> Any:
    """What is for the EVSE counts alone, if there is anything."""
    station = system_of(original)
    limit = station.own_limit(evse, *when[:2])
    return original(evse, *when) if limit is None else station.limit_in(limit, when[2])


def _no_default_when_free(original: Any, evse: int, moment: float, now: float) -> Any:
    session = system_of(original).transactions.on(evse)
    return None if session is None else original(evse, moment, now)


def _as_it_was(original: Any, *asked: Any) -> Any:
    """The schedule is made anew only for other ids than before."""
    station = system_of(original)
    known = memory_of(station)
    key = f"composite {asked} {sorted(each.id for each in station.profiles.all())}"
    return known.setdefault(key, original(*asked))


def _one_for_all(original: Any, _evse: int, *when: Any) -> Any:
    return original(1, *when)


def _one_phase(_original: Any, period: Payload) -> int:
    return int(period.get("numberPhases", 1))


def _all_on_one_phase(original: Any, limit: Any, unit: str) -> Any:
    return original(type(limit)(limit.rate, limit.unit, 1), unit)


def _any_phase(original: Any, period: Payload) -> Any:
    phases = {"phaseToUse", "numberPhases"} if "phaseToUse" in period else set()
    return original({name: value for name, value in period.items() if name not in phases})


def _backwards(original: Any, *asked: Any) -> Any:
    made = original(*asked)
    first, *others = made["chargingSchedulePeriod"]
    return {**made, "chargingSchedulePeriod": [first, *others[::-1]]}


def _first_change_alone(original: Any, *asked: Any) -> Any:
    """What holds from the beginning on is left out."""
    made = original(*asked)
    periods = made["chargingSchedulePeriod"]
    return {**made, "chargingSchedulePeriod": periods[1:] or periods}


def _any_number(original: Any, period: Payload) -> Any:
    return original({name: value for name, value in period.items() if name != "numberPhases"})


FAULTS = (
    of_station(
        "any-number-of-phases",
        "takes a profile for fewer phases than it charges with, and goes on with all",
        "K01.FR.43",
        period_possible=_any_number,
        phases_of=always(3),
    ),
    of_station(
        "composite-of-another-day",
        "tells composite schedules from a moment long past on",
        "K08.FR.02",
        composite_schedule=_told(scheduleStart="2026-01-01T00:00:00.000Z"),
    ),
    of_station("composite-too-short", "tells half of a composite schedule", "K08.FR.02", composite_schedule=_half),
    of_station(
        "composite-of-station-refused",
        "makes no composite schedule of the station as a whole",
        "K08.FR.03",
        composite_refused=_not_for_all,
    ),
    of_station(
        "station-limit-unheeded",
        "overlooks the profile of the whole station",
        "K08.FR.03",
        leading_limit=_without("ChargingStationMaxProfile"),
    ),
    of_station(
        "own-limit-alone", "heeds the default alone, not what the station may take", "K08.FR.04", evse_rate=_own_first
    ),
    of_station(
        "composite-of-no-evse",
        "makes a composite schedule of an EVSE that it lacks",
        "K08.FR.05",
        composite_refused=_makes("UnknownEvse"),
    ),
    of_station(
        "free-evse-unlimited", "heeds no default where nobody charges", "K08.FR.06", own_limit=_no_default_when_free
    ),
    of_station(
        "composite-in-any-unit",
        "makes composite schedules in a unit that it does not list",
        "K08.FR.07",
        composite_refused=_makes("UnsupportedRateUnit"),
    ),
    of_station(
        "composite-not-renewed",
        "tells the composite schedule from before a profile was replaced",
        "K03.FR.03",
        composite_schedule=_as_it_was,
    ),
    of_station(
        "one-schedule-for-all", "heeds the profiles of EVSE 1 at every EVSE", "K04.FR.01", own_limit=_one_for_all
    ),
    of_station(
        "one-phase-assumed", "takes a schedule without phases for one of a phase", "K01.FR.49", phases_of=_one_phase
    ),
    of_station("power-on-one-phase", "takes power for that of each phase", "K01.FR.50", limit_in=_all_on_one_phase),
    of_station(
        "composite-backwards",
        "tells the later periods of a schedule backwards",
        "K01.FR.35",
        composite_schedule=_backwards,
    ),
    of_station(
        "composite-without-beginning",
        "tells a composite schedule from its first change on",
        "K01.FR.31",
        composite_schedule=_first_change_alone,
    ),
    of_station("any-phase-taken", "takes any phaseToUse", "K01.FR.48", period_possible=_any_phase),
)
