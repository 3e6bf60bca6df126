"""Functional block H: reservations, and which EVSEs they keep from others (H01, H03, H04)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import epoch

Tell = Callable[[Connector], object]


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who wants to charge: an id token, and the group that it is known to belong to."""

    token: IdToken | None
    group: IdToken | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    """A reservation of an EVSE, or of any where `evse` is None; `until` is in seconds since 1970."""

    id: int
    until: float
    token: IdToken
    group: IdToken | None = None
    evse: int | None = None

    @classmethod
    def read(cls, request: Payload) -> Reservation:
        """From a ReserveNow."""
        group = request.get("groupIdToken")
        return cls(
            request["id"],
            epoch(request["expiryDateTime"]) or 0.0,
            IdToken.read(request["idToken"]),
            None if group is None else IdToken.read(group),
            request.get("evseId"),
        )


class Reservations:
    """The reservations of a station by their ids; they outlast a reboot (B11.FR.05).

    `taken` is asked whether somebody is authorized at an EVSE, or about to be. All connectors of the station are of one
    type: a reservation of that type is one of any EVSE.
    """

    def __init__(self, station: Core) -> None:
        self._station, self._availability = station, station.part(Availability)
        self._kept: dict[int, Reservation] = {}
        self._held: frozenset[int] = frozenset()
        self.taken: Callable[[int], bool] = lambda _: False
        self.changed = asyncio.Event()
        self._availability.reserved = lambda evse: evse in self.evses()
        self._availability.noticed.append(self.look)

    def __contains__(self, id: int) -> bool:
        return id in self._kept

    def ids(self) -> list[int]:
        """The ids of all."""
        return list(self._kept)

    def evses(self) -> frozenset[int]:
        """The EVSEs that are Reserved."""
        return self._held | {each.evse for each in self._kept.values() if each.evse is not None}

    def is_open(self, evse: int, bearer: Bearer) -> bool:
        """Whether no reservation of others keeps this one from charging at an EVSE (F01.FR.21, F01.FR.22)."""
        return evse not in self.evses() or self.is_for(evse, bearer)

    def is_for(self, evse: int, bearer: Bearer) -> bool:
        """Whether an EVSE is Reserved for this one (H03.FR.01 to H03.FR.06)."""
        here = [each for each in self._kept.values() if each.evse == evse]
        found = here or (self._of_any(self._kept.values()) if evse in self._held else [])
        return any(self._station.decide(may_use_reservation, each, bearer) for each in found)

    def kept_back(self, bearer: Bearer) -> int:
        """How many of the EVSEs that are free are needed for reservations of others (H01.FR.07, H01.FR.09)."""
        of_any = [] if self._held else self._of_any(self._kept.values())
        return sum(not self._station.decide(may_use_reservation, each, bearer) for each in of_any)

    def states(self, wanted: Reservation) -> list[str]:
        """How the EVSEs stand that a reservation could be of, as if the one that it replaces were gone (H01.FR.02)."""
        others = [each for each in self._kept.values() if each.id != wanted.id]
        reserved = self._holding(others) | {each.evse for each in others}
        evses = self._all() if wanted.evse is None else [wanted.evse]
        return ["Reserved" if evse in reserved and self._serves(evse) else self._state(evse) for evse in evses]

    def keep(self, reservation: Reservation, tell: Tell) -> None:
        """Keep a reservation, in the place of the one with its id (H01.FR.02)."""
        self._settle(lambda: self._kept.update({reservation.id: reservation}), tell)

    def drop(self, id: int, tell: Tell | None = None) -> None:
        """Keep a reservation no longer: its EVSE is for everybody again (H02.FR.02, H03.FR.10, H04.FR.02)."""
        self._settle(lambda: self._kept.pop(id, None), tell)

    def use(self, evse: int | None, bearer: Bearer) -> int | None:
        """Somebody charges, at an EVSE if it is known: the id of the reservation that this uses up (H03.FR.09)."""
        here = [each for each in self._kept.values() if each.evse in (None, evse)]
        mine = [each for each in here if self._station.decide(may_use_reservation, each, bearer)]
        if not mine:
            self.look()
            return None
        found = max(mine, key=lambda each: each.evse is not None)
        self._station.decide(reservation_used, found)
        return found.id

    def wait(self) -> float | None:
        """OCPP seconds until the next reservation ends; None where there is none."""
        ends = [each.until for each in self._kept.values()]
        return max(0.0, min(ends) - self._station.clock.wall()) / self._station.clock.scale if ends else None

    def look(self) -> None:
        """Drop what is over or can't be kept any more, and hold for the others what is left."""
        for each in [each for each in self._kept.values() if each.until <= self._station.clock.wall()]:
            self._end(each, "Expired")  # H04.FR.01
        lost = [each for each in self._kept.values() if each.evse is not None and not self._serves(each.evse)]
        of_any = self._of_any(self._kept.values())
        for each in lost + of_any[len(self._pool(self._kept.values())) :]:
            self._end(each, "Removed")  # H01.FR.16, H01.FR.17
        self._settle(lambda: None)

    def _end(self, reservation: Reservation, status: str) -> None:
        if self._kept.get(reservation.id) is reservation:  # to tell of a connector brings another look
            self._station.decide(reservation_over, reservation, status)

    def _settle(self, act: Callable[[], object], tell: Tell | None = None) -> None:
        """Do this, and tell of each connector whose state it changes."""

        def take_effect() -> None:
            act()
            self._held = self._holding(self._kept.values())

        self._availability.turn(take_effect, tell or self._availability.changed)
        self.changed.set()

    def _holding(self, kept: Iterable[Reservation]) -> frozenset[int]:
        """The EVSEs that are Reserved for reservations of any EVSE: all that are free, where these are as many
        (H01.FR.20, H01.FR.24)."""
        kept = list(kept)
        pool = self._pool(kept)
        return frozenset(pool) if self._of_any(kept) and len(self._of_any(kept)) >= len(pool) else frozenset()

    def _pool(self, kept: Iterable[Reservation]) -> list[int]:
        """The EVSEs that reservations of any EVSE can count on; an EV that only waits at one takes it from nobody
        (G03.FR.09)."""
        own = {each.evse for each in kept}
        free = [evse for evse in self._all() if evse not in own and self._state(evse) in ("Available", "Waiting")]
        return [evse for evse in free if self._state(evse) == "Available" or evse in self._held]

    def _state(self, evse: int) -> str:
        """How an EVSE stands apart from reservations; Waiting where nothing but a cable is there."""
        connectors = self._availability.at(evse)
        if not self._serves(evse):
            return "Faulted" if all(connector.faulted for connector in connectors) else "Unavailable"
        if self.taken(evse):
            return "Occupied"
        return "Waiting" if any(connector.plugged for connector in connectors) else "Available"

    def _serves(self, evse: int) -> bool:
        return any(self._availability.serves(connector) for connector in self._availability.at(evse))

    def _all(self) -> list[int]:
        return sorted({connector.evse for connector in self._availability.connectors})

    @staticmethod
    def _of_any(kept: Iterable[Reservation]) -> list[Reservation]:
        return [each for each in kept if each.evse is None]


def may_use_reservation(_: Core, reservation: Reservation, bearer: Bearer) -> bool:
    """Whether a reservation is for this id token, or for its group."""
    if reservation.token.same_as(bearer.token):
        return True
    return reservation.group is not None and reservation.group.same_as(bearer.group)


def reservation_used(station: Core, reservation: Reservation) -> None:
    """Somebody charges who has reserved: the reservation is over, and no ReservationStatusUpdate is due."""
    station.part(Reservations).drop(reservation.id)


def reservation_over(station: Core, reservation: Reservation, status: str) -> None:
    """A reservation has ended, and not by the CSMS: tell that its EVSE is free (H04.FR.03), then that it is over."""
    station.part(Reservations).drop(reservation.id)
    update = {"reservationId": reservation.id, "reservationUpdateStatus": status}
    station.outbox.post(Item("ReservationStatusUpdate", update))
