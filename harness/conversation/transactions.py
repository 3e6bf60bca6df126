"""What a conversation tells of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.conversation.exchange import Exchange

Place = tuple[int, int | None]
"""EVSE, and connector where one was told."""


@dataclass(eq=False)
class Transaction:
    """One transaction. `events` are its valid TransactionEvents in the order in which they came, resent ones too;
    `unreadable` are the seqNo of invalid ones."""

    id: str
    events: list[Exchange] = field(default_factory=list)
    unreadable: set[int] = field(default_factory=set)

    @property
    def by_number(self) -> list[Exchange]:
        """The events by seqNo; of those with one number the first that came."""
        first: dict[int, Exchange] = {}
        for event in self.events:
            first.setdefault(event.request["seqNo"], event)
        return [first[number] for number in sorted(first)]

    @property
    def started(self) -> Exchange | None:
        """The first event that says Started."""
        return self._first("Started")

    @property
    def ended(self) -> Exchange | None:
        """The first event that says Ended."""
        return self._first("Ended")

    @property
    def place(self) -> Place | None:
        """The first EVSE that was told, with its connector."""
        told = next((event.request["evse"] for event in self.by_number if "evse" in event.request), None)
        return None if told is None else (told["id"], told.get("connectorId"))

    def values(self, name: str) -> Iterator[Any]:
        """The values of a field of transactionInfo, in the order of seqNo."""
        for event in self.by_number:
            if name in event.request["transactionInfo"]:
                yield event.request["transactionInfo"][name]

    def before(self, event: Exchange) -> list[Exchange]:
        """The events with a lower seqNo."""
        return [each for each in self.by_number if each.request["seqNo"] < event.request["seqNo"]]

    def _first(self, kind: str) -> Exchange | None:
        return next((event for event in self.by_number if event.request["eventType"] == kind), None)


def take(transactions: dict[str, Transaction], exchange: Exchange) -> Transaction | None:
    """Take a TransactionEvent; returns its transaction, None where it doesn't name one."""
    info = exchange.request.get("transactionInfo")
    id = info.get("transactionId") if isinstance(info, dict) else None
    if not isinstance(id, str):
        return None
    transaction = transactions.setdefault(id, Transaction(id))
    if exchange.valid:
        transaction.events.append(exchange)
    elif isinstance(exchange.request.get("seqNo"), int):
        transaction.unreadable.add(exchange.request["seqNo"])
    return transaction
