"""Rules of frames, schemas, ids and order for OCPP 1.6 and 2.1, under ids of our own (`catalogue/own_rules.py`).

What is the same as in Part 4 of 2.0.1 is looked at by the same code, and never cited as a rule of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.evidence import FrameEntry
from ocpp_conformance.harness.requirements import ocpp_j
from ocpp_conformance.harness.requirements.rule import HELD_ONLY, Answers, Context, Rule, Ruling, Rulings, missed
from ocpp_conformance.harness.rpc import MESSAGE_ID_LENGTH, CallResultError, Role, Send
from ocpp_conformance.harness.validation import judge_send

FRAME, ID, NEW_ID, CODE = "WIRE-FRAME", "WIRE-ID", "WIRE-NEW-ID", "WIRE-CODE"
SCHEMA, ACTION, EMPTY = "WIRE-SCHEMA", "WIRE-ACTION", "WIRE-EMPTY"
ANSWERED, MATCH, ONE_CALL = "WIRE-ANSWERED", "WIRE-MATCH", "WIRE-ONE-CALL"

WIRE: list[Rule] = []
"""Every rule that judges another version than 2.0.1, all at the end of what is judged."""


def _wire(*ids: str) -> Callable[[Callable[[Context], Answers]], Callable[[Context], Answers]]:
    def declare(function: Callable[[Context], Answers]) -> Callable[[Context], Answers]:
        WIRE.append(Rule(ids, None, function))
        return function

    return declare


def _as(ids: Mapping[str, str], answers: Answers) -> Rulings:
    """The rulings about these rules of 2.0.1 as rulings about ours; "" is the first that a rule names."""
    for ruling in (answers,) if isinstance(answers, Ruling) else answers:
        ours = next((ids[id] for id in ruling.ids or ("",) if id in ids), None)
        if ours is not None:
            yield ruling.of(ours)


_FRAMES = {
    **dict.fromkeys(("J-4.1.2-01", "J-4.1.3-01", "J-4.1.5-01", "J-4.2.1-01", "J-4.2.2-02", "J-4.2.3-06"), FRAME),
    "J-4.1.4-03": ID,
}


@_wire(FRAME, ID)
def every_message_is_a_frame(context: Context) -> Rulings:
    """Every message of the system is a frame of its version in text."""
    yield from _as(_FRAMES, ocpp_j.messages_are_frames(context))


@_wire(SCHEMA, ACTION)
def every_payload_fits_its_schema(context: Context) -> Rulings:
    """Every CALL and CALLRESULT of the system is valid against the schema of its version; its actions are those of its
    role."""
    yield from _as({"J-4.1.7-01": SCHEMA, "J-4.1.6-01": ACTION}, ocpp_j.messages_fit_their_schema(context))


@_wire(SCHEMA, ACTION, ID)
def every_send_fits_its_schema(context: Context) -> Rulings:
    """Every SEND of the system is valid against its schema, and of an action that is sent so."""
    for entry, send in _sends(context):
        if len(send.message_id) > MESSAGE_ID_LENGTH:
            yield _too_long(send.message_id).seen(entry)
        judgement = judge_send(send, entry.sender, context.conversation.protocol)
        if judgement is None:
            yield HELD_ONLY.of(SCHEMA)
        elif not judgement.defects:
            yield missed(judgement.text, cause=judgement.text).of(ACTION).seen(entry)
        else:
            for finding in judgement.defects:
                text = f"{send.action} {finding}"
                yield missed(text, cause=ocpp_j.cause_of(send.action, finding)).of(SCHEMA).seen(entry)


@_wire(CODE)
def every_code_is_of_the_table(context: Context) -> Rulings:
    """CALLERRORs, and in 2.1 CALLRESULTERRORs, have a code of the table of their version. A code of another version
    that means one of them is an advisory."""
    protocol = context.conversation.protocol
    for ruling in _as({"J-4.2.3-07": CODE}, ocpp_j.errors_use_the_table(context)):
        yield ruling.mildly(ruling.cause in protocol.meant)
    for entry, error in _rejections(context):
        if error.code not in protocol.error_codes:
            text = f"error code {error.code!r} is not in {protocol.codes_in}"
            yield missed(text, cause=error.code).of(CODE).seen(entry)


@_wire(NEW_ID, ID)
def every_call_has_a_new_id(context: Context) -> Rulings:
    """Ids of CALLs have at most 36 characters, and don't come again on a connection; a repeated CALL that was not
    answered may have its own again.

    Where a recording shows no connections it is an advisory, and ids from before a boot are not judged.
    """
    seen, unseen = context.memory("ids of a connection"), "connections" in context.lacks
    for exchange in ocpp_j.own_calls(context):
        message_id = exchange.call.message_id
        if len(message_id) > MESSAGE_ID_LENGTH:
            yield _too_long(message_id).at(exchange)
        earlier = seen[exchange.connection.number, message_id]
        if earlier is None or (unseen and _booted_between(earlier, exchange)):
            seen[exchange.connection.number, message_id] = exchange
            yield HELD_ONLY.of(NEW_ID)
        elif earlier is not exchange and not ocpp_j.is_retry(earlier, exchange):
            text = f"message id {message_id!r} was used before on the connection, for {earlier.action}"
            yield missed(text, cause="repeated").of(NEW_ID).at(exchange).mildly(unseen)


def _too_long(message_id: str) -> Ruling:
    text = f"message id of {len(message_id)} characters; {MESSAGE_ID_LENGTH} is the limit"
    return missed(text, cause="length").of(ID)


def _booted_between(earlier: Exchange, later: Exchange) -> bool:
    boots = (boot.at for boot in later.connection.exchanges.of("BootNotification") if boot.sender is Role.STATION)
    return any(earlier.at < at <= later.at for at in boots)


@_wire(ONE_CALL)
def one_call_waits_for_its_answer(context: Context) -> Rulings:
    """The system sends no CALL while its last one on the connection is open: a SHOULD in 1.6."""
    for ruling in _as({"J-4.1.1-01": ONE_CALL}, ocpp_j.one_call_at_a_time(context)):
        yield ruling.mildly(not context.conversation.protocol.waiting_is_due)


@_wire(ANSWERED)
def every_call_gets_one_answer(context: Context) -> Rulings:
    """Every CALL of the other side is answered once, within patience, while the connection stays open.

    Not judged as missing: answers where the CSMS has rejected the station; then none is owed.
    """
    rejected = any(boot.result.get("status") == "Rejected" for boot in context.calls_ever("BootNotification"))
    for ruling in _as({"J-4.1.7-01": ANSWERED, "J-4.1.4-02": ANSWERED}, ocpp_j.calls_are_answered_once(context)):
        if not (rejected and ruling.cause == "none"):
            yield ruling


@_wire(MATCH)
def every_reply_is_to_a_call(context: Context) -> Rulings:
    """Every reply carries the id of a CALL of the other side; in 2.1, a CALLRESULTERROR that of a CALL of its sender
    that got a CALLRESULT.

    Not judged: a recording that lacks messages; a CALLERROR behind something whose id can't be read.
    """
    yield from _as({"": MATCH}, ocpp_j.replies_have_the_id_of_a_call(context))
    if context.conversation.has_gaps:
        return
    matched = {taken.entry.index for taken in context.odd if taken.rejected is not None}
    for entry, error in _rejections(context):
        if entry.index not in matched:
            text = f"a CALLRESULTERROR with id {error.message_id!r}, to which no CALLRESULT came"
            yield missed(text, cause="unknown").of(MATCH).seen(entry)


@_wire(EMPTY)
def no_payload_is_null(context: Context) -> Rulings:
    """An empty payload is written as {}, not as null: an advisory."""
    yield from _as({"": EMPTY}, ocpp_j.empty_payloads_are_objects(context))


def _sends(context: Context) -> Iterable[tuple[FrameEntry, Send]]:
    own = (each.entry for each in context.odd if isinstance(each.entry, FrameEntry))
    return ((each, each.frame) for each in own if each.sender is context.judged and isinstance(each.frame, Send))


def _rejections(context: Context) -> Iterable[tuple[FrameEntry, CallResultError]]:
    own = (each.entry for each in context.odd if isinstance(each.entry, FrameEntry))
    return (
        (each, each.frame) for each in own if each.sender is context.judged and isinstance(each.frame, CallResultError)
    )
