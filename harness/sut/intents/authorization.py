"""The authorization cache, the local authorization list and reservations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.sut.intents.record import ID_TOKEN, Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import token
from ocpp_conformance.harness.times import now

RESERVED = timedelta(hours=1)
"""How long a reservation lasts that a relay makes."""


def _entry(item: Arguments) -> Payload:
    """Of the local list; what else is to be known of the id token the system can't be told."""
    return {"idToken": token(item)} | ({} if item.get("remove") else {"idTokenInfo": {"status": "Accepted"}})


def _local_list(a: Arguments, _: int) -> dict[str, Any]:
    return {
        "updateType": a["kind"],
        "versionNumber": a["version"],
        "localAuthorizationList": [_entry(item) for item in a["entries"]] or None,
    }


def _reservation(a: Arguments, _: int) -> dict[str, Any]:
    return {
        "id": a["id"],
        "expiryDateTime": a.get("until") or now(RESERVED, "seconds"),
        "connectorType": a.get("connector_type"),
        "idToken": token(a),
        "evseId": a.get("evse"),
        "groupIdToken": token(a["group"]) if "group" in a else None,
    }


ROWS = (
    Goal(
        "clear_cache",
        Role.CSMS,
        "Clear the authorization cache of the station",
        action="ClearCache",
        words=lambda _a, _: {},
    ),
    Goal(
        "send_local_list",
        Role.CSMS,
        "Send version {version} of the local authorization list ({kind}): {entries}",
        {"kind": Argument("string", "Full"), "version": Argument("integer", 1), "entries": Argument("array", [])},
        action="SendLocalList",
        words=_local_list,
    ),
    Goal(
        "local_list_version",
        Role.CSMS,
        "Ask for the version of the local authorization list",
        action="GetLocalListVersion",
        words=lambda _a, _: {},
    ),
    Goal(
        "reserve",
        Role.CSMS,
        "Reserve EVSE {evse} or a connector of type {connector_type} for the id token {id_token} ({type}) of the group "
        "{group}, until {until}, reservation {id}",
        {
            "id": Argument("integer", 1),
            "evse": optional("integer"),
            "connector_type": optional("string"),
            "group": optional("object"),
            "until": optional("string"),
            **ID_TOKEN,
        },
        action="ReserveNow",
        words=_reservation,
    ),
    Goal(
        "cancel_reservation",
        Role.CSMS,
        "Cancel the reservation {id}",
        {"id": Argument("integer", 1)},
        action="CancelReservation",
        words=lambda a, _: {"reservationId": a["id"]},
    ),
)
