"""Block E, transactions: what a charging station must do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ocpp_conformance.harness.conversation import Transaction
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Context, Ruling, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS, STATION = Role.CSMS, Role.STATION


def touched(context: Context) -> Iterator[Transaction]:
    """The transactions of which an event came in the present case."""
    ids = {call.request["transactionInfo"]["transactionId"]: None for call in context.calls("TransactionEvent")}
    return (context.conversation.transactions[id] for id in ids)


@rule("E01.FR.07", judges=STATION)
def events_are_numbered_in_steps_of_one(context: Context) -> Rulings:
    """TransactionEvents of one transaction are numbered in steps of one, in whatever order they are sent (Part 6, 2.1);
    an unanswered one is sent again as it was, but for the mark of an outage (E11.FR.07)."""
    for transaction in touched(context):
        yield from _twice(transaction)
        numbers = sorted({event.request["seqNo"] for event in transaction.events} | transaction.unreadable)
        gaps = [(before, after) for before, after in pairwise(numbers) if after != before + 1]
        for before, after in gaps:
            event = next(each for each in transaction.events if each.request["seqNo"] == after)
            text = f"seqNo {before + 1} is missing before {after} in transaction {transaction.id}"
            yield missed(text, cause="gap").at(event)
        if not gaps:
            yield HELD if len(numbers) > 1 else NOT_EXERCISED


def _twice(transaction: Transaction) -> Iterator[Ruling]:
    first: dict[int, dict[str, object]] = {}
    for event in transaction.events:
        told = {name: value for name, value in event.request.items() if name != "offline"}
        number = event.request["seqNo"]
        if first.setdefault(number, told) != told:
            text = f"seqNo {number} has two different events in transaction {transaction.id}"
            yield missed(text, cause="twice").at(event)
