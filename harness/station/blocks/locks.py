"""Functional blocks E and G: the locks of sockets, which keep a cable where it is while its driver is authorized."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable

RETENTION_LOCK = "ConnectorPlugRetentionLock"


class Locks:
    """Which sockets are locked, and with whose token."""

    def __init__(self, station: Core) -> None:
        self._station, self._availability = station, station.part(Availability)
        self._closed: dict[tuple[int, int], IdToken | None] = {}
        self._jammed: set[tuple[int, int]] = set()
        self._told: set[tuple[int, int]] = set()
        self.failed: list[Callable[[Connector], object]] = []
        """Told of a lock that does not close (G05.FR.02)."""

    def close(self, connector: Connector, token: IdToken | None) -> None:
        """A driver is authorized there; a fixed cable has no lock."""
        if connector.fixed:
            return
        place = _place(connector)
        if place in self._closed or not (place in self._jammed or connector.loose):
            self._closed[place] = token
            return
        if place not in self._told:
            self._told.add(place)
            for told in self.failed:
                told(connector)

    def left(self, connector: Connector) -> None:
        """The cable was taken out: a lock that fails then is told anew."""
        self._told.discard(_place(connector))

    def open(self, evse: int | None, connector: int | None = None) -> None:
        """Let the cables of an EVSE, or of one of its connectors, go."""
        for found in self._availability.at(evse, connector):
            if _place(found) not in self._jammed:
                self._closed.pop(_place(found), None)

    def jam(self, connector: Connector) -> None:
        """Have a lock stay as it is. Raises `ValueError` for a fixed cable, and where it is jammed already."""
        if connector.fixed or _place(connector) in self._jammed:
            what = "has no lock" if connector.fixed else "is jammed already"
            raise ValueError(f"connector {connector.id} of EVSE {connector.evse} {what}")
        self._jammed.add(_place(connector))

    def mend(self, connector: Connector) -> None:
        """Have a lock move again. Raises `ValueError` where it does."""
        if _place(connector) not in self._jammed:
            raise ValueError(f"the lock of connector {connector.id} of EVSE {connector.evse} is not jammed")
        self._jammed.discard(_place(connector))
        self._told.discard(_place(connector))

    def is_jammed(self, connector: Connector) -> bool:
        """Whether a lock doesn't move."""
        return _place(connector) in self._jammed

    def has_failed(self, connector: Connector) -> bool:
        """Whether a lock doesn't move, or could not close (G05)."""
        return self.is_jammed(connector) or _place(connector) in self._told

    def holds(self, connector: Connector) -> bool:
        """Whether a cable is held as it has to be for energy to flow (G05.FR.01): in a socket by its lock."""
        return connector.fixed or _place(connector) in self._closed

    def keeps(self, connector: Connector) -> bool:
        """Whether the cable can't be taken out."""
        return _place(connector) in self._closed

    def left_by_car(self, connector: Connector) -> None:
        """The cable was taken out of the car, and is in the socket still (E09.FR.02)."""
        if self._station.decide(unlocks_at_ev_side):
            self._closed.pop(_place(connector), None)

    def open_with(self, token: IdToken) -> bool:
        """Let a cable go that no car is at any more, for the driver who had charged there (E09.FR.03); says whether
        there was one."""
        free = {_place(connector) for connector in self._availability.connectors if not connector.car}
        mine = [place for place, owner in self._closed.items() if place in free and token.same_as(owner)]
        for place in mine:
            del self._closed[place]
        return bool(mine)


def _place(connector: Connector) -> tuple[int, int]:
    return connector.evse, connector.id


def unlocks_at_ev_side(station: Core) -> bool:
    """Whether a cable that is taken out of the car may be taken out of the socket too (E09.FR.02, E09.FR.03)."""
    return station.model.boolean("OCPPCommCtrlr", "UnlockOnEVSideDisconnect")


def charges_unlocked(_: Core, _connector: Connector) -> bool:
    """Whether energy flows through a cable that its lock doesn't hold (G05.FR.01)."""
    return False


def variables(station: Core) -> list[Variable]:
    unlock = partial(Variable, component="OCPPCommCtrlr", name="UnlockOnEVSideDisconnect", data_type="boolean")
    # with fixed cables it is ReadOnly and false
    found = [unlock(value="false", mutability=RW if station.config.sockets else RO)]
    if station.config.sockets:
        make = partial(Variable, component=RETENTION_LOCK, name="Problem", data_type="boolean")
        places = ((evse, c) for evse, number in enumerate(station.config.evses, 1) for c in range(1, number + 1))
        found += [make(value=partial(_problem, station, *place), evse=place[0], connector=place[1]) for place in places]
    return found


def _problem(station: Core, evse: int, connector: int) -> str:
    locks, found = station.part(Locks), station.part(Availability).connector(evse, connector)
    return str(locks.has_failed(found)).lower()


BLOCK = Block(state=Locks, keeps=("_closed",), variables=variables, seams=(unlocks_at_ev_side, charges_unlocked))
