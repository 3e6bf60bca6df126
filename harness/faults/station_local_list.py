"""A station's Local Authorization List (D01, D02)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import heard, system_of
from ocpp_conformance.harness.faults.fault import About, of_station
from ocpp_conformance.harness.faults.kinds import Hearing


def _list_of(original: Any) -> Any:
    """What the block of lists remembers of the station: faults know no block."""
    return next(part for part in system_of(original)._parts.values() if type(part).__name__ == "LocalList")


def _as(change: Any) -> About[Hearing]:
    """SendLocalList is read as if it were written otherwise."""

    def handle(original: Any, call: Any) -> Any:
        known = _list_of(original)
        return original(type(call)(call.message_id, call.action, change(call.payload, known)))

    return heard(handle, "SendLocalList")


def _adds(payload: Any, known: Any) -> Any:
    return {**payload, "updateType": "Differential", "versionNumber": max(payload["versionNumber"], known.version + 1)}


def _keeps(payload: Any, known: Any) -> Any:
    emptied = payload["updateType"] == "Full" and not payload.get("localAuthorizationList")
    return {**payload, "updateType": "Differential", "versionNumber": known.version + 1} if emptied else payload


def _empties(payload: Any, _: Any) -> Any:
    return payload if payload.get("localAuthorizationList") else {**payload, "updateType": "Full"}


def _replaces(payload: Any, _: Any) -> Any:
    whole = all("idTokenInfo" in item for item in payload.get("localAuthorizationList", [{}]))
    return {**payload, "updateType": "Full"} if whole else payload


def _removes_none(payload: Any, _: Any) -> Any:
    items = [item for item in payload.get("localAuthorizationList", ()) if "idTokenInfo" in item]
    return {**payload, "localAuthorizationList": items}


def _counts_twice(original: Any, call: Any) -> Any:
    answer = original(call)
    items = call.payload.get("localAuthorizationList", ())
    if answer["status"] == "Failed" and len(items) > 1:
        known = _list_of(original)
        known._entries = {str(number): item["idTokenInfo"] for number, item in enumerate(items)}
        return {"status": "Accepted"}
    return answer


def _any_version(payload: Any, known: Any) -> Any:
    return {**payload, "versionNumber": max(payload["versionNumber"], known.version + 1)}


def _forgets(original: Any) -> Any:
    known = _list_of(original)
    known._entries, known.version = {}, 0
    return original()


def _off_by_one(original: Any, call: Any) -> Any:
    answer = original(call)
    return {"versionNumber": answer["versionNumber"] + 1}


def _tells_though_off(original: Any, call: Any) -> Any:
    original(call)
    return {"versionNumber": _list_of(original).version}


def _entries_hidden(original: Any, item: Any) -> Any:
    if item["component"]["name"] == "LocalAuthListCtrlr" and item["variable"]["name"] == "Entries":
        return {**item, "attributeStatus": "UnknownVariable", "attributeType": "Actual"}
    return original(item)


FAULTS = (
    of_station("list-full-adds", "adds a full list to the one it has", "D01.FR.15", handle=_as(_adds)),
    of_station("list-never-empty", "keeps its list when the full one is empty", "D01.FR.04", handle=_as(_keeps)),
    of_station("list-emptied", "empties its list when an update has no entries", "D01.FR.05", handle=_as(_empties)),
    of_station("list-update-replaces", "takes an update for the whole list", "D01.FR.16", handle=_as(_replaces)),
    of_station("list-removes-none", "removes nothing from its list", "D01.FR.17", handle=_as(_removes_none)),
    of_station(
        "list-holds-twice", "lists an id token twice", "D01.FR.06", handle=heard(_counts_twice, "SendLocalList")
    ),
    of_station("list-any-version", "takes an update that is not newer", "D01.FR.19", handle=_as(_any_version)),
    of_station("list-forgotten", "forgets its list when it reboots", "D01.FR.10", power_off=_forgets),
    of_station(
        "list-version-off",
        "tells another version of its list",
        "D02.FR.01",
        handle=heard(_off_by_one, "GetLocalListVersion"),
    ),
    of_station(
        "list-version-though-off",
        "tells the version of a list that is off",
        "D02.FR.03",
        handle=heard(_tells_though_off, "GetLocalListVersion"),
    ),
    of_station(
        "list-entries-hidden", "does not say how many entries its list has", "D01.FR.12", get_variable=_entries_hidden
    ),
)
