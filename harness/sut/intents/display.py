"""Messages that the station shows to drivers."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given


def _message(a: Arguments, number: int) -> dict[str, Any]:
    message = {
        "id": a.get("id", number),
        "priority": a["priority"],
        "state": a.get("state"),
        "startDateTime": a.get("start"),
        "endDateTime": a.get("end"),
        "transactionId": a.get("transaction_id"),
        "message": {"format": a["format"], "content": a["text"]},
    }
    return {"message": given(message)}


ROWS = (
    Goal(
        "set_display_message",
        Role.CSMS,
        "Have the station show {text} ({format}) with priority {priority} in state {state}, from {start} to {end}, in "
        "transaction {transaction_id}, as message {id}",
        {
            "text": Argument("string", "self-test"),
            "format": Argument("string", "UTF8"),
            "priority": Argument("string", "NormalCycle"),
            "id": optional("integer"),
            "state": optional("string"),
            "start": optional("string"),
            "end": optional("string"),
            "transaction_id": optional("string"),
        },
        action="SetDisplayMessage",
        words=_message,
    ),
    Goal(
        "display_messages",
        Role.CSMS,
        "Ask for the messages that the station shows: those with the ids {ids}, priority {priority}, in state {state}",
        {"ids": optional("array"), "priority": optional("string"), "state": optional("string")},
        action="GetDisplayMessages",
        words=lambda a, n: {
            "requestId": n,
            "id": a.get("ids"),
            "priority": a.get("priority"),
            "state": a.get("state"),
        },
    ),
    Goal(
        "clear_display_message",
        Role.CSMS,
        "Have the station no longer show message {id}",
        {"id": Argument("integer", 1)},
        action="ClearDisplayMessage",
        words=lambda a, _: {"id": a["id"]},
    ),
)
