"""Blocks C and D: which idToken may charge, the authorization cache and the local list of a station."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from ocpp_conformance.harness.csms import contracts
from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.stations import LocalList, StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now

Tokens = Mapping[tuple[str, str], str]

NOT_LISTED = MappingProxyType(
    {
        "NoAuthorization": "Accepted",  # C02.FR.02
        "Central": "Accepted",  # made by a CSMS, so the user is known to it
        "KeyCode": "Invalid",  # C04.FR.01
    }
)
"""The status of a token that the table doesn't list, by type; Unknown for all others."""


def token_key(id_token: str, kind: str) -> tuple[str, str]:
    """The key of a token in the table; identifierString ignores letter case (Part 2, 2.1)."""
    return id_token.casefold(), kind


def status_of(tokens: Tokens, id_token: Payload) -> str:
    """The AuthorizationStatus of an IdTokenType; `tokens` has keys made by `token_key`."""
    kind = id_token["type"]
    return tokens.get(token_key(id_token["idToken"], kind)) or NOT_LISTED.get(kind, "Unknown")


def authorize(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    if contracts.is_by_contract(call.payload):
        return contracts.authorized(csms, station, call.payload)
    return {"idTokenInfo": csms.token_info(call.payload["idToken"])}


def info(status: str, group: tuple[str, str] | None, lifetime: int | None) -> Payload:
    """An IdTokenInfoType of a status, a groupIdToken (idToken, type), and the seconds that it may be cached."""
    return given(
        status=status,
        groupIdToken=None if group is None else {"idToken": group[0], "type": group[1]},
        cacheExpiryDateTime=None if lifetime is None else now(timedelta(seconds=lifetime)),
    )


def in_group(csms: Decisions, id_token: str, kind: str) -> dict[str, Any]:
    """`idToken` and, for a token that belongs to a group, `groupIdToken` of a request."""
    made = {"idToken": id_token, "type": kind}
    return given(idToken=made, groupIdToken=csms.token_info(made).get("groupIdToken"))


async def clear_cache(csms: Decisions, station: StationRecord) -> Reply:
    """ClearCache (C11)."""
    return await csms.call(station.identity, "ClearCache", {})


async def send_local_list(
    csms: Decisions, station: StationRecord, kind: str, version: int, entries: list[Payload]
) -> Reply:
    """SendLocalList (D01); `kind` is Full or Differential. An entry is an `id_token` with its `type`; what is said of
    it is what the CSMS itself knows. `"remove": true` takes it out of the list (D01.FR.17)."""
    listed = [_entry(csms, entry) for entry in entries]
    payload = given(versionNumber=version, updateType=kind, localAuthorizationList=listed or None)
    return await csms.call(station.identity, "SendLocalList", payload)


async def local_list_version(csms: Decisions, station: StationRecord) -> Reply:
    """GetLocalListVersion (D02)."""
    return await csms.call(station.identity, "GetLocalListVersion", {})


def take_list(csms: Decisions, station: StationRecord, version: int, entries: list[Payload]) -> None:
    """Take the local list of the station for this, without a word to it."""
    listed = [_entry(csms, entry) for entry in entries]
    station.local_list = LocalList()
    _update(station, version, listed)


def list_sent(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] != "Accepted":
        return
    if request["updateType"] == "Full":
        station.local_list = LocalList()
    _update(station, request["versionNumber"], request.get("localAuthorizationList", []))


def _update(station: StationRecord, version: int, listed: Sequence[Payload]) -> None:
    entries = dict(station.local_list.entries)
    for entry in listed:
        key = token_key(entry["idToken"]["idToken"], entry["idToken"]["type"])
        entries.pop(key, None)
        if "idTokenInfo" in entry:
            entries[key] = entry["idTokenInfo"]
    station.local_list = LocalList(version, entries)


def list_version_told(_: Decisions, station: StationRecord, __: Payload, response: Payload) -> None:
    station.local_list.version = response["versionNumber"]


def _entry(csms: Decisions, entry: Payload) -> dict[str, Any]:
    id_token = {"idToken": entry["id_token"], "type": entry["type"]}
    return given(idToken=id_token, idTokenInfo=None if entry.get("remove") else csms.token_info(id_token))


HANDLERS: Mapping[str, Handler] = {"Authorize": authorize}
LEARNERS: Mapping[str, Learner] = {"SendLocalList": list_sent, "GetLocalListVersion": list_version_told}
OPERATIONS: Mapping[str, Operation] = {
    "clear_cache": clear_cache,
    "local_list_version": local_list_version,
    "send_local_list": send_local_list,
}
