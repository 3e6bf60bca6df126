"""A station that heeds a charging profile at the wrong times (K01)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness import times
from ocpp_conformance.harness.faults.departures import memory_of, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.times import epoch


def _blind_to(name: str) -> Departure:
    """This bound of the validity is overlooked."""
    return lambda original, profile, moment: original({k: v for k, v in profile.items() if k != name}, moment)


def _for_a_day(original: Any, profile: Any, moment: float) -> Any:
    start = epoch(profile["chargingSchedule"][0].get("startSchedule"))
    bounded = {"validFrom", "validTo"} & set(profile)
    return original(profile, moment) and (bounded or start is None or moment < start + 86_400)


def _from_now_on(original: Any, profile: Any, moment: float, ready: float) -> Any:
    start = original(profile, moment, ready)
    return moment if start is None else start


def _without_end(original: Any, schedule: Any, offset: float) -> Any:
    return original({name: value for name, value in schedule.items() if name != "duration"}, offset)


def _last_goes_on(original: Any, schedule: Any, offset: float) -> Any:
    if len(schedule["chargingSchedulePeriod"]) > 1:
        return original(schedule, offset)
    return _without_end(original, schedule, offset)


def _past_the_end(original: Any, schedule: Any, offset: float) -> Any:
    late = [
        each for each in schedule["chargingSchedulePeriod"] if each["startPeriod"] >= schedule.get("duration", offset)
    ]
    begun = [each for each in late if each["startPeriod"] <= offset]
    return begun[-1] if begun else original(schedule, offset)


def _from_its_coming(original: Any, profile: Any, moment: float, ready: float) -> Any:
    """A relative schedule counts from when it was first looked at."""
    first = memory_of(system_of(original)).setdefault(f"profile {profile['id']}", times.wall())
    return original(profile, moment, max(ready, first))


FAULTS = (
    of_station(
        "relative-from-its-coming",
        "counts a relative schedule from when it came, though the EV charged before",
        "K01.FR.42",
        run_of=_from_its_coming,
    ),
    of_station(
        "profile-expires", "drops a profile without bounds a day after its start", "K01.FR.10", profile_valid=_for_a_day
    ),
    of_station("valid-from-unheeded", "overlooks validFrom", "K01.FR.36", profile_valid=_blind_to("validFrom")),
    of_station("valid-to-unheeded", "overlooks validTo", "K01.FR.37", profile_valid=_blind_to("validTo")),
    of_station("schedule-starts-at-once", "does not wait for startSchedule", "K01.FR.30", run_of=_from_now_on),
    of_station(
        "period-past-duration", "heeds a period that begins after the duration", "K01.FR.11", period_at=_past_the_end
    ),
    of_station(
        "duration-unheeded", "keeps to a schedule when its duration is over", "K01.FR.13", period_at=_last_goes_on
    ),
)
