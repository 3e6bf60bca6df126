"""The standing rules: one function a rule, from the connections of a case to its findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import orjson

from ocpp_conformance.harness.conversation import Connection, Exchange
from ocpp_conformance.harness.evidence import POWER_ON, Breach, FrameEntry, NoteEntry, Recording
from ocpp_conformance.harness.evidence.breach import MUST, SHOULD
from ocpp_conformance.harness.rpc import (
    MESSAGE_ID_LENGTH,
    UNREADABLE_ID,
    CallError,
    CallResult,
    ErrorCode,
    Malformed,
    Role,
    Wrong,
    probable_id,
)
from ocpp_conformance.harness.rpc.actions import ACTIONS
from ocpp_conformance.harness.validation import Judgement, judge_call, judge_reply, validator

OWN_TIMEOUT = 1.0
"""Real seconds. A second CALL sent later than this after an open one may follow a time-out, whose length is free
(J-4.1.1-04); sooner it can't."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rule looks at. `fresh_boot` tells that the system was started in this case, not only reconnected."""

    recording: Recording
    connections: Sequence[Connection]
    sut: Role
    patience: float


Found = Iterator[Breach]


def schema(scene: Scene) -> Found:
    """Every CALL and CALLRESULT of the system is valid against its schema (J-4.1.7-01)."""
    for connection in scene.connections:
        for exchange in connection.exchanges:
            if exchange.entry.sender is scene.sut:
                judgement = judge_call(exchange.call, scene.sut)
                yield from _schema_findings(judgement, f"{exchange.call.action}Request", exchange.entry.index)
            else:
                for entry, reply in exchange.answers:
                    if isinstance(reply, CallResult) and not exchange.entry.deliberate:
                        judgement = judge_reply(exchange.call, reply)
                        yield from _schema_findings(judgement, f"{exchange.call.action}Response", entry.index)


def _schema_findings(judgement: Judgement | None, message: str, frame: int) -> Found:
    if judgement is None:
        return
    if not judgement.findings:
        yield Breach("MON-SCHEMA", "J-4.1.6-01", MUST, judgement.text, judgement.text, frame)
    for finding in judgement.findings:
        where = re.sub(r"/\d+", "/*", finding.pointer)
        cause = f"{message}{where} {finding.keyword}"
        yield Breach("MON-SCHEMA", "J-4.1.7-01", MUST, cause, f"{message} {finding}", frame)


def frames(scene: Scene) -> Found:
    """Every message of the system is a CALL, a CALLRESULT or a CALLERROR in text (J-4.1.2-01 and those below)."""
    for connection in scene.connections:
        for entry, malformed in connection.malformed:
            if entry.sender is scene.sut:
                rule, cause = _frame_rule(malformed), str(malformed.wrong)
                yield Breach("MON-FRAME", rule, MUST, cause, malformed.reason, entry.index)


_FRAME_RULES = {
    Wrong.NOT_JSON: "J-4.1.2-01",
    Wrong.NOT_ARRAY: "J-4.1.2-01",
    Wrong.UNREADABLE_ID: "J-4.1.4-03",
    Wrong.UNKNOWN_MESSAGE_TYPE: "J-4.1.3-01",
    Wrong.ELEMENT_COUNT: "J-4.2.1-01",
    Wrong.ACTION_NOT_STRING: "J-4.2.1-01",
    Wrong.PAYLOAD_NOT_OBJECT: "J-4.1.5-01",
}
_REPLY_RULES = {3: "J-4.2.2-02", 4: "J-4.2.3-06"}
"""By message type."""


def _frame_rule(malformed: Malformed) -> str:
    """The rule that a text which is no frame breaks."""
    if malformed.wrong is not Wrong.REPLY:
        return _FRAME_RULES[malformed.wrong]
    return "J-4.1.4-03" if malformed.message_id is None else _REPLY_RULES[malformed.message_type or 0]


def error_codes(scene: Scene) -> Found:
    """CALLERRORs use the table of Part 4, 4.3, and a description of at most 255 characters (J-4.2.3-07, -08)."""
    for entry, reply in _replies_of(scene):
        if not isinstance(reply, CallError):
            continue
        if reply.code not in set(ErrorCode):
            text = f"error code {reply.code!r} is not in the table of Part 4, 4.3"
            yield Breach("MON-CODE", "J-4.2.3-07", MUST, reply.code, text, entry)
        if _element(scene, entry, 3) is None:
            yield Breach("MON-CODE", "J-4.2.3-08", SHOULD, "null", "the error description is null", entry)
        if len(reply.description) > 255:
            text = f"error description of {len(reply.description)} characters; 255 is the limit"
            yield Breach("MON-CODE", "J-4.2.3-08", SHOULD, "description", text, entry)


def message_ids(scene: Scene) -> Found:
    """Ids of CALLs have at most 36 characters and are unique; a repeated unanswered CALL may reuse its own."""
    seen: dict[str, Exchange] = {}
    for connection in scene.connections:
        for exchange in connection.calls_of(scene.sut):
            message_id, frame = exchange.call.message_id, exchange.entry.index
            if len(message_id) > MESSAGE_ID_LENGTH:
                text = f"message id of {len(message_id)} characters; {MESSAGE_ID_LENGTH} is the limit"
                yield Breach("MON-ID", "J-4.1.4-03", MUST, "length", text, frame)
            earlier = seen.setdefault(message_id, exchange)
            if earlier is not exchange and not _is_retry(earlier, exchange):
                rule = "J-4.1.4-01" if earlier.entry.connection == exchange.entry.connection else "J-E4.2-01"
                text = f"message id {message_id!r} was used before, for {earlier.call.action}"
                yield Breach("MON-ID", rule, MUST, "repeated", text, frame)


def _is_retry(earlier: Exchange, later: Exchange) -> bool:
    same = earlier.call.action == later.call.action and earlier.call.payload == later.call.payload
    unanswered = earlier.answered_at is None or earlier.answered_at > later.entry.at
    return same and unanswered


def one_call(scene: Scene) -> Found:
    """The system sends no CALL while its last one on the connection is open (J-4.1.1-01)."""
    for connection in scene.connections:
        last: Exchange | None = None
        for exchange in connection.calls_of(scene.sut):
            if last is not None and _was_open(last, exchange.entry.at):
                text = f"{exchange.call.action} was sent while {last.call.action} was open"
                yield Breach("MON-ONE-CALL", "J-4.1.1-01", MUST, "open", text, exchange.entry.index)
            last = exchange


def _was_open(exchange: Exchange, at: float) -> bool:
    unanswered = exchange.answered_at is None or exchange.answered_at > at
    return unanswered and at - exchange.entry.at < OWN_TIMEOUT


def answers(scene: Scene) -> Found:
    """Every valid CALL of ours is answered once, within patience, while the connection stays open."""
    for connection in scene.connections:
        for exchange in connection.calls_of(scene.sut.other):
            if len(exchange.answers) > 1:
                text = f"{exchange.call.action} was answered {len(exchange.answers)} times"
                yield Breach("MON-ANSWER", "J-4.1.4-02", MUST, "twice", text, exchange.answers[1][0].index)
            if not exchange.answers and not exchange.entry.deliberate and _had_time(exchange, connection, scene):
                text = f"{exchange.call.action} was not answered within {scene.patience:g} s"
                yield Breach("MON-ANSWER", "J-4.1.7-01", MUST, "none", text, exchange.entry.index)


def _had_time(exchange: Exchange, connection: Connection, scene: Scene) -> bool:
    return connection.last_at - exchange.entry.at >= scene.patience


def strays(scene: Scene) -> Found:
    """Every reply of the system carries the id of a CALL of ours; "-1" may follow an unreadable one (J-4.1.4-02)."""
    for connection in scene.connections:
        unread = [malformed for entry, malformed in connection.malformed if entry.sender is not scene.sut]
        ours = {malformed.message_id or probable_id(malformed.raw) for malformed in unread}
        for entry, reply in connection.strays:
            if entry.sender is not scene.sut or reply.message_id in ours:
                continue
            if reply.message_id == UNREADABLE_ID and isinstance(reply, CallError) and _we_provoked(scene, entry.index):
                continue
            text = f"a reply with id {reply.message_id!r}, which no CALL has"
            yield Breach("MON-REPLY-ID", "J-4.1.4-02", MUST, "unknown", text, entry.index)


def _we_provoked(scene: Scene, before: int) -> bool:
    return any(frame.deliberate and frame.index < before for frame in scene.recording.frames(scene.sut.other))


_MAY_ASK = {"TriggerMessage": None, "GetBaseReport": "NotifyReport", "GetReport": "NotifyReport"}


def silence_before_acceptance(scene: Scene) -> Found:
    """A station sends nothing unasked between a boot answer that is not Accepted and acceptance (B02.FR.02,
    B03.FR.02); a CSMS starts nothing with a station that it rejected (B03.FR.03)."""
    status = "Accepted"  # a reconnect is not armed: acceptance belongs to the identity
    asked: set[str] = set()
    for exchange in sorted(
        (e for connection in scene.connections for e in connection.exchanges), key=lambda e: e.entry.index
    ):
        action, sender = exchange.call.action, exchange.entry.sender
        if sender is scene.sut and status in ("Pending", "Rejected"):
            yield from _out_of_order(scene, exchange, status, asked)
        if sender is Role.CSMS and action in _MAY_ASK:
            asked.add(str(_MAY_ASK[action] or exchange.call.payload.get("requestedMessage")))
        if action == "BootNotification" and isinstance(exchange.reply, CallResult):
            status = str(exchange.reply.payload.get("status"))


def _out_of_order(scene: Scene, exchange: Exchange, status: str, asked: set[str]) -> Found:
    action, frame = exchange.call.action, exchange.entry.index
    if scene.sut is Role.CSMS:
        if status == "Rejected":
            yield Breach("MON-ORDER", "B03.FR.03", MUST, action, f"{action} to a rejected station", frame)
    elif action != "BootNotification" and action not in asked:
        source = "B02.FR.02" if status == "Pending" else "B03.FR.02"
        text = f"{action} was sent unasked while the station is {status}"
        yield Breach("MON-ORDER", source, MUST, action, text, frame)


def first_is_boot(scene: Scene) -> Found:
    """A station that starts sends nothing before its BootNotification is answered (B01.FR.08)."""
    if scene.sut is not Role.STATION:
        return
    armed = False
    for entry in scene.recording.entries:
        armed = armed or (isinstance(entry, NoteEntry) and entry.text == POWER_ON)
    if not armed:
        return
    booted = False
    for exchange in (e for connection in scene.connections for e in connection.calls_of(scene.sut)):
        if exchange.call.action == "BootNotification":
            booted = True
        elif not booted:
            text = f"{exchange.call.action} was sent before any BootNotification"
            yield Breach("MON-ORDER", "B01.FR.08", MUST, exchange.call.action, text, exchange.entry.index)


def sequence_numbers(scene: Scene) -> Found:
    """TransactionEvents of one transaction are numbered in steps of one (E01.FR.07), in whatever order they are sent
    (Part 6, 2.1); an unanswered one is sent again as it was, but for the mark of an outage (E11.FR.07)."""
    if scene.sut is not Role.STATION:
        return
    transactions: dict[str, dict[int, tuple[Mapping[str, Any], int]]] = {}
    for exchange in (e for connection in scene.connections for e in connection.calls_of(scene.sut)):
        if exchange.call.action != "TransactionEvent" or judge_call(exchange.call, scene.sut) is not None:
            continue
        event = {name: value for name, value in exchange.call.payload.items() if name != "offline"}
        transaction, seq_no, frame = event["transactionInfo"]["transactionId"], event["seqNo"], exchange.entry.index
        first, _ = transactions.setdefault(transaction, {}).setdefault(seq_no, (event, frame))
        if first != event:
            text = f"seqNo {seq_no} has two different events in transaction {transaction}"
            yield Breach("MON-SEQNO", "E01.FR.07", MUST, "twice", text, frame)
    for transaction, events in transactions.items():
        for before, after in pairwise(sorted(events)):
            if after != before + 1:
                text = f"seqNo {before + 1} is missing before {after} in transaction {transaction}"
                yield Breach("MON-SEQNO", "E01.FR.07", MUST, "gap", text, events[after][1])


_FRACTION = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d\.(\d+)")


def timestamps(scene: Scene) -> Found:
    """Timestamps have at most three decimals (Part 2, 2.1.3: an advisory); offsets other than Z are information."""
    for frame, name, payload in _payloads_of(scene):
        for path, value in _walk(payload):
            fraction = _FRACTION.match(value) if isinstance(value, str) else None
            if fraction is not None and len(fraction[1]) > 3:
                text = f"{name} {_pointer(path)}: {value!r} has {len(fraction[1])} decimals; 3 is the limit"
                yield Breach("MON-TIMESTAMP", "Part 2, 2.1.3", SHOULD, f"decimals {_where(path)}", text, frame)


_FREE = {"customData", "data"}


def empty_optionals(scene: Scene) -> Found:
    """An unused optional field is left out: null, {} and [] are not permitted in its place (J-4.1.5-03)."""
    for frame, name, payload in _payloads_of(scene):
        for path, value in _walk(payload):
            if path and value in (None, {}, []) and _FREE.isdisjoint(path) and not _is_required(name, payload, path):
                text = f"{name} {_pointer(path)} is {value!r}; an unused field is to be left out"
                yield Breach("MON-EMPTY", "J-4.1.5-03", MUST, f"{name}{_where(path)}", text, frame)


def _is_required(name: str, payload: Any, path: Path) -> bool:
    """Whether the schema misses something in the message without this."""
    kind: Literal["Request", "Response"] = "Request" if name.endswith("Request") else "Response"
    action = name.removesuffix(kind)
    if action not in ACTIONS:
        return False
    findings = validator().findings(action, kind, _without(payload, path))
    return any(finding.keyword == "required" for finding in findings)


def _without(value: Any, path: Path) -> Any:
    first, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {n: _without(each, rest) if n == first else each for n, each in value.items() if rest or n != first}
    return [_without(each, rest) if i == first else each for i, each in enumerate(value) if rest or i != first]


def null_payloads(scene: Scene) -> Found:
    """An empty payload is written as {}, not as null (J-4.1.5-02)."""
    for entry, reply in _replies_of(scene):
        if isinstance(reply, CallResult) and not reply.payload and _element(scene, entry, 2) is None:
            yield Breach("MON-EMPTY", "J-4.1.5-02", SHOULD, "null", "an empty payload is written as null", entry)


def _element(scene: Scene, index: int, element: int) -> Any:
    frame = scene.recording.entries[index]
    assert isinstance(frame, FrameEntry)
    return orjson.loads(frame.raw)[element]


Path = tuple[str | int, ...]
"""Names and indexes from a payload to a value in it."""


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _walk(each, (*path, name))
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _walk(each, (*path, i))


def _pointer(path: Path) -> str:
    return "".join(f"/{part}" for part in path)


def _where(path: Path) -> str:
    """The same for every item of a list."""
    return "".join("/*" if isinstance(part, int) else f"/{part}" for part in path)


def _replies_of(scene: Scene) -> Iterator[tuple[int, CallResult | CallError]]:
    for connection in scene.connections:
        for exchange in connection.calls_of(scene.sut.other):
            yield from ((entry.index, reply) for entry, reply in exchange.answers)
        yield from ((entry.index, reply) for entry, reply in connection.strays if entry.sender is scene.sut)


def _payloads_of(scene: Scene) -> Iterator[tuple[int, str, Any]]:
    for connection in scene.connections:
        for exchange in connection.exchanges:
            if exchange.entry.sender is scene.sut:
                yield exchange.entry.index, f"{exchange.call.action}Request", exchange.call.payload
                continue
            for entry, reply in exchange.answers:
                if isinstance(reply, CallResult):
                    yield entry.index, f"{exchange.call.action}Response", reply.payload


RULES: tuple[Callable[[Scene], Found], ...] = (
    schema,
    frames,
    error_codes,
    message_ids,
    one_call,
    answers,
    strays,
    silence_before_acceptance,
    first_is_boot,
    sequence_numbers,
    timestamps,
    empty_optionals,
    null_payloads,
)
"""Every standing rule; `judge` runs them all."""
