"""Functional blocks E and G: the locks of sockets, which keep a cable where it is while its driver is authorized."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.id_tokens import IdToken
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

COMPONENT = "ConnectorPlugRetentionLock"
_FIRST = 900_000
"""The eventIds of locks count on from it, those of monitors from 1."""


class Locks:
    """Which sockets are locked, and with whose token."""

    def __init__(self, station: Core) -> None:
        self._station, self._availability = station, station.part(Availability)
        self._closed: dict[tuple[int, int], IdToken | None] = {}
        self._failed: set[tuple[int, int]] = set()
        self._events = _FIRST

    def close(self, connector: Connector, token: IdToken | None) -> bool:
        """A driver is authorized there; a fixed cable has no lock. False where it can't be closed (G05)."""
        if connector.fixed:
            return True
        if self._station.decide(lock_fails, connector):
            if _place(connector) not in self._failed:
                self._failed.add(_place(connector))
                self._events += 1
                self._station.decide(lock_failure_told, connector, self._events)
            return False
        self._closed[_place(connector)] = token
        return True

    def mended(self, connector: Connector) -> None:
        """The cable was taken out: the lock may close again."""
        self._failed.discard(_place(connector))

    def fails(self, evse: int, connector: int) -> bool:
        """Whether the lock could not be closed."""
        return (evse, connector) in self._failed

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


def lock_fails(_: Core, connector: Connector) -> bool:
    """Whether the lock of a socket can't be closed: the plug is not all the way in (G05.FR.01)."""
    return connector.loose


def lock_failure_told(station: Core, connector: Connector, number: int) -> None:
    """Tell that a lock could not be closed (G05.FR.02)."""
    place = {"id": connector.evse, "connectorId": connector.id}
    event: Payload = {
        "eventId": number,
        "timestamp": station.clock.stamp(),
        "trigger": "Delta",
        "actualValue": "true",
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": COMPONENT, "evse": place},
        "variable": {"name": "Problem"},
    }
    payload = {"generatedAt": station.clock.stamp(), "seqNo": 0, "eventData": [event]}
    station.outbox.post(Item("NotifyEvent", payload, durable=True))


def variables(station: Core) -> list[Variable]:
    unlock = partial(Variable, component="OCPPCommCtrlr", name="UnlockOnEVSideDisconnect", data_type="boolean")
    # with fixed cables it is ReadOnly and false
    found = [unlock(value="false", mutability=RW if station.config.sockets else RO)]
    for evse, connectors in enumerate(station.config.evses if station.config.sockets else (), start=1):
        for number in range(1, connectors + 1):
            lock = partial(Variable, component=COMPONENT, evse=evse, connector=number, data_type="boolean")
            found.append(lock(name="Problem", value=partial(_fails, station, evse, number)))
    return found


def _fails(station: Core, evse: int, connector: int) -> str:
    return str(station.part(Locks).fails(evse, connector)).lower()


BLOCK = Block(
    state=Locks,
    keeps=("_closed",),
    variables=variables,
    seams=(unlocks_at_ev_side, lock_fails, lock_failure_told),
)
