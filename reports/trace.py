"""Messages as Open OCPP Trace 1.1 (JSONL): one object a message, for tools that read such traces.

The format has records for CALL, CALLRESULT and CALLERROR alone. What else happened (handshakes, closes, notes, texts
that are no frame, what OCPP 2.1 has besides) goes into the `meta` of the next message: `before`, or behind the last one
`after`, as lines of results.jsonl.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import FrameEntry, HandshakeEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, Line, plain
from ocpp_conformance.harness.logs import Happened, Told, Unread
from ocpp_conformance.harness.logs.versions import version_of
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Reply, Role, parse
from ocpp_conformance.harness.rpc.protocol import Protocol

SCHEMA_VERSION = "1.1"
_DIRECTIONS = {Role.STATION: "cp-to-csms", Role.CSMS: "csms-to-cp"}


def trace(lines: Iterable[Line], case_id: str = "") -> Iterator[dict[str, Any]]:
    """The messages of a case, or of all cases, in order. An answer carries the action of the CALL that it answers."""
    case, before, last = None, list[Mapping[str, Any]](), None
    for line in lines:
        if not isinstance(line, EntryLine) or case_id not in ("", line.case):
            continue
        if line.case != case:
            case, conversation, identity = line.case, Conversation(), ""
        exchange = conversation.take(line.entry).exchange
        if isinstance(line.entry, HandshakeEntry):
            identity = line.entry.handshake.path.split("?")[0].rsplit("/", 1)[-1]
        if not isinstance(line.entry, FrameEntry) or not isinstance(line.entry.frame, Call | Reply):
            before.append(plain(line))
            continue
        if last is not None:
            yield last
        last = _message(line, identity, None if exchange is None else exchange.action)
        last["meta"] |= {"before": before} if before else {}
        before = []
    if last is not None:
        last["meta"] |= {"after": before} if before else {}
        yield last


def _message(line: EntryLine, identity: str, asked: str | None) -> dict[str, Any]:
    """The record of a frame; `asked` is the action of the CALL that it is or answers."""
    written = plain(line)
    assert isinstance(line.entry, FrameEntry)
    assert isinstance(line.entry.frame, Call | Reply)
    message: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "timestamp": written["time"],
        "ocppVersion": line.entry.protocol.name,
        "transport": "json",
        "direction": _DIRECTIONS[line.entry.sender],
        "raw": written["raw"],
        "meta": {name: written[name] for name in ("case", "index", "connection")},
    }
    message["meta"] |= {name: written[name] for name in ("deliberate", "relayed", "lacking") if name in written}
    message |= {"chargePointId": identity} if identity else {}
    message |= {"action": asked} if asked is not None else {}
    return message | _content(line.entry.frame)


def _content(frame: Call | Reply) -> dict[str, Any]:
    match frame:
        case Call(message_id, action, payload):
            return {"messageType": "CALL", "messageId": message_id, "action": action, "payload": payload}
        case CallResult(message_id, payload):
            return {"messageType": "CALLRESULT", "messageId": message_id, "payload": payload}
        case CallError(message_id, code, description, details):
            error = {"code": code, "description": description, "details": details}
            return {"messageType": "CALLERROR", "messageId": message_id, "error": error}


_NO_TIME = datetime.fromtimestamp(0, UTC)
"""From here on a message has the milliseconds of its line, where its log tells no time."""


class Converter:
    """Makes records of what logs tell. `unread` are lines whose text is no frame, of which the format has no record."""

    def __init__(self) -> None:
        self.unread: list[int] = []
        self._asked: dict[tuple[str, str, Role], str] = {}
        self._versions: dict[str, Protocol] = {}
        self._connections = Counter[str]()

    def records(self, told: Iterable[Told | Unread]) -> Iterator[dict[str, Any]]:
        """A record for each message, in their order; `meta` has its line, the number of its connection, and whether
        the log tells no time."""
        for each in told:
            if isinstance(each, Unread):
                continue
            if each.happened is Happened.OPENED:
                self._connections[each.identity] += 1
            elif each.happened is Happened.MESSAGE:
                frame = parse(each.text)
                if isinstance(frame, Malformed):
                    self.unread.append(each.line)
                else:
                    yield self._record(each, frame)

    def _record(self, told: Told, frame: Call | CallResult | CallError) -> dict[str, Any]:
        assert isinstance(told.by, Role)
        identity = told.identity
        asked = frame.action if isinstance(frame, Call) else self._action_for(frame.message_id, told)
        if isinstance(frame, Call):
            self._asked[identity, frame.message_id, told.by] = frame.action
            version = version_of(frame.action, frame.payload)
            self._versions |= {identity: version} if version is not None else {}
        meta: dict[str, Any] = {"line": told.line, "connection": max(self._connections[identity], 1)}
        meta |= {} if told.time is not None else {"time": "not told"}
        message: dict[str, Any] = {
            "schemaVersion": SCHEMA_VERSION,
            "timestamp": (told.time or _NO_TIME + timedelta(milliseconds=told.line)).isoformat(timespec="milliseconds"),
            "transport": "json",
            "direction": _DIRECTIONS[told.by],
            "raw": told.text,
            "meta": meta,
        }
        message |= {"ocppVersion": self._versions[identity].name} if identity in self._versions else {}
        message |= {"chargePointId": identity} if identity else {}
        message |= {"action": asked} if asked is not None else {}
        return message | _content(frame)

    def _action_for(self, message_id: str, told: Told) -> str | None:
        assert isinstance(told.by, Role)
        return self._asked.pop((told.identity, message_id, told.by.other), None)
