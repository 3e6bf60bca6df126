"""The sessions of a station: which there are, and whose."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction


class Sessions:
    """Transactions and what may become one, each on its EVSE; one that begins with a card may have none yet.

    `begun` is told when a transaction has begun.
    """

    def __init__(self) -> None:
        self._sessions: list[Transaction] = []
        self.begun: list[Callable[[], object]] = []

    def ongoing(self) -> list[Transaction]:
        """The transactions that the CSMS has been told of, or will be."""
        return [t for t in self._sessions if t.started]

    @property
    def idle(self) -> bool:
        """Whether no transaction is ongoing, and none is on its way after a remote start."""
        return self.idle_on(None)

    def idle_on(self, evse: int | None) -> bool:
        """The same of an EVSE, or of all."""
        return not any(t.started or t.promised for t in self._sessions if evse in (None, t.evse))

    def run_on(self, evse: int | None) -> bool:
        """Whether a transaction is ongoing on an EVSE, or on any."""
        return any(evse in (None, transaction.evse) for transaction in self.ongoing())

    def taken_on(self, evse: int) -> bool:
        """Whether somebody is authorized on an EVSE, or about to be."""
        session = self.on(evse)
        return session is not None and (session.authorized or session.promised)

    def find(self, transaction_id: str) -> Transaction | None:
        """An ongoing transaction."""
        return next((t for t in self.ongoing() if t.id == transaction_id), None)

    def session(self, transaction_id: str) -> Transaction | None:
        """A session by the id that its transaction has or will have."""
        return next((t for t in self._sessions if t.id == transaction_id), None)

    def on(self, evse: int) -> Transaction | None:
        """The session of an EVSE."""
        return next((t for t in self._sessions if t.evse == evse), None)

    def authorized_with(self, token: IdToken, evse: int | None = None) -> Transaction | None:
        """The session that this token authorized."""
        found = (t for t in self._sessions if t.authorized and evse in (None, t.evse) and token.same_as(t.token))
        return next(found, None)

    def authorized_for(self, group: IdToken | None, evse: int | None = None) -> Transaction | None:
        """A session that a token of this group authorized."""
        found = (t for t in self._sessions if t.authorized and evse in (None, t.evse))
        return next((t for t in found if group is not None and group.same_as(t.group)), None)
