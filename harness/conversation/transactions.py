"""What a conversation tells of transactions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.conversation.exchange import Exchange

Place = tuple[int, int | None]
"""EVSE, and connector where one was told."""

CONNECTED = frozenset({"EVConnected", "Charging", "SuspendedEV", "SuspendedEVSE"})
"""The charging states with an EV at the cable."""


@dataclass(eq=False)
class Transaction:
    """One transaction. `events` are its valid TransactionEvents in the order in which they came, resent ones too;
    `unreadable` are the invalid ones."""

    id: str
    events: list[Exchange] = field(default_factory=list)
    unreadable: list[Exchange] = field(default_factory=list)
    _sorted: tuple[int, list[Exchange]] = (0, [])

    @property
    def by_number(self) -> list[Exchange]:
        """The events by seqNo; of those with one number the first that came."""
        if self._sorted[0] != len(self.events):
            first: dict[int, Exchange] = {}
            for event in self.events:
                first.setdefault(event.request["seqNo"], event)
            self._sorted = len(self.events), [first[number] for number in sorted(first)]
        return self._sorted[1]

    @property
    def numbers(self) -> list[int]:
        """The seqNo that came, in order, those of invalid events too."""
        readable = {event.request["seqNo"] for event in self.events}
        others = {event.request.get("seqNo") for event in self.unreadable}
        return sorted(readable | {number for number in others if isinstance(number, int)})

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing between the first and the last event, and all could be read."""
        numbers = self.numbers
        return bool(numbers) and not self.unreadable and numbers[-1] - numbers[0] + 1 == len(numbers)

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
        """The first EVSE that was told, with its connector, which may have been told later."""
        told = [event.request["evse"] for event in self.by_number if "evse" in event.request]
        if not told:
            return None
        evse = told[0]["id"]
        return evse, next((each["connectorId"] for each in told if each["id"] == evse and "connectorId" in each), None)

    @property
    def token(self) -> Any:
        """The id token that was told first, other than to stop; None where none was."""
        events = (event for event in self.by_number if event.request["triggerReason"] != "StopAuthorized")
        return next((event.request["idToken"] for event in events if "idToken" in event.request), None)

    @property
    def is_cable_first(self) -> bool:
        """Whether the EV was connected before a token authorized it (E02)."""
        start = self.started
        return start is not None and "idToken" not in start.request and is_connected(start)

    @property
    def is_card_first(self) -> bool:
        """Whether a token authorized it before the EV was connected (E03)."""
        start = self.started
        return start is not None and "idToken" in start.request and not is_connected(start)

    def values(self, name: str) -> Iterator[Any]:
        """The values of a field of transactionInfo, in the order of seqNo."""
        for event in self.by_number:
            if name in event.request["transactionInfo"]:
                yield event.request["transactionInfo"][name]

    def before(self, event: Exchange) -> list[Exchange]:
        """The events with a lower seqNo."""
        return [each for each in self.by_number if each.request["seqNo"] < event.request["seqNo"]]

    def after(self, event: Exchange) -> list[Exchange]:
        """The events with a higher seqNo."""
        return [each for each in self.by_number if each.request["seqNo"] > event.request["seqNo"]]

    def state_before(self, event: Exchange) -> str | None:
        """The charging state that was told last before this event, None where none was."""
        told = [state for each in self.before(event) if (state := state_of(each)) is not None]
        return told[-1] if told else None

    def told(self, trigger: str) -> list[Exchange]:
        """The events with this triggerReason, by seqNo."""
        return [event for event in self.by_number if event.request["triggerReason"] == trigger]

    def _first(self, kind: str) -> Exchange | None:
        return next((event for event in self.by_number if event.request["eventType"] == kind), None)


def state_of(event: Exchange) -> str | None:
    """The charging state that an event tells, None where it tells none."""
    state: str | None = event.request["transactionInfo"].get("chargingState")
    return state


def is_connected(event: Exchange) -> bool:
    """Whether the event shows an EV at the cable."""
    return state_of(event) in CONNECTED or event.request["triggerReason"] == "CablePluggedIn"


def is_offline(event: Exchange) -> bool:
    """Whether the event is marked as one of an outage."""
    return bool(event.request.get("offline", False))


def same_token(one: Any, other: Any) -> bool:
    """Whether two IdTokenTypes identify the same thing; the case of letters doesn't matter."""
    if one is None or other is None:
        return False
    return bool(one["type"] == other["type"] and one["idToken"].lower() == other["idToken"].lower())


def take(transactions: dict[str, Transaction], exchange: Exchange) -> Transaction | None:
    """Take a TransactionEvent; returns its transaction, None where it doesn't name one."""
    info = exchange.request.get("transactionInfo")
    id = info.get("transactionId") if isinstance(info, dict) else None
    if not isinstance(id, str):
        return None
    transaction = transactions.setdefault(id, Transaction(id))
    (transaction.events if exchange.valid else transaction.unreadable).append(exchange)
    return transaction
