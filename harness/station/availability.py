"""Functional block G: connectors and their state, Heartbeat, ChangeAvailability."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.errors import BadAnswerError, NotConnectedError
from ocpp_conformance.harness.station.outbox import Item
from ocpp_conformance.harness.times import now

if TYPE_CHECKING:
    from ocpp_conformance.harness.station.station import Station


@dataclass(eq=False)
class Connector:
    """A connector: whether an EV is plugged in, whether it is broken, and the state that the CSMS was last told."""

    evse: int
    id: int
    plugged: bool = False
    faulted: bool = False
    told: str | None = None


Place = tuple[int | None, int | None]


class Availability:
    """The connectors of a station and what is said about them."""

    def __init__(self, station: Station) -> None:
        self._station = station
        counts = enumerate(station.config.evses, start=1)
        self.connectors = [Connector(evse, n) for evse, count in counts for n in range(1, count + 1)]
        self._inoperative: set[Place] = set()
        self._scheduled: dict[Place, bool] = {}
        self._beat = asyncio.Event()
        station.model.watch("OCPPCommCtrlr", "HeartbeatInterval", self._beat.set)

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
        """Whether no ChangeAvailability has taken the connector, its EVSE or the station out of service."""
        places: set[Place] = {(None, None), (connector.evse, None), (connector.evse, connector.id)}
        return not places & self._inoperative

    def usable(self, connector: Connector) -> bool:
        """Whether the connector is in service and not broken."""
        return self.operative(connector) and not connector.faulted

    def status(self, connector: Connector) -> str:
        """ConnectorStatusEnumType, as it stands."""
        if connector.faulted:
            return "Faulted"
        if not self.operative(connector):
            return "Unavailable"
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
        status = station.connector_status(connector.evse, connector.id)
        payload = {
            "timestamp": now(),
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
        if not self._station.accepted:
            self.announce()
            return []
        item = self.report(connector)
        return [] if item is None else [item]

    def catch_up(self, outage: float) -> None:
        """After a reconnect: report all connectors, or those that changed (B04.FR.01, B04.FR.02)."""
        everything = outage > self._station.model.integer("OCPPCommCtrlr", "OfflineThreshold")
        for connector in self.connectors:
            if everything or connector.told != self._station.connector_status(connector.evse, connector.id):
                self.report(connector)

    async def beat(self) -> None:
        """Send Heartbeats until the connection ends (G02.FR.02); any other CALL restarts the interval (G02.FR.05)."""
        station = self._station
        await station.provisioning.accepted.wait()
        while True:
            self._beat.clear()
            due = station.connection.last_call + station.model.integer("OCPPCommCtrlr", "HeartbeatInterval")
            if await station.clock.wait(self._beat, max(0.0, due - station.clock.now())):
                continue
            if not station.may_send("Heartbeat"):
                self.restart_later()
                continue
            try:
                await station.call("Heartbeat", {})
            except NotConnectedError:
                return
            except (NoAnswerError, BadAnswerError) as error:
                station.note(str(error))

    def restart_later(self) -> None:
        """Count the interval from now on."""
        self._station.connection.last_call = self._station.clock.now()

    def restart_beat(self) -> None:
        """A CALL was sent: the interval starts anew."""
        self._beat.set()

    def change(self, place: Place, operative: bool) -> str:
        """Act on ChangeAvailability for the station, an EVSE or a connector; returns the status of the answer."""
        evse = place[0]
        if not operative and any(evse in (None, t.evse) for t in self._station.transactions.ongoing()):
            self._scheduled[place] = operative
            return "Scheduled"  # G03.FR.05
        self._scheduled.pop(place, None)
        before = {c: self.status(c) for c in self.connectors}
        (self._inoperative.discard if operative else self._inoperative.add)(place)
        for connector in self.connectors:
            if self.status(connector) != before[connector]:
                self._station.connection.after(partial(self.changed, connector))
        return "Accepted"

    def transaction_ended(self) -> None:
        """Carry out what waited for the end of a transaction (G03.FR.05)."""
        ongoing = self._station.transactions.ongoing()
        for place in list(self._scheduled):
            if any(place[0] in (None, t.evse) for t in ongoing):
                continue
            del self._scheduled[place]
            self._inoperative.add(place)
            for connector in self.at(*place):
                self.changed(connector)


def change_availability(station: Station, request: Payload) -> Payload:
    """ChangeAvailability (G03, G04) of the station, an EVSE or a connector."""
    evse: dict[str, Any] = request.get("evse", {})
    place: Place = (evse.get("id") or None, evse.get("connectorId"))
    if not station.availability.at(*place) or (place[0] is None and place[1] is not None):
        reason = "UnknownEvse" if not station.availability.at(place[0]) else "UnknownConnectorId"
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    return {"status": station.availability.change(place, request["operationalStatus"] == "Operative")}


HANDLERS = {"ChangeAvailability": change_availability}
