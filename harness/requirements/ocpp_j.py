"""Rules of Part 4, OCPP-J: frames, ids, order, the form of payloads. They look at invalid frames too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

import orjson

from ocpp_conformance.harness.conversation import Answer, Exchange
from ocpp_conformance.harness.evidence import FrameEntry
from ocpp_conformance.harness.requirements.implied import MessageKind, broken_at, broken_by_silence
from ocpp_conformance.harness.requirements.rule import HELD, HELD_ONLY, Context, Ruling, Rulings, missed, rule
from ocpp_conformance.harness.rpc import (
    MESSAGE_ID_LENGTH,
    UNREADABLE_ID,
    CallError,
    CallResult,
    Malformed,
    Role,
    Wrong,
    probable_id,
)
from ocpp_conformance.harness.rpc.actions import ACTIONS
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.validation import Defect, Judgement, validator

OWN_TIMEOUT, ON_A_QUICK_CLOCK = 1.0, 60.0
"""Real seconds, or where that is less seconds of OCPP. A second CALL sent later than this after an open one may follow
a time-out, whose length is free (J-4.1.1-04); sooner it can't."""


@rule("J-4.1.7-01", "J-4.1.6-01", judges=None)
def messages_fit_their_schema(context: Context) -> Rulings:
    """Every CALL and CALLRESULT of the system is valid against its schema; its actions are those of its role.

    Not judged: answers to CALLs that were wrong on purpose.
    """
    for exchange in own_calls(context):
        if not exchange.valid:
            yield from _schema_misses(exchange.judgement, exchange, "Request", exchange.entry)
    for exchange, answer in _answers(context):
        if isinstance(answer.reply, CallResult):
            if exchange.entry.deliberate:
                continue
            if answer.judgement is None:
                yield HELD_ONLY.of("J-4.1.7-01")
            else:
                yield from _schema_misses(answer.judgement, exchange, "Response", answer.entry)


def _schema_misses(
    judgement: Judgement | None, exchange: Exchange, kind: MessageKind, entry: FrameEntry
) -> Iterator[Ruling]:
    if judgement is None:
        return
    if not judgement.defects:
        yield missed(judgement.text, cause=judgement.text).of("J-4.1.6-01").seen(entry)
    for finding in judgement.defects:
        also = broken_at(exchange, kind, finding)
        text = f"{exchange.action}{kind} {finding}"
        yield (missed(text, cause=cause_of(f"{exchange.action}{kind}", finding)).of("J-4.1.7-01", *also).seen(entry))


def cause_of(message: str, finding: Defect) -> str:
    """The cause of a finding of the schema: the same wherever in a list it is."""
    return f"{message}{re.sub(r'/[0-9]+', '/*', finding.pointer)} {finding.keyword}"


@rule(
    *("J-4.1.2-01", "J-4.1.3-01", "J-4.1.4-03", "J-4.1.5-01", "J-4.2.1-01", "J-4.2.2-02", "J-4.2.3-06"),
    judges=None,
)
def messages_are_frames(context: Context) -> Rulings:
    """Every message of the system is a CALL, a CALLRESULT or a CALLERROR in text."""
    for entry, malformed in _malformed(context.judged, context):
        yield missed(malformed.reason, cause=str(malformed.wrong)).of(_frame_rule(malformed)).seen(entry)


_FRAME_RULES = {
    Wrong.NOT_JSON: "J-4.1.2-01",
    Wrong.NOT_ARRAY: "J-4.1.2-01",
    Wrong.UNREADABLE_ID: "J-4.1.4-03",
    Wrong.UNKNOWN_MESSAGE_TYPE: "J-4.1.3-01",
    Wrong.ELEMENT_COUNT: "J-4.2.1-01",
    Wrong.ACTION_NOT_STRING: "J-4.2.1-01",
    Wrong.PAYLOAD_NOT_OBJECT: "J-4.1.5-01",
}
_REPLY_RULES = {3: "J-4.2.2-02", 4: "J-4.2.3-06", 5: "J-4.2.3-06"}
"""By message type."""


def _frame_rule(malformed: Malformed) -> str:
    """The rule that a text which is no frame breaks."""
    if malformed.wrong is not Wrong.REPLY:
        return _FRAME_RULES[malformed.wrong]
    return "J-4.1.4-03" if malformed.message_id is None else _REPLY_RULES[malformed.message_type or 0]


@rule("J-4.2.3-07", "J-4.2.3-08", judges=None)
def errors_use_the_table(context: Context) -> Rulings:
    """CALLERRORs have a code of the table of Part 4, 4.3, and a description of at most 255 characters."""
    protocol = context.conversation.protocol
    for answer in _replies(context):
        if not isinstance(answer.reply, CallError):
            continue
        if answer.reply.code not in protocol.error_codes:
            text = f"error code {answer.reply.code!r} is not in {protocol.codes_in}"
            yield missed(text, cause=answer.reply.code).of("J-4.2.3-07").seen(answer.entry)
        else:
            yield HELD.of("J-4.2.3-07")
        if _element(answer.entry, 3) is None:
            yield missed("the error description is null", cause="null").of("J-4.2.3-08").seen(answer.entry).mildly()
        if len(answer.reply.description) > 255:
            text = f"error description of {len(answer.reply.description)} characters; 255 is the limit"
            yield missed(text, cause="description").of("J-4.2.3-08").seen(answer.entry).mildly()


@rule("J-4.1.4-01", "J-4.1.4-03", "J-E4.2-01", judges=None)
def ids_of_calls_are_new(context: Context) -> Rulings:
    """Ids of CALLs have at most 36 characters and never come again for an identity; a repeated CALL that was not
    answered may have its own again."""
    seen = context.memory("ids")
    for exchange in own_calls(context):
        message_id = exchange.call.message_id
        if len(message_id) > MESSAGE_ID_LENGTH:
            text = f"message id of {len(message_id)} characters; {MESSAGE_ID_LENGTH} is the limit"
            yield missed(text, cause="length").of("J-4.1.4-03").seen(exchange.entry)
        earlier = seen[message_id]
        if earlier is None:
            seen[message_id] = exchange
            yield HELD_ONLY.of("J-4.1.4-01")
        elif earlier is not exchange and not is_retry(earlier, exchange):
            id = "J-4.1.4-01" if earlier.connection is exchange.connection else "J-E4.2-01"
            text = f"message id {message_id!r} was used before, for {earlier.action}"
            yield missed(text, cause="repeated").of(id).seen(exchange.entry)


def is_retry(earlier: Exchange, later: Exchange) -> bool:
    same = earlier.action == later.action and earlier.request == later.request
    return same and (earlier.answered_at is None or earlier.answered_at > later.at)


WAITED, AT_ONCE = 0.2, 0.2
"""Real seconds: a CALL was open for so long, and the next one came so soon behind its answer."""


@rule("J-4.1.1-01", "FR.01", judges=None)
def one_call_at_a_time(context: Context) -> Rulings:
    """The system sends no CALL while its last one on the connection is open. A CALL proves it that comes right behind
    an answer which took long: it was due and waited."""
    if "time" in context.lacks:
        return
    last = context.memory("last call")
    for exchange in own_calls(context):
        earlier = last[exchange.connection.number]
        last[exchange.connection.number] = exchange
        if earlier is None:
            continue
        if _was_open(earlier, exchange.at, min(OWN_TIMEOUT, ON_A_QUICK_CLOCK * context.time_scale)):
            text = f"{exchange.action} was sent while {earlier.action} was open"
            yield missed(text, cause="open").of("J-4.1.1-01", "FR.01").at(exchange)
        else:
            waited = _waited(earlier, exchange.at)
            yield HELD.of("J-4.1.1-01", "FR.01") if waited else HELD_ONLY.of("J-4.1.1-01", "FR.01")


def _waited(earlier: Exchange, at: float) -> bool:
    answered = earlier.answered_at
    return answered is not None and answered - earlier.at >= WAITED and 0 <= at - answered <= AT_ONCE


def _was_open(exchange: Exchange, at: float, own_timeout: float) -> bool:
    unanswered = exchange.answered_at is None or exchange.answered_at > at
    return unanswered and at - exchange.at < own_timeout


@rule("J-4.1.7-01", "J-4.1.4-02", judges=None)
def calls_are_answered_once(context: Context) -> Rulings:
    """Every valid CALL of ours is answered once, within patience, while the connection stays open.

    Not judged: CALLs that were wrong on purpose; nor as missing where what came is no frame and may be the answer.
    """
    for exchange in context.window:
        if exchange.sender is context.judged:
            continue
        if len(exchange.answers) > 1:
            text = f"{exchange.action} was answered {len(exchange.answers)} times"
            yield missed(text, cause="twice").of("J-4.1.4-02").seen(exchange.answers[1].entry)
        elif exchange.answers:
            yield HELD_ONLY.of("J-4.1.4-02")
        if exchange.answers or exchange.entry.deliberate:
            continue
        if _had_time(exchange, context) and not exchange.connection.has_malformed(context.judged, exchange.at):
            text = f"{exchange.action} was not answered within {context.patience:g} s"
            also = broken_by_silence(exchange)
            yield missed(text, cause="none").of("J-4.1.7-01", *also).at(exchange)


def _had_time(exchange: Exchange, context: Context) -> bool:
    return context.waited(exchange.connection, exchange.at) >= context.patience


_UNFIT = ("FormatViolation", "TypeConstraintViolation", "OccurrenceConstraintViolation")
"""Codes that say a payload breaks its schema, in its form, a type or what must be there."""


@rule("J-4.1.7-01", judges=None)
def what_fits_is_not_called_unfit(context: Context) -> Rulings:
    """A CALL of ours that is valid against its schema is not refused as one that isn't.

    Not judged: CALLs that were wrong on purpose, and those with lists or customData, where a system may have limits; a
    connection of another version.
    """
    for exchange in context.window:
        if exchange.sender is context.judged or exchange.entry.deliberate or exchange.error not in _UNFIT:
            continue
        fits = exchange.valid and exchange.connection.speaks(OCPP_201)
        if fits and not any(_is_free(value) for _, value in _walk(exchange.request)):
            text = f"{exchange.action} is valid against its schema and gets {exchange.error}"
            yield missed(text, cause=f"{exchange.action} {exchange.error}").seen(exchange.answers[0].entry)


def _is_free(value: object) -> bool:
    return isinstance(value, list) or (isinstance(value, Mapping) and "customData" in value)


@rule("J-4.1.4-02", judges=None)
def replies_have_the_id_of_a_call(context: Context) -> Rulings:
    """Every reply carries the id of a CALL of ours; "-1" may follow one that could not be read.

    Not judged: a recording that lacks messages.
    """
    if context.conversation.has_gaps:
        return
    unreadable = (malformed for _, malformed in _malformed(context.judged.other, context))
    ours = {malformed.message_id or probable_id(malformed.raw) for malformed in unreadable}
    for taken in context.odd:
        if taken.answer is None or taken.answer.entry.sender is not context.judged:
            continue
        reply, entry = taken.answer.reply, taken.answer.entry
        if reply.message_id in ours:
            continue
        is_expected = reply.message_id == UNREADABLE_ID or not context.conversation.protocol.names_unreadable
        if is_expected and isinstance(reply, CallError) and (None in ours or _was_provoked(entry, context)):
            continue
        yield missed(f"a reply with id {reply.message_id!r}, which no CALL has", cause="unknown").seen(entry)


def _was_provoked(reply: FrameEntry, context: Context) -> bool:
    """Whether our side sent something before that is wrong on purpose."""
    before = takewhile(lambda entry: entry is not reply, (taken.entry for taken in context.taken))
    ours = (entry for entry in before if isinstance(entry, FrameEntry) and entry.sender is not context.judged)
    return any(entry.deliberate for entry in ours)


_MANY_DECIMALS = re.compile(r'"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d\.\d{4,}')
_FRACTION = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d\.(\d+)")


@rule("Part 2, 2.1.3", judges=None)
def times_have_three_decimals(context: Context) -> Rulings:
    """Timestamps have at most three decimals: an advisory. Offsets other than Z are fine."""
    for entry, name, payload in _payloads(context, _MANY_DECIMALS):
        for path, value in _walk(payload):
            fraction = _FRACTION.match(value) if isinstance(value, str) else None
            if fraction is not None and len(fraction[1]) > 3:
                text = f"{name} {_pointer(path)}: {value!r} has {len(fraction[1])} decimals; 3 is the limit"
                yield missed(text, cause=f"decimals {_where(path)}").seen(entry).mildly()


_MAYBE_EMPTY = re.compile(r":\s*(?:null|\{\s*\}|\[\s*\])")
_FREE = {"customData", "data"}


@rule("J-4.1.5-03", judges=None)
def unused_fields_are_left_out(context: Context) -> Rulings:
    """An unused optional field is left out: null, {} and [] are not permitted in its place."""
    for entry, name, payload in _payloads(context, _MAYBE_EMPTY):
        for path, value in _walk(payload):
            if path and value in (None, {}, []) and _FREE.isdisjoint(path) and not _is_required(name, payload, path):
                text = f"{name} {_pointer(path)} is {value!r}; an unused field is to be left out"
                yield missed(text, cause=f"{name}{_where(path)}").seen(entry)


def _is_required(name: str, payload: Any, path: Path) -> bool:
    """Whether the schema misses something in the message without this."""
    kind: MessageKind = "Request" if name.endswith("Request") else "Response"
    action = name.removesuffix(kind)
    if action not in ACTIONS:
        return False
    findings = validator().defects(action, kind, _without(payload, path))
    return any(finding.keyword == "required" for finding in findings)


def _without(value: Any, path: Path) -> Any:
    first, rest = path[0], path[1:]
    if isinstance(value, Mapping):
        return {n: _without(each, rest) if n == first else each for n, each in value.items() if rest or n != first}
    return [_without(each, rest) if i == first else each for i, each in enumerate(value) if rest or i != first]


@rule("J-4.1.5-02", judges=None)
def empty_payloads_are_objects(context: Context) -> Rulings:
    """An empty payload is written as {}, not as null: an advisory."""
    for answer in _replies(context):
        if not isinstance(answer.reply, CallResult) or answer.reply.payload:
            continue
        if _element(answer.entry, 2) is None:
            yield missed("an empty payload is written as null", cause="null").seen(answer.entry).mildly()
        else:
            yield HELD


# -- reading -----------------------------------------------------------------------------------------------------------


def own_calls(context: Context) -> Iterator[Exchange]:
    return (exchange for exchange in context.window if exchange.sender is context.judged)


def _malformed(sender: Role, context: Context) -> Iterator[tuple[FrameEntry, Malformed]]:
    """What this side sent that is no frame."""
    entries = (taken.entry for taken in context.odd)
    own = (entry for entry in entries if isinstance(entry, FrameEntry) and entry.sender is sender)
    return ((entry, entry.frame) for entry in own if isinstance(entry.frame, Malformed))


def _answers(context: Context) -> Iterator[tuple[Exchange, Answer]]:
    """The answers of the judged side to CALLs of ours."""
    for taken in context.replies:
        if taken.answer is not None and taken.exchange is not None:
            yield taken.exchange, taken.answer


def _replies(context: Context) -> Iterator[Answer]:
    """The replies of the judged side, those to no CALL too."""
    return (taken.answer for taken in context.replies if taken.answer is not None)


def _payloads(context: Context, pattern: re.Pattern[str]) -> Iterator[tuple[FrameEntry, str, Any]]:
    """The payloads of the judged side in whose text the pattern is found, with the names of their messages."""
    for taken in context.taken:
        entry, exchange, answer = taken.entry, taken.exchange, taken.answer
        if exchange is None or not isinstance(entry, FrameEntry) or entry.sender is not context.judged:
            continue
        if not isinstance(entry.raw, str) or pattern.search(entry.raw) is None:
            continue
        if answer is None:
            yield entry, f"{exchange.action}Request", exchange.request
        elif isinstance(answer.reply, CallResult):
            yield entry, f"{exchange.action}Response", answer.reply.payload


def _element(entry: FrameEntry, number: int) -> Any:
    return orjson.loads(entry.raw)[number]


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
