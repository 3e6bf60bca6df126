"""What the cases of the local authorization list share: how a CSMS sends it."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, ignoring_case
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import Matcher, mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

VERSION = 1
"""The version of the list that our station holds, as it says."""


async def list_sent(
    station: StationProbe, csms_driver: CaseDriver, source: Source, kind: str, *entries: Payload, version: int
) -> ReceivedCall:
    """The CSMS sends an update of this kind; it may ask for the version that the station holds before."""
    station.answers("GetLocalListVersion", {"versionNumber": VERSION})
    where: dict[str, object] = {"updateType": kind}
    wish: dict[str, Any] = {"kind": kind, "version": version, "entries": list(entries)}
    return await asked(station, csms_driver, source, "send_local_list", ACCEPTED, where=where, **wish)


def entry(token: Payload, **more: object) -> Payload:
    """An item of `entries` of the goal for this IdTokenType."""
    return {"id_token": token["idToken"], "type": token["type"], **more}


def listing(token: Payload) -> Matcher:
    """A demand on `localAuthorizationList`: this token is in it, and each entry says what its token is worth."""
    wanted = {"idToken": ignoring_case(token["idToken"]), "type": token["type"]}

    def holds(entries: Any) -> bool:
        there = [each for each in entries or () if not mismatches({"idToken": wanted}, each)]
        return bool(there) and all("idTokenInfo" in each for each in entries)

    return Matcher(f"a list with {token['idToken']}, each entry with idTokenInfo", holds)


def taking_out(token: Payload) -> Matcher:
    """A demand on `localAuthorizationList`: this token is in it, and no entry has idTokenInfo (D01.FR.17)."""
    wanted = {"idToken": ignoring_case(token["idToken"]), "type": token["type"]}

    def holds(entries: Any) -> bool:
        there = [each for each in entries or () if not mismatches({"idToken": wanted}, each)]
        return bool(there) and all("idTokenInfo" not in each for each in entries)

    return Matcher(f"a list with {token['idToken']}, no entry with idTokenInfo", holds)
