"""A case as trace JSONL: one object per message, for tools that read OCPP traces."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, parse

SCHEMA_VERSION = "1.1"
_DIRECTIONS = {"station": "cp-to-csms", "csms": "csms-to-cp"}


def trace(lines: Iterable[Mapping[str, Any]], case_id: str) -> Iterator[dict[str, Any]]:
    """The messages of a case in order. An answer carries the action of the CALL that it answers."""
    actions: dict[tuple[int, str, str], str] = {}
    identity = ""
    for line in lines:
        if line.get("case") != case_id:
            continue
        if line["line"] == "handshake":
            identity = line["path"].split("?")[0].rsplit("/", 1)[-1]
        elif line["line"] == "frame":
            yield _message(line, identity, actions)


def _message(line: Mapping[str, Any], identity: str, actions: dict[tuple[int, str, str], str]) -> dict[str, Any]:
    raw = line["raw"] if "raw" in line else base64.b64decode(line["binary"])
    meta: dict[str, Any] = {"index": line["index"], "connection": line["connection"]}
    if line.get("deliberate"):
        meta["deliberate"] = True
    if "relayed" in line:
        meta["relayed"] = line["relayed"]
    message: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "timestamp": line["time"],
        "ocppVersion": "2.0.1",
        "transport": "json",
        "chargePointId": identity,
        "direction": _DIRECTIONS[line["sender"]],
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
    other = "csms" if line["sender"] == "station" else "station"
    match parse(raw):
        case Call(message_id, action, payload):
            actions[line["connection"], line["sender"], message_id] = action
            message |= {"messageType": "CALL", "messageId": message_id, "action": action, "payload": payload}
        case CallResult(message_id, payload):
            asked = actions.get((line["connection"], other, message_id))
            message |= {"messageType": "CALLRESULT", "messageId": message_id, "action": asked, "payload": payload}
        case CallError(message_id, code, description, details):
            asked = actions.get((line["connection"], other, message_id))
            error = {"code": code, "description": description, "details": details}
            message |= {"messageType": "CALLERROR", "messageId": message_id, "action": asked, "error": error}
        case Malformed(reason=reason, message_id=message_id):
            message["messageId"] = message_id
            meta["note"] = f"no frame: {reason}"
    return message
