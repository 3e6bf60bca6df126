"""Block O: messages that a station shows."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.stations import StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply

LANGUAGE = "en"
"""In which all messages are written (O01.FR.17)."""


async def set_display_message(
    csms: Decisions,
    station: StationRecord,
    text: str,
    format: str,
    priority: str,
    id: int | None = None,
    state: str | None = None,
    start: str | None = None,
    end: str | None = None,
    transaction_id: str | None = None,
) -> Reply:
    """SetDisplayMessage (O01, O02); with the id of one that is shown it takes its place (O06). `format` is a
    MessageFormatEnumType, `priority` a MessagePriorityEnumType, `state` a MessageStateEnumType, `start` and `end` are
    RFC 3339."""
    message = given(
        id=csms.next_id() if id is None else id,
        priority=priority,
        state=state,
        startDateTime=start,
        endDateTime=end,
        transactionId=transaction_id,
        message={"format": format, "language": LANGUAGE, "content": text},
    )
    return await csms.call(station.identity, "SetDisplayMessage", {"message": message})


async def display_messages(
    csms: Decisions,
    station: StationRecord,
    ids: list[int] | None = None,
    priority: str | None = None,
    state: str | None = None,
) -> Reply:
    """GetDisplayMessages: those with these ids, this priority, in this state (O04); without any all (O03)."""
    payload = given(requestId=csms.next_id(), id=ids or None, priority=priority, state=state)
    return await csms.call(station.identity, "GetDisplayMessages", payload)


async def clear_display_message(csms: Decisions, station: StationRecord, id: int) -> Reply:
    """ClearDisplayMessage (O05)."""
    return await csms.call(station.identity, "ClearDisplayMessage", {"id": id})


def message_set(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        message = request["message"]
        station.messages.pop(message["id"], None)
        kept(station.messages, message["id"], message)


def message_cleared(_: Decisions, station: StationRecord, request: Payload, __: Payload) -> None:
    station.messages.pop(request["id"], None)  # Accepted, or the station doesn't know it


def notify_display_messages(_: Decisions, station: StationRecord, call: Call) -> Payload:
    for message in call.payload.get("messageInfo", ()):
        station.messages.pop(message["id"], None)
        kept(station.messages, message["id"], message)
    return {}


HANDLERS: Mapping[str, Handler] = {"NotifyDisplayMessages": notify_display_messages}
LEARNERS: Mapping[str, Learner] = {"SetDisplayMessage": message_set, "ClearDisplayMessage": message_cleared}
OPERATIONS: Mapping[str, Operation] = {
    "clear_display_message": clear_display_message,
    "display_messages": display_messages,
    "set_display_message": set_display_message,
}
