"""Functional block G: connectors and their state, ChangeAvailability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

STATES = ("Available", "Occupied", "Reserved", "Unavailable", "Faulted")


@dataclass(eq=False)
class Connector:
    """A connector: what is plugged in, whether it is broken, and the state that the CSMS was last told.

    A `fixed` one is the plug of a cable that can't be taken off, else it is a socket. `plugged` says that it is in use:
    its plug is in a car, or a cable in the socket. `car` says that a car is at the other end, `ready` that the car
    takes energy, or would, `loose` that the plug is not all the way in.
    """

    evse: int
    id: int
    fixed: bool = True
    plugged: bool = False
    car: bool = False
    ready: bool = True
    loose: bool = False
    faulted: bool = False
    told: str | None = None


Place = tuple[int | None, int | None]


class Availability:
    """The connectors of a station and what is said about them.

    `in_use` asks the blocks above whether something runs on an EVSE (None: on any), so that it stays in service.
    `kept_out` are the EVSEs that a block above keeps out of service for a while, `reserved` asks it whether one is
    Reserved. `noticed` is told of each change of a connector's state.
    """

    def __init__(self, station: Core) -> None:
        self._station = station
        counts = enumerate(station.config.evses, start=1)
        fixed = not station.config.sockets
        self.connectors = [Connector(evse, n, fixed) for evse, count in counts for n in range(1, count + 1)]
        self._inoperative: set[Place] = set()
        self._restarting: set[int] = set()
        self._scheduled: dict[Place, bool] = {}
        self._closed: set[Connector] = set()  # out of service before what a scheduled change waits for
        self.kept_out: frozenset[int] = frozenset()
        self.reserved: Callable[[int], bool] = lambda _: False
        self.in_use: list[Callable[[int | None], bool]] = []
        self.noticed: list[Callable[[], object]] = []

    def connector(self, evse: int, connector: int) -> Connector:
        """One connector. Raises `ValueError` when the station has none there."""
        for found in self.connectors:
            if (found.evse, found.id) == (evse, connector):
                return found
        raise ValueError(f"the station has no connector {connector} on EVSE {evse}")

    def at(self, evse: int | None = None, connector: int | None = None) -> list[Connector]:
        """The connectors of the station, of an EVSE, or one; empty where there is none."""
        return [c for c in self.connectors if evse in (None, c.evse) and connector in (None, c.id)]

    def operative(self, connector: Connector) -> bool:
        """Whether no ChangeAvailability has taken the connector, its EVSE or the station out of service, and neither
        something else nor a reset keeps its EVSE out of it."""
        return self._in_service(connector) and connector.evse not in self._restarting

    def usable(self, connector: Connector) -> bool:
        """Whether the connector is in service and not broken."""
        return self.operative(connector) and not connector.faulted

    def serves(self, connector: Connector) -> bool:
        """The same, whether or not its EVSE is being reset."""
        return self._in_service(connector) and not connector.faulted

    def _in_service(self, connector: Connector) -> bool:
        places: set[Place] = {(None, None), (connector.evse, None), (connector.evse, connector.id)}
        kept_out = connector.evse in self.kept_out
        return not places & self._inoperative and not kept_out and not self._is_closed(connector)

    def status(self, connector: Connector) -> str:
        """ConnectorStatusEnumType, as it stands."""
        if connector.faulted:
            return "Faulted"
        if not self.operative(connector):
            return "Unavailable"
        if self.reserved(connector.evse):
            return "Reserved"  # G03.FR.09: with a cable too
        return "Occupied" if connector.plugged else "Available"

    def state(self, evse: int | None = None) -> str:
        """The AvailabilityState of an EVSE or of the station: Available as long as one connector is."""
        statuses = [self.status(c) for c in self.at(evse)]
        if evse is not None and "Occupied" in statuses:
            return "Occupied"
        return "Available" if "Available" in statuses else statuses[0]

    def report(self, connector: Connector, *, requested: bool = False) -> Item | None:
        """Queue a StatusNotification; None when that waits for the reconnect (B04)."""
        station = self._station
        if station.accepted and not station.connected:
            return None
        status = station.decide(connector_status, connector.evse, connector.id)
        payload = {
            "timestamp": station.clock.stamp(),
            "connectorStatus": status,
            "evseId": connector.evse,
            "connectorId": connector.id,
        }

        def told(_answer: Payload) -> None:
            connector.told = status

        return station.outbox.post(Item("StatusNotification", payload, requested=requested, answered=told))

    def announce(self) -> None:
        """Queue the state of every connector; before the boot is accepted these wait (B01.FR.05, B01.FR.08)."""
        self._station.outbox.withdraw("StatusNotification")
        for connector in self.connectors:
            self.report(connector)

    def changed(self, connector: Connector) -> list[Item]:
        """Tell of a change of this connector, in the place of what is not sent yet."""
        for notice in self.noticed:
            notice()
        if not self._station.accepted:
            self.announce()
            return []
        item = self.report(connector)
        return [] if item is None else [item]

    def catch_up(self, outage: float) -> None:
        """After a reconnect: report all connectors, or those that changed (B04.FR.01, B04.FR.02)."""
        everything = outage > self._station.model.integer("OCPPCommCtrlr", "OfflineThreshold")
        for connector in self.connectors:
            status = self._station.decide(connector_status, connector.evse, connector.id)
            if everything or connector.told != status:
                self.report(connector)

    def change(self, place: Place, operative: bool) -> str:
        """Act on ChangeAvailability for the station, an EVSE or a connector; returns the status of the answer."""
        after = self._station.connection.after
        if not operative and self.runs_on(place[0]):
            self._scheduled[place] = operative
            idle = [c for c in self.at(*place) if self._station.decide(closes_at_once, c.evse)]
            self.turn(lambda: self._closed.update(idle), lambda connector: after(partial(self.changed, connector)))
            return "Scheduled"  # G03.FR.05, G04.FR.06

        def take_effect() -> None:
            self._scheduled.pop(place, None)
            (self._inoperative.discard if operative else self._inoperative.add)(place)
            self._reopen()

        self.turn(take_effect, lambda connector: after(partial(self.changed, connector)))
        return "Accepted"

    def freed(self, connector: Connector) -> list[Item]:
        """A cable was pulled: what is scheduled to go out of service does so at once (G01.FR.04, G01.FR.05)."""
        if any(connector in self.at(*place) for place in self._scheduled):
            self._closed.add(connector)
        return self.changed(connector)

    def keep_out(self, *evses: int) -> None:
        """Keep these EVSEs and no others out of service for a while, and tell what that changes."""

        def take_effect() -> None:
            self.kept_out = frozenset(evses)

        self.turn(take_effect, self.changed)

    def restarts(self, evse: int, begins: bool) -> None:
        """An EVSE is out of service while it is reset; what changes by that is reported."""
        self.turn(lambda: (self._restarting.add if begins else self._restarting.discard)(evse), self.changed)

    def use_ended(self) -> None:
        """Carry out what waited for the end of a transaction (G03.FR.05)."""

        def take_effect() -> None:
            for place in [place for place in self._scheduled if not self.runs_on(place[0])]:
                del self._scheduled[place]
                self._inoperative.add(place)
            self._reopen()

        self.turn(take_effect, self.changed)

    def turn(self, act: Callable[[], object], tell: Callable[[Connector], object]) -> None:
        """Do this, and tell of each connector whose state it changes."""
        before = {connector: self.status(connector) for connector in self.connectors}
        act()
        for connector, status in before.items():
            if self.status(connector) != status:
                tell(connector)

    def _is_closed(self, connector: Connector) -> bool:
        """Whether a connector waits, out of service, for a scheduled change; not while its transaction needs it."""
        return connector in self._closed and not (connector.plugged and self.runs_on(connector.evse))

    def _reopen(self) -> None:
        self._closed = {c for c in self._closed if any(c in self.at(*place) for place in self._scheduled)}

    def runs_on(self, evse: int | None) -> bool:
        """Whether something runs on an EVSE, or on any."""
        return any(asked(evse) for asked in self.in_use)


def connector_status(station: Core, evse: int, connector: int) -> str:
    """The ConnectorStatusEnumType that is reported."""
    availability = station.part(Availability)
    return availability.status(availability.connector(evse, connector))


def closes_at_once(station: Core, evse: int) -> bool:
    """Whether an EVSE of a station that goes out of service does so before the transactions on others have ended."""
    return not station.part(Availability).runs_on(evse)


def connector_type(station: Core) -> str:
    """What all its connectors are."""
    return "sType2" if station.config.sockets else "cType2"


def change_availability(station: Core, request: Payload) -> Payload:
    """ChangeAvailability (G03, G04) of the station, an EVSE or a connector."""
    availability = station.part(Availability)
    evse: dict[str, Any] = request.get("evse", {})
    place: Place = (evse.get("id") or None, evse.get("connectorId"))
    if not availability.at(*place) or (place[0] is None and place[1] is not None):
        reason = "UnknownEvse" if not availability.at(place[0]) else "UnknownConnectorId"
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    return {"status": availability.change(place, request["operationalStatus"] == "Operative")}


def trigger_status(station: Core, evse: Payload) -> Send | None:
    if "id" in evse and "connectorId" not in evse:
        return None  # F06.FR.12
    availability = station.part(Availability)
    connectors = availability.at(evse.get("id"), evse.get("connectorId"))  # F06.FR.11: none given means all
    if not connectors:
        return None
    return lambda: [availability.report(connector, requested=True) for connector in connectors]


def variables(station: Core) -> list[Variable]:
    threshold = partial(Variable, component="OCPPCommCtrlr", name="OfflineThreshold", data_type="integer", unit="s")
    found = [threshold(value="60", mutability=RW, minimum=0, maximum=DAY), *_place(station, "ChargingStation")]
    for evse, connectors in enumerate(station.config.evses, start=1):
        found += _place(station, "EVSE", evse)
        for connector in range(1, connectors + 1):
            plug = partial(Variable, component="Connector", evse=evse, connector=connector)
            kind = plug(name="ConnectorType", value=connector_type(station))
            found += [*_place(station, "Connector", evse, connector), kind]
    return found


def _place(station: Core, component: str, evse: int | None = None, connector: int | None = None) -> list[Variable]:
    make = partial(Variable, component=component, evse=evse, connector=connector)
    state = partial(_state, station, evse, connector)
    return [
        make(name="AvailabilityState", value=state, data_type="OptionList", values=STATES),
        make(name="Available", value="true", data_type="boolean"),
        make(name="SupplyPhases", value=str(station.config.supply_phases), data_type="integer"),
    ]


def _state(station: Core, evse: int | None, connector: int | None) -> str:
    if evse is None or connector is None:
        return station.part(Availability).state(evse)
    return station.decide(connector_status, evse, connector)


BLOCK = Block(
    state=Availability,
    keeps=("connectors", "_inoperative", "_scheduled"),  # B01.FR.07, G03.FR.08, G04.FR.09
    handlers={"ChangeAvailability": change_availability},
    triggers={"StatusNotification": trigger_status},
    variables=variables,
    seams=(
        connector_status,
        closes_at_once,
    ),
    boots=lambda station: station.part(Availability).announce(),
    reconnected=lambda station, outage: station.part(Availability).catch_up(outage),
)
