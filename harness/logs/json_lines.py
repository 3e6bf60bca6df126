"""Formats of one JSON object a line: Open OCPP Trace, and our own results."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from ocpp_conformance.harness.evidence import CloseEntry, FrameEntry, HandshakeEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, LineError, typed
from ocpp_conformance.harness.logs.told import Happened, Line, Told, Unread
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.frames import CALL, CALLERROR, CALLRESULT, CALLRESULTERROR, SEND
from ocpp_conformance.harness.rpc.protocol import PROTOCOLS

_DIRECTIONS = {"cp-to-csms": Role.STATION, "csms-to-cp": Role.CSMS}


def is_open_trace(text: str) -> bool:
    """Whether a line is a record of Open OCPP Trace."""
    record = _object(text)
    return record is not None and record.get("direction") in _DIRECTIONS and "schemaVersion" in record


def read_open_trace(lines: Iterator[Line]) -> Iterator[Told | Unread]:
    """What the records tell; the text of one without `raw` is made of its fields."""
    for number, text in lines:
        record = _object(text)
        if record is None:
            if text.strip():
                yield Unread(number, "no JSON object", text)
            continue
        by, frame = _DIRECTIONS.get(record.get("direction", "")), _frame_of(record)
        if by is None or frame is None:
            yield Unread(number, "no record of a message", text)
            continue
        identity = record.get("chargePointId")
        name = identity if isinstance(identity, str) else ""
        version = PROTOCOLS.get(str(record.get("ocppVersion", "")).removesuffix("J"))
        yield Told(number, Happened.MESSAGE, frame, by, name, *_time(record), version)


def _frame_of(record: Mapping[str, Any]) -> str | None:
    if isinstance(record.get("raw"), str):
        return str(record["raw"])
    payload, error = record.get("payload", {}), record.get("error")
    frame: list[Any]
    match record.get("messageType"):
        case "CALL" if "action" in record:
            frame = [CALL, record.get("messageId", ""), record["action"], payload]
        case "CALLRESULT":
            frame = [CALLRESULT, record.get("messageId", ""), payload]
        case "SEND" if "action" in record:
            frame = [SEND, record.get("messageId", ""), record["action"], payload]
        case ("CALLERROR" | "CALLRESULTERROR") as name if isinstance(error, dict):
            described = (error.get("code", ""), error.get("description", ""), error.get("details", {}))
            kind = CALLERROR if name == "CALLERROR" else CALLRESULTERROR
            frame = [kind, record.get("messageId", ""), *described]
        case _:
            return None
    return orjson.dumps(frame).decode()


def _time(record: Mapping[str, Any]) -> tuple[datetime | None, bool]:
    """The time, None where there is none, and whether its zone is told."""
    try:
        time = datetime.fromisoformat(record["timestamp"])
    except (KeyError, TypeError, ValueError):
        return None, False
    return (time, True) if time.tzinfo else (time.replace(tzinfo=UTC), False)


def is_results(text: str) -> bool:
    """Whether a line is one of a results.jsonl of ours."""
    record = _object(text)
    return record is not None and "line" in record and {"format", "case"} & record.keys() != set()


def read_results_lines(lines: Iterator[Line]) -> Iterator[Told | Unread]:
    """The messages and connections of all cases; what else was said is passed over."""
    identities: dict[tuple[str, int], str] = {}
    for number, text in lines:
        record = _object(text)
        try:
            line = None if record is None else typed(record)
        except LineError:
            line = None
        if line is None:
            yield Unread(number, "no line of results.jsonl", text)
        elif isinstance(line, EntryLine):
            yield from _entry(number, line, identities)


def _entry(number: int, line: EntryLine, identities: dict[tuple[str, int], str]) -> Iterator[Told | Unread]:
    match line.entry:
        case HandshakeEntry(handshake=handshake) as entry:
            identity = handshake.path.split("?")[0].rsplit("/", 1)[-1]
            identities[line.case, entry.connection] = identity
            if handshake.status == 101 and not entry.carried:
                yield Told(number, Happened.OPENED, "", None, identity, _wall(entry.wall))
        case FrameEntry() as entry:
            identity = identities.get((line.case, entry.connection), "")
            if isinstance(entry.raw, str):
                at = _wall(entry.wall)
                yield Told(number, Happened.MESSAGE, entry.raw, entry.sender, identity, at, protocol=entry.protocol)
            else:
                yield Unread(number, "a binary message", repr(entry.raw))
        case CloseEntry() as entry:
            identity = identities.get((line.case, entry.connection), "")
            yield Told(number, Happened.CLOSED, "", entry.by, identity, _wall(entry.wall))


def _wall(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds).astimezone()


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


Reader = Callable[[Iterator[Line]], Iterator[Told | Unread]]
