"""Block E, what a station answers about a transaction (E14)."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.conversation import Exchange, Transaction
from ocpp_conformance.harness.requirements.rule import HELD, Context, Ruling, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


@rule("E14.FR.06", "E14.FR.01", "E14.FR.02", "E14.FR.03", judges=STATION, answers="GetTransactionStatus")
def the_ongoing_indicator_is_right(exchange: Exchange, context: Context) -> Rulings:
    """Without a transactionId the answer has no ongoingIndicator; with one that is true while the transaction runs and
    false when it has ended, or was never there.

    Not judged: true about a transaction that is not in the conversation; it may have started before. One that was not
    heard of since the station booted; it may have ended without power. False together with messagesInQueue; the end may
    be among these.
    """
    id, ongoing = exchange.request.get("transactionId"), exchange.result.get("ongoingIndicator")
    if id is None:
        text = f"ongoingIndicator {ongoing}, and no transaction was named"
        yield (HELD if ongoing is None else missed(text, cause="unasked")).of("E14.FR.06")
    else:
        transaction = context.conversation.transactions.get(id)
        if transaction is None or not booted_since(transaction, context):
            yield from _ongoing(transaction, ongoing, exchange)


def booted_since(transaction: Transaction, context: Context) -> bool:
    """Whether the station was started or booted after the last event of a transaction that has not ended."""
    last = max((event.at for event in transaction.events), default=0.0)
    boots = (boot.at for boot in context.calls_ever("BootNotification"))
    return transaction.ended is None and any(at > last for at in (*context.conversation.power_ons, *boots))


def _ongoing(transaction: Transaction | None, ongoing: bool | None, exchange: Exchange) -> Iterator[Ruling]:
    if transaction is None:
        if ongoing is not True:
            yield (missed("no ongoingIndicator", cause="none") if ongoing is None else HELD).of("E14.FR.01")
        return
    start, ended = transaction.started, transaction.ended
    if ended is not None and ended.at < exchange.at:
        text = f"ongoingIndicator {ongoing} about a transaction that has ended"
        yield (HELD if ongoing is False else missed(text, cause="ended")).of("E14.FR.03")
    elif ended is None and start is not None and start.at < exchange.at:
        if ongoing is False and exchange.result["messagesInQueue"]:
            return
        text = f"ongoingIndicator {ongoing} about a transaction that runs"
        yield (HELD if ongoing is True else missed(text, cause="running")).of("E14.FR.02")


@rule("E14.FR.08", "E14.FR.05", judges=STATION, about="GetTransactionStatus")
def a_queue_that_is_told_is_delivered(context: Context) -> Rulings:
    """messagesInQueue is false where all events have been answered; where it is true, an event comes within patience.

    Not judged: true while an event is not answered, or was refused and may come again; a connection that didn't last.
    """
    for exchange in context.calls("GetTransactionStatus", sender=CSMS):
        if not exchange.succeeded or context.conversation.registration != "Accepted":
            continue
        id = exchange.request.get("transactionId")
        events = list(_events(context, id))
        before = [event for event in events if event.at < exchange.at]
        ruled = "E14.FR.08" if id is None else "E14.FR.05"
        if not all(event.succeeded for event in before):
            continue
        if not exchange.result["messagesInQueue"]:
            yield HELD.of(ruled)
        elif len(events) == len(before) and context.waited(exchange.connection, exchange.at) >= context.patience:
            yield missed("messagesInQueue is true, and no event came", cause=ruled).of(ruled).at(exchange)


def _events(context: Context, id: str | None) -> Iterator[Exchange]:
    events = (e for e in context.conversation.exchanges.of("TransactionEvent") if e.valid)
    return (e for e in events if id in (None, e.request["transactionInfo"]["transactionId"]))
