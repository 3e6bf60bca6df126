"""A station whose answers about charging profiles are at odds with what it holds, or with what it was asked (K01, K08
to K10)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.rpc import Payload


def _not_recurring(original: Any, profile: Payload) -> Any:
    return "InvalidProfile" if profile["chargingProfileKind"] == "Recurring" else original(profile)


def _blind_to(criterion: str) -> Departure:
    """This criterion is overlooked."""

    def profile_chosen(original: Any, request: Any, each: Any) -> Any:
        criteria = {name: value for name, value in request["chargingProfile"].items() if name != criterion}
        return original({**request, "chargingProfile": criteria}, each)

    return profile_chosen


def _first_alone(original: Any, request: Any, each: Any) -> Any:
    return next((one for one in system_of(original).profiles.all() if original(request, one)), None) == each


def _stays(original: Any, request: Any, each: Any) -> Any:
    """A profile that is cleared by criteria is put back at once."""
    found = original(request, each)
    if found and "chargingProfileId" not in request:
        station = system_of(original)
        station.connection.after(lambda: station.profiles.put(each))
    return found


async def _higher(original: Any, action: str, payload: Any, **more: Any) -> Any:
    profiles = [
        {**each, "chargingSchedule": [_raised(one) for one in each["chargingSchedule"]]}
        for each in payload["chargingProfile"]
    ]
    return await original(action, {**payload, "chargingProfile": profiles}, **more)


def _raised(schedule: Payload) -> Payload:
    periods = [{**each, "limit": each["limit"] * 2} for each in schedule["chargingSchedulePeriod"]]
    return {**schedule, "chargingSchedulePeriod": periods}


async def _swapped(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "evseId": 1 - min(payload["evseId"], 1)}, **more)


def _like_one(original: Any, evse: int, *when: Any) -> Any:
    return original(evse or 1, *when)


FAULTS = (
    of_station(
        "recurring-profile-refused",
        "rejects a charging profile that recurs",
        "K01.FR.13",
        charging_objection=_not_recurring,
    ),
    of_station(
        "profiles-told-higher",
        "tells charging profiles with higher limits than were set",
        "K09.FR.04",
        call=sent(_higher, "ReportChargingProfiles"),
    ),
    of_station(
        "profiles-told-elsewhere",
        "tells the charging profiles of EVSE 1 as the station's, and the other way around",
        "K09.FR.04",
        call=sent(_swapped, "ReportChargingProfiles"),
    ),
    of_station(
        "limit-source-unheeded",
        "tells charging profiles of any chargingLimitSource",
        "K09.FR.04",
        profile_chosen=_blind_to("chargingLimitSource"),
    ),
    of_station(
        "profile-id-unheeded",
        "tells charging profiles of any id",
        "K09.FR.06",
        profile_chosen=_blind_to("chargingProfileId"),
    ),
    of_station(
        "first-profile-cleared",
        "clears the first of the charging profiles that meet the criteria",
        "K10.FR.04",
        profile_cleared=_first_alone,
    ),
    of_station(
        "criteria-clear-nothing",
        "keeps the charging profiles that it says it cleared by criteria",
        "K10.FR.04",
        profile_cleared=_stays,
    ),
    of_station("grid-is-one-evse", "tells the limit of EVSE 1 as that of the station", "K08.FR.03", rate_at=_like_one),
)
