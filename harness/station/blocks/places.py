"""Where a token may charge: at which EVSE, and in which session."""

from __future__ import annotations

from ocpp_conformance.harness.station.blocks.authorization import Authorization
from ocpp_conformance.harness.station.blocks.availability import Availability
from ocpp_conformance.harness.station.blocks.metering import Metering
from ocpp_conformance.harness.station.blocks.reservations import Bearer, Reservations
from ocpp_conformance.harness.station.blocks.sessions import Sessions
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.core.core import Core


class Places(Sessions):
    """Sessions and the EVSEs that they are at; `meters` are those of the EVSEs."""

    def __init__(self, station: Core) -> None:
        super().__init__()
        self._station = station
        self._availability = station.part(Availability)
        self._reservations = station.part(Reservations)
        self._metering = station.part(Metering)
        self.meters = self._metering.meters
        self._parked: set[int] = set()

    def place_for(self, evse: int | None, decision: Authorization, bearer: Bearer) -> Transaction | None:
        """The session that a token is for, best at an EVSE that is reserved for it: where an EV waits, else a new one
        on a free EVSE; None if there is none."""
        reservations = self._reservations
        free = [n for n in self.meters if evse in (None, n) and decision.allows(n) and self.is_free(n)]
        free = [
            n
            for n in free
            if reservations.is_open(n, bearer) and self._station.decide(is_for_bearer, self.on(n), bearer)
        ]
        free.sort(key=lambda n: not reservations.is_for(n, bearer))
        plugged = [n for n in free if any(c.car for c in self._availability.at(n))]
        waiting = plugged or [n for n in free if n in self._parked]
        if waiting:
            return self.on(waiting[0]) or self._open(waiting[0])
        floating = [t for t in self._sessions if t.evse is None]
        if len(floating) + (reservations.kept_back(bearer) if evse is None else 0) >= len(free):
            return None
        is_known = evse is not None or len(self.meters) == 1 or reservations.is_for(free[0], bearer)
        known = free[0] if is_known else None
        return (None if known is None else self.on(known)) or self._open(known)

    def claim(self, session: Transaction, bearer: Bearer) -> None:
        """A session is promised to a token, which uses up its reservation (H03.FR.09)."""
        session.promised = True
        session.reservation = self._reservations.use(session.evse, bearer)

    def is_free(self, evse: int) -> bool:
        """Whether an EVSE is in service and its session, if any, is neither authorized nor promised yet."""
        session = self.on(evse)
        in_service = any(self._availability.usable(c) for c in self._availability.at(evse))
        return in_service and (session is None or not (session.authorized or session.promised))

    def _floating(self, evse: int) -> Transaction | None:
        """The session that began with a card and has no EVSE yet, if it may be at this one."""
        floating = (t for t in self._sessions if t.evse is None)
        return next((t for t in floating if self._reservations.is_open(evse, Bearer(t.token, t.group))), None)

    def _open(self, evse: int | None) -> Transaction:
        """A new session, at this EVSE if it is known."""
        raise NotImplementedError


def is_for_bearer(_: Core, session: Transaction | None, bearer: Bearer) -> bool:
    """Whether a token may be authorized for a session: not for a transaction that another one began (C01.FR.23)."""
    began = session is not None and session.started and session.token is not None
    return not began or session is None or bearer.token is None or bearer.token.same_as(session.token)
