"""What Part 2 demands of the answers to all messages (FR.01 to FR.05): what a CSMS must do."""

from __future__ import annotations

from ocpp_conformance.harness.conversation import Connection, Exchange
from ocpp_conformance.harness.evidence import CloseEntry
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Context, Ruling, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.codes import Grade
from ocpp_conformance.harness.rpc.protocol import OCPP_201

CSMS = Role.CSMS


@rule("FR.03", judges=CSMS)
def invalid_messages_are_refused(context: Context) -> Rulings:
    """A CALL that its schema, its action or its direction makes invalid is answered with a CALLERROR; each proves it.

    Not judged where no answer came (Part 4, 4.2.3 allows that), nor what was served though a value is too long, too
    large, not of its enumeration or not of its schema (Part 4, 4.1.7 names none of these), or a customData is no good,
    which nobody reads.
    """
    return (_refusal(each) for each in context.window if each.sender is CSMS.other and not each.valid)


_NAMED = ("required", "type")
"""What Part 4, 4.1.7 calls invalid."""


def _refusal(exchange: Exchange) -> Ruling:
    judgement = exchange.judgement
    if exchange.answer is None or judgement is None or len(exchange.answers) > 1:
        return NOT_EXERCISED
    if exchange.error is not None:
        return HELD
    if OCPP_201.answers[judgement.wrong].served is not Grade.FAILURE:
        return NOT_EXERCISED
    if judgement.defects and not any(d.keyword in _NAMED and "/customData" not in d.pointer for d in judgement.defects):
        return NOT_EXERCISED
    text = f"a CALLRESULT to an invalid CALL: {judgement.text}"
    return missed(text, cause=str(judgement.wrong)).seen(exchange.answer.entry)


IDLE = (0.9, 1.5)
"""Parts of the Heartbeat interval in which a connection is quiet by the CSMS's own wish; a longer silence has another
cause. The numbers are ours."""


@rule("Part 4, 5.4", judges=CSMS)
def an_idle_connection_stays_open(context: Context) -> Rulings:
    """A CSMS that told an interval for Heartbeats doesn't cut a connection that was quiet so long; an advisory: that
    the connection is kept open is told in passing.

    Not judged: a close frame, which may have a reason; a connection that another one had replaced; recordings without
    closes or with messages missing.
    """
    if "closes" in context.lacks or context.conversation.has_gaps:
        return
    interval = next((boot.result["interval"] for boot in context.calls_ever("BootNotification") if boot.succeeded), 0)
    for taken in context.odd:
        closed, connection = taken.entry, taken.connection
        if not isinstance(closed, CloseEntry) or closed.by is not CSMS or closed.code != 1006 or connection is None:
            continue
        idle = (closed.at - _last_word(connection)) / context.time_scale
        cut_off = context.conversation.was_offline(closed.at, context.conversation.last_at + 1)
        if interval and interval * IDLE[0] <= idle <= interval * IDLE[1] and cut_off:
            text = f"cut after {idle:.0f} s without a message; the Heartbeat interval is {interval} s"
            yield missed(text, cause="idle").seen(closed).mildly()


@rule("Part 4, 5.3", judges=CSMS)
def a_station_that_comes_back_is_not_turned_away(context: Context) -> Rulings:
    """A CSMS that lets a station in doesn't close that connection before it said anything on it, while an older one has
    not ended: a station comes back before its CSMS knows that the older connection is dead. An advisory: no rule says
    what becomes of either.

    Not judged: what ends both connections, a close that blames what the station sent or has no frame, a connection on
    which the version was not agreed, and recordings without closes, handshakes or with messages missing.
    """
    if {"closes", "handshakes"} & set(context.lacks) or context.conversation.has_gaps:
        return
    for taken in context.odd:
        closed, newer = taken.entry, taken.connection
        if not isinstance(closed, CloseEntry) or closed.by is not CSMS or newer is None or newer.opened is None:
            continue
        if newer.opened.carried or not newer.speaks(OCPP_201) or not _turns_away(closed.code):
            continue
        if any(each.sender is CSMS or each.answers for each in newer.exchanges):
            continue
        older = [each for each in context.conversation.connections if each.number < newer.number]
        if any(_outlives(each, closed) for each in older):
            text = f"let in, and closed with {closed.code} before an answer; an older connection had not ended"
            yield missed(text, cause="turned away").seen(closed).mildly()


_AT_ONCE = 1.0
"""Seconds within which a CSMS that shuts down ends its connections."""


def _turns_away(code: int) -> bool:
    """Whether a CSMS that wants no second connection may close with this code (RFC 6455, 7.4)."""
    return code in (1000, 1001, 1005, 1008, 1013) or code >= 3000


def _outlives(older: Connection, closed: CloseEntry) -> bool:
    """Whether a connection was open when another one was closed, and not closed by the CSMS right then."""
    end = older.closed
    return end is None or end.at > closed.at + (_AT_ONCE if end.by is CSMS else 0)


def _last_word(connection: Connection) -> float:
    """When a message went over the connection last, or when it was opened."""
    spoken = [exchange.answer or exchange for exchange in connection.exchanges]
    opened = connection.opened.at if connection.opened is not None else 0.0
    return max((each.entry.at for each in spoken), default=opened)
