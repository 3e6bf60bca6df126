"""A station that tells or clears other charging profiles than it is asked to (K09, K10)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import heard, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


async def _without_id(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "requestId": 0}, **more)


async def _never_more(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "tbc": False}, **more)


async def _always_more(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return await original(action, {**payload, "tbc": True}, **more)


def _only(criterion: str) -> Departure:
    """Where this criterion is given the others are overlooked, the EVSE too."""

    def profile_chosen(original: Any, request: Any, each: Any) -> Any:
        criteria = request["chargingProfile"]
        if criterion in criteria:
            request = {"requestId": request["requestId"], "chargingProfile": {criterion: criteria[criterion]}}
        return original(request, each)

    return profile_chosen


def _station_too(original: Any, request: Any, each: Any) -> Any:
    return original({**request, "evseId": 0} if each.evse == 0 and "evseId" in request else request, each)


def _zero_is_all(original: Any, request: Any, each: Any) -> Any:
    if request.get("evseId") == 0:
        request = {name: value for name, value in request.items() if name != "evseId"}
    return original(request, each)


def _evses_alone(original: Any, request: Any, each: Any) -> Any:
    return original(request, each) and ("evseId" in request or each.evse != 0)


def _fine_anyway(original: Any, call: Any) -> Any:
    original(call)
    return {"status": "Accepted"}


def _stays(original: Any, request: Any, each: Any) -> Any:
    """A profile that is cleared by its id is not removed, though the answer says so: it is put back at once."""
    found = original(request, each)
    if found and "chargingProfileId" in request:
        station = system_of(original)
        station.connection.after(lambda: station.profiles.put(each))
    return found


def _any_criterion(original: Any, request: Any, each: Any) -> Any:
    """One criterion that is met is enough."""
    criteria = request.get("chargingProfileCriteria", {})
    if "chargingProfileId" in request or not criteria:
        return original(request, each)
    return any(original({"chargingProfileCriteria": {name: value}}, each) for name, value in criteria.items())


def _but_level(original: Any, request: Any, each: Any) -> Any:
    criteria = {k: v for k, v in request.get("chargingProfileCriteria", {}).items() if k != "stackLevel"}
    return original({**request, "chargingProfileCriteria": criteria}, each)


FAULTS = (
    of_station(
        "profiles-report-unnamed",
        "tells profiles without the requestId",
        "K09.FR.01",
        call=sent(_without_id, "ReportChargingProfiles"),
    ),
    of_station(
        "profiles-report-always-last",
        "calls each part of a report of profiles the last",
        "K09.FR.02",
        call=sent(_never_more, "ReportChargingProfiles"),
    ),
    of_station(
        "profiles-report-never-last",
        "calls no part of a report of profiles the last",
        "K09.FR.02",
        call=sent(_always_more, "ReportChargingProfiles"),
    ),
    of_station(
        "stack-level-asked-alone",
        "overlooks what is asked for beside the stackLevel",
        "K09.FR.04",
        profile_chosen=_only("stackLevel"),
    ),
    of_station(
        "station-profiles-too",
        "tells those of the station with those of an EVSE",
        "K09.FR.04",
        profile_chosen=_station_too,
    ),
    of_station("evse-zero-is-all", "takes EVSE 0 for all EVSEs", "K09.FR.05", profile_chosen=_zero_is_all),
    of_station(
        "profiles-of-evses-alone",
        "tells no profile of the station itself unasked",
        "K09.FR.06",
        profile_chosen=_evses_alone,
    ),
    of_station(
        "unknown-profile-cleared",
        "answers Accepted where there is nothing to clear",
        "K10.FR.01",
        handle=heard(_fine_anyway, "ClearChargingProfile"),
    ),
    of_station("profile-not-cleared", "keeps a profile that it says it cleared", "K10.FR.03", profile_cleared=_stays),
    of_station("one-criterion-clears", "clears what meets one criterion", "K10.FR.04", profile_cleared=_any_criterion),
    of_station("stack-level-not-cleared-by", "clears whatever the stackLevel", "K10.FR.04", profile_cleared=_but_level),
)
