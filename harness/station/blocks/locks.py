"""Functional block E: the locks of sockets, which keep a cable where it is while its driver is authorized."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable


class Locks:
    """Which sockets are locked, and with whose token."""

    def __init__(self, station: Core) -> None:
        self._station, self._availability = station, station.part(Availability)
        self._closed: dict[tuple[int, int], IdToken | None] = {}

    def close(self, connector: Connector, token: IdToken | None) -> None:
        """A driver is authorized there; a fixed cable has no lock."""
        if not connector.fixed:
            self._closed[_place(connector)] = token

    def open(self, evse: int | None, connector: int | None = None) -> None:
        """Let the cables of an EVSE, or of one of its connectors, go."""
        for found in self._availability.at(evse, connector):
            self._closed.pop(_place(found), None)

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


def variables(station: Core) -> list[Variable]:
    unlock = partial(Variable, component="OCPPCommCtrlr", name="UnlockOnEVSideDisconnect", data_type="boolean")
    # with fixed cables it is ReadOnly and false
    return [unlock(value="false", mutability=RW if station.config.sockets else RO)]


BLOCK = Block(state=Locks, keeps=("_closed",), variables=variables, seams=(unlocks_at_ev_side,))
