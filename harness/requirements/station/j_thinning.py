"""Block J, what a station leaves out where it has too much to tell: every other reading, neither the first nor the
last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.conversation.transactions import is_offline, state_of
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, Rulings, missed, rule
from ocpp_conformance.harness.requirements.station.e_transactions import speaks_15118, touched
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.times import epoch

STATION = Role.STATION
_LACKS = 1.6
"""The intervals between two readings from which on one is missing between them."""
_SLACK = 0.05
"""Seconds that a time on the wire may be rounded by, or an event be late."""


def _stopped(ended: Exchange, context: Context) -> bool:
    return _of(ended, context).told("StopAuthorized") != [] and _reason(ended) in (None, "Local")


def _offline_start(ended: Exchange, context: Context) -> bool:
    started = _of(ended, context).started
    return started is not None and is_offline(started) and is_offline(ended)


def _left(ended: Exchange, _: Context) -> bool:
    return bool(ended.request["triggerReason"] == "EVCommunicationLost")


def _went_on(ended: Exchange, context: Context) -> bool:
    lost = _of(ended, context).told("EVCommunicationLost")
    return any(each.request["seqNo"] < ended.request["seqNo"] for each in lost)


def _by_csms(ended: Exchange, _: Context) -> bool:
    return _reason(ended) == "Remote"


def _by_csms_15118(ended: Exchange, context: Context) -> bool:
    return _by_csms(ended, context) and speaks_15118(_of(ended, context), context.conversation)


_THINNED: Mapping[str, Callable[[Exchange, Context], bool]] = {
    "J02.FR.20": lambda _e, _c: True,
    "E07.FR.10": _stopped,
    "E08.FR.11": lambda ended, context: _stopped(ended, context) and is_offline(ended),
    "E09.FR.07": _left,
    "E10.FR.06": _went_on,
    "E12.FR.09": _offline_start,
    "E15.FR.03": lambda ended, _: _reason(ended) == "StoppedByEV",
    "F03.FR.06": _by_csms,
    "F04.FR.06": _by_csms_15118,
}
"""The same words under other use cases, and what shows that a transaction is one of them."""


@rule("E06.FR.13", judges=STATION, sends="TransactionEvent", twins=_THINNED)
def readings_of_the_end_are_thinned_out(event: Exchange, context: Context) -> Answers:
    """Where Ended lacks readings of TxEndedInterval from the last time that energy flowed, they lack all over, and not
    at the beginning or the end alone.

    Not judged: where TxEndedInterval isn't known; what was read while no energy flowed, which stations may leave out
    for that; the beginning where an earlier reading is told, for then it isn't the first that lack; a gap no longer
    than the harness itself stood still in the case. A reading that lacks between two others proves it.
    """
    known = context.conversation.device.value("SampledDataCtrlr", "TxEndedInterval") or ""
    if event.request["eventType"] != "Ended" or not known.isdigit() or int(known) == 0:
        return NOT_EXERCISED
    interval, window = int(known) * context.time_scale, _flowed(_of(event, context))
    if window is None:
        return NOT_EXERCISED
    begin, end = window
    told = _read_at(event)
    times = [each for each in told if begin <= each <= end + _SLACK]
    if len(times) < 3:
        return NOT_EXERCISED
    inside = max(later - earlier for earlier, later in pairwise(times))
    slack = _SLACK + context.conversation.stood_still(context.taken[0].entry.at, event.at)  # a bundled station did too
    head = times[0] - begin if told[0] >= begin else 0.0
    for gap, where in ((head, "beginning"), (end - times[-1], "end")):
        if gap > _LACKS * max(interval, inside) + slack:
            text = (
                f"no readings for {gap:.1f} s at the {where}, with at most {inside:.1f} s between those that are told"
            )
            return missed(text, cause=where)
    return HELD if inside > _LACKS * interval else NOT_EXERCISED


_LOST: Mapping[str, Callable[[Transaction], bool]] = {
    "E04.FR.08": lambda t: t.started is not None and is_offline(t.started),
    "E11.FR.05": lambda t: t.started is not None and not is_offline(t.started),
    "E12.FR.05": lambda t: t.ended is not None and is_offline(t.ended),
}


@rule("J02.FR.13", *_LOST, judges=STATION, about="TransactionEvent")
def events_of_an_outage_are_thinned_out(context: Context) -> Rulings:
    """Where Updated events of an outage are left out, they lack all over, not at its beginning or its end alone.

    Not judged: transactions that have not ended in the conversation, over which the station has booted, or with an
    event that could not be read or got no result (E13.FR.04). An event that lacks between two others of the outage
    proves it.
    """
    for transaction in touched(context):
        events = transaction.by_number
        failed = any(event.answer is None or event.error is not None for event in events)
        if transaction.ended is None or transaction.unreadable or failed or _booted(transaction, context):
            continue
        twins = [id for id, fits in _LOST.items() if fits(transaction)]
        for before, outage, after in _outages(transaction):
            inside = max((later - earlier - 1 for earlier, later in pairwise(outage)), default=0)
            head = 0 if before is None else outage[0] - before - 1
            tail = 0 if after is None else after - outage[-1] - 1
            if max(head, tail) > inside + 1:
                where, number = ("beginning", head) if head > tail else ("end", tail)
                text = f"{number} events lack at the {where} of an outage of transaction {transaction.id}"
                yield missed(f"{text}, {inside} at most between two others", cause=where).of("J02.FR.13", *twins)
            elif inside:
                yield HELD.of("J02.FR.13", *twins)


# -- reading -----------------------------------------------------------------------------------------------------------


def _outages(transaction: Transaction) -> Iterator[tuple[int | None, list[int], int | None]]:
    """The numbers of each row of events that are marked as offline, with the one before and the one after it. An event
    that was lost with the connection and came again with the mark is one of the outage."""
    offline = {event.request["seqNo"] for event in transaction.events if is_offline(event)}
    before: int | None = None
    row: list[int] = []
    for event in transaction.by_number:
        number = event.request["seqNo"]
        if number in offline:
            row.append(number)
            continue
        if row:
            yield before, row, number
        before, row = number, []
    if row:
        yield before, row, None


def _booted(transaction: Transaction, context: Context) -> bool:
    """Whether the station has booted between the first event of a transaction and the last."""
    arrived = [event.at for event in transaction.events]
    boots = (each.at for each in context.conversation.exchanges.of("BootNotification") if each.sender is STATION)
    return any(min(arrived) < at < max(arrived) for at in boots)


def _of(event: Exchange, context: Context) -> Transaction:
    return context.conversation.transactions[event.request["transactionInfo"]["transactionId"]]


def _reason(ended: Exchange) -> str | None:
    reason: str | None = ended.request["transactionInfo"].get("stoppedReason")
    return reason


def _flowed(transaction: Transaction) -> tuple[float, float] | None:
    """From when until when energy flowed for the last time, by the events; None where none says Charging."""
    begin, end, last = None, None, None
    for event in transaction.by_number:
        state, last = state_of(event), epoch(event.request["timestamp"])
        if state == "Charging" and (begin is None or end is not None):
            begin, end = last, None
        elif state not in (None, "Charging") and begin is not None and end is None:
            end = last
    end = last if end is None else end
    return None if begin is None or end is None else (begin, end)


def _read_at(ended: Exchange) -> list[float]:
    """The times of the periodic readings of an event, in order."""
    found = (
        epoch(value["timestamp"])
        for value in ended.request.get("meterValue", ())
        if any(each.get("context", "Sample.Periodic") == "Sample.Periodic" for each in value["sampledValue"])
    )
    return sorted(each for each in found if each is not None)
