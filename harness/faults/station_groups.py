"""A station heeds badly who may stop a transaction: other cards, groups of id tokens, the master pass."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.faults.station_order import hears


def _any_token(original: Any, token: Any, evse: int | None = None) -> Any:
    authorized = [session for session in system_of(original).ongoing() if session.authorized]
    return original(token, evse) or next(iter(authorized), None)


def _accepts_groups(answer: dict[str, Any]) -> dict[str, Any]:
    info = answer["idTokenInfo"]
    return {"idTokenInfo": {**info, "status": "Accepted"}} if "groupIdToken" in info else answer


def _for_local(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    local = {**info, "stoppedReason": "Local"} if info.get("stoppedReason") == "MasterPass" else info
    return original({**payload, "transactionInfo": local})


FAULTS = (
    of_station(
        "any-token-stops",
        "stops for whatever card is presented",
        "C01.FR.03",
        {"transactions.authorized_with": _any_token},
    ),
    of_station(
        "group-stops-nothing",
        "doesn't stop for another card of the group",
        "C09.FR.03",
        {"transactions.authorized_for": always(None)},
    ),
    of_station(
        "group-accepted-whole",
        "takes a refused card for Accepted where it belongs to a group",
        "C09.FR.11",
        call=hears("Authorize", _accepts_groups),
    ),
    of_station(
        "master-pass-starts", "takes a master pass for any other card", "C16.FR.03", is_master_pass=always(False)
    ),
    of_station(
        "master-pass-stops-one",
        "stops the first EVSE alone for a master pass",
        "C16.FR.02",
        {"transactions.stop_by_master_pass": lambda original, token, _evse=None: original(token, 1)},
    ),
    of_station(
        "master-pass-stops-all",
        "stops all EVSEs where one was chosen with a master pass",
        "C16.FR.01",
        {"transactions.stop_by_master_pass": lambda original, token, _evse=None: original(token, None)},
    ),
    of_station(
        "master-pass-as-local",
        "gives stoppedReason Local where a master pass stopped",
        "C16.FR.02",
        transaction_event=_for_local,
    ),
)
