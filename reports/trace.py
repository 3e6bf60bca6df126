"""A case as trace JSONL: one object per message, for tools that read OCPP traces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import FrameEntry, HandshakeEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, Line, plain
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Role

SCHEMA_VERSION = "1.1"
_DIRECTIONS = {Role.STATION: "cp-to-csms", Role.CSMS: "csms-to-cp"}


def trace(lines: Iterable[Line], case_id: str) -> Iterator[dict[str, Any]]:
    """The messages of a case in order. An answer carries the action of the CALL that it answers."""
    conversation, identity = Conversation(), ""
    for line in lines:
        if not isinstance(line, EntryLine) or line.case != case_id:
            continue
        exchange = conversation.take(line.entry).exchange
        match line.entry:
            case HandshakeEntry(handshake=handshake):
                identity = handshake.path.split("?")[0].rsplit("/", 1)[-1]
            case FrameEntry() as entry:
                yield _message(entry, plain(line), identity, None if exchange is None else exchange.call.action)


def _message(entry: FrameEntry, line: Mapping[str, Any], identity: str, asked: str | None) -> dict[str, Any]:
    meta: dict[str, Any] = {"index": entry.index, "connection": entry.connection}
    meta |= {name: line[name] for name in ("deliberate", "relayed") if name in line}
    message: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "timestamp": line["time"],
        "ocppVersion": "2.0.1",
        "transport": "json",
        "chargePointId": identity,
        "direction": _DIRECTIONS[entry.sender],
        "messageType": None,
        "messageId": None,
        "action": None,
        "payload": None,
        "raw": line.get("raw"),
        "error": None,
        "meta": meta,
    }
    if "binary" in line:
        meta["binary"] = line["binary"]
    match entry.frame:
        case Call(message_id, action, payload):
            message |= {"messageType": "CALL", "messageId": message_id, "action": action, "payload": payload}
        case CallResult(message_id, payload):
            message |= {"messageType": "CALLRESULT", "messageId": message_id, "action": asked, "payload": payload}
        case CallError(message_id, code, description, details):
            error = {"code": code, "description": description, "details": details}
            message |= {"messageType": "CALLERROR", "messageId": message_id, "action": asked, "error": error}
        case Malformed(reason=reason, message_id=message_id):
            message["messageId"] = message_id
            meta["note"] = f"no frame: {reason}"
    return message
