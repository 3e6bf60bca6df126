"""Functional block N: the monitors of a station, and what makes each of them speak (N04, N07, N08)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.aligned_data import due_in
from ocpp_conformance.harness.station.blocks.availability import Availability, Connector
from ocpp_conformance.harness.station.blocks.locks import RETENTION_LOCK, Locks
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.station.core.device_model import Mutability, Variable
from ocpp_conformance.harness.station.core.outbox import Item

COMPONENT = "MonitoringCtrlr"
THRESHOLDS = ("UpperThreshold", "LowerThreshold")
CLEARED = "Cleared"
"""What a threshold comes to when the value is back; the other words are values of EventTriggerEnumType."""


class Origin(StrEnum):
    """Who set a monitor: the values of EventNotificationEnumType."""

    HARD_WIRED = "HardWiredMonitor"
    PRECONFIGURED = "PreconfiguredMonitor"
    CUSTOM = "CustomMonitor"


@dataclass(eq=False, kw_only=True)
class Monitor:
    """A monitor of one variable. `exceeded` is whether its threshold is, as far as it knows; `reference` is the value
    from which a Delta counts; `due` is when a periodic one speaks next, on the station's clock."""

    id: int
    variable: Variable
    type: str
    value: float
    severity: int
    transaction: bool = False
    origin: Origin = Origin.CUSTOM
    exceeded: bool = False
    reference: str = ""
    due: float = 0.0

    def report(self) -> dict[str, Any]:
        """The monitor as VariableMonitoringType."""
        fields = ("id", "transaction", "value", "type", "severity")
        return {name: getattr(self, name) for name in fields}


class Monitors:
    """The monitors of a station, persistent across reboots (N07.FR.13), the base and the level that it goes by.

    `factory` are the hard-wired and preconfigured ones as the manufacturer made them; `changed` is set when there is
    reason to look at them.
    """

    def __init__(self, station: Core, factory: list[Monitor]) -> None:
        self._station = station
        self._factory = factory
        self.active = {monitor.id: monitor for monitor in factory}
        self.base, self.level = "All", 9
        self.changed = asyncio.Event()
        self._last_id = max((monitor.id for monitor in factory), default=0)
        self._last_event = 0
        station.model.stored.append(self.changed.set)
        station.part(Availability).noticed.append(self.look)  # a short change is seen too
        station.connection.called.append(self.changed.set)
        station.part(Locks).failed.append(lambda connector: station.decide(lock_alert, connector))

    def __iter__(self) -> Iterator[Monitor]:
        return iter(self.active.values())

    def next_id(self) -> int:
        """An id that no monitor has had."""
        self._last_id += 1
        return self._last_id

    def put(self, monitor: Monitor) -> None:
        """Install a monitor, or put it in the place of the one with its id (N04.FR.12), whose threshold may have been
        exceeded (N07.FR.11)."""
        before = self.active.get(monitor.id)
        monitor.exceeded = before is not None and before.type == monitor.type and before.exceeded
        self._begin(monitor)
        self.active[monitor.id] = monitor
        self.changed.set()

    def activate(self, base: str) -> None:
        """Go by this base (N03.FR.03, N03.FR.04, N03.FR.05)."""
        self.base = base
        keeps = {Origin.HARD_WIRED} | ({Origin.CUSTOM} if base == "All" else set())
        self.active = {monitor.id: monitor for monitor in self if monitor.origin in keeps}
        if base != "HardWiredOnly":
            for monitor in self._factory:
                if monitor.id not in self.active:
                    self._begin(monitor)
                    self.active[monitor.id] = monitor
        self.changed.set()

    def wait(self) -> float | None:
        """OCPP seconds until a periodic monitor is due; None where there is none."""
        periodic = (monitor for monitor in self if monitor.type.startswith("Periodic"))
        moments = [monitor.due for monitor in periodic if self._is_watched(monitor)]
        return max(0.0, min(moments) - self._station.clock.now()) if moments else None

    def look(self) -> None:
        """Look at each monitor, and tell what it says."""
        station = self._station
        for monitor in list(self):
            if not self._is_watched(monitor):
                continue
            trigger = station.decide(triggered, monitor, monitor.variable.text)
            if trigger is not None and station.decide(may_notify, monitor):
                self._tell(monitor, trigger)

    def _begin(self, monitor: Monitor) -> None:
        monitor.reference = monitor.variable.text
        monitor.due = self._station.decide(next_due, monitor)

    def _is_watched(self, monitor: Monitor) -> bool:
        """Whether it is looked at now. What could not be told while offline is looked at when the station is back, so
        that the CSMS misses no half of a story (N07, remarks)."""
        station = self._station
        if not station.model.boolean(COMPONENT, "Enabled"):
            return False
        if not (station.connected and station.accepted) and not station.decide(queues_offline, monitor):
            return False
        return not monitor.transaction or self._transaction_at(monitor)

    def _transaction_at(self, monitor: Monitor) -> bool:
        evse, transactions = monitor.variable.evse, self._station.part(Transactions)
        return bool(transactions.ongoing()) if evse is None else transactions.on(evse) is not None

    def alert(self, variable: Variable) -> None:
        """Tell of a variable that the station watches of itself, without a monitor."""
        station = self._station
        self._last_event += 1
        event = {
            "eventId": self._last_event,
            "timestamp": station.clock.stamp(),
            "trigger": "Delta",
            "actualValue": variable.text,
            "eventNotificationType": "HardWiredNotification",
            **variable.names(),
        }
        payload = {"generatedAt": station.clock.stamp(), "seqNo": 0, "eventData": [event]}
        station.outbox.post(Item("NotifyEvent", payload, durable=True))

    def _tell(self, monitor: Monitor, trigger: str) -> None:
        station = self._station
        self._last_event += 1
        monitor.reference = monitor.variable.text  # since the last time this was sent (N07.FR.18, N07.FR.19)
        event = station.decide(monitor_event, monitor, trigger, self._last_event)
        payload = {"generatedAt": station.clock.stamp(), "seqNo": 0, "eventData": [event]}  # N07.FR.07, N08.FR.04
        station.outbox.post(Item("NotifyEvent", payload, durable=True))  # N07.FR.04, N08.FR.03


def lock_alert(station: Core, connector: Connector) -> None:
    """A lock doesn't close (G05.FR.02)."""
    key = Variable(
        component=RETENTION_LOCK, name="Problem", value="true", evse=connector.evse, connector=connector.id
    ).key
    station.part(Monitors).alert(station.model.of_key(key))


def triggered(station: Core, monitor: Monitor, text: str) -> str | None:
    """What a value makes of a monitor: a trigger, `CLEARED`, or None for nothing new; the monitor remembers it."""
    if monitor.type in THRESHOLDS:
        was, monitor.exceeded = monitor.exceeded, station.decide(exceeds, monitor, text)
        if was == monitor.exceeded:
            return None
        return "Alerting" if monitor.exceeded else CLEARED  # N07.FR.16, N07.FR.17; N07.FR.02, N07.FR.14
    if monitor.type == "Delta":
        return "Delta" if station.decide(differs, monitor, text) else None
    if station.clock.now() < monitor.due:
        return None
    monitor.due = station.decide(next_due, monitor)
    return "Periodic"  # N08.FR.05


def exceeds(_: Core, monitor: Monitor, text: str) -> bool:
    """Whether a value lies beyond the threshold, not on it."""
    found = number(text)
    if found is None:
        return monitor.exceeded
    threshold = Decimal(str(monitor.value))
    return found > threshold if monitor.type == "UpperThreshold" else found < threshold


def differs(_: Core, monitor: Monitor, text: str) -> bool:
    """Whether a value has changed by more than the monitor allows (N07.FR.18, N07.FR.19)."""
    found, reference = number(text), number(monitor.reference)
    if not is_numeric(monitor.variable) or found is None or reference is None:
        return text != monitor.reference
    return abs(found - reference) > Decimal(str(monitor.value))


def next_due(station: Core, monitor: Monitor) -> float:
    """When a periodic monitor speaks next: so many seconds on (N08.FR.06), or at a multiple of them since midnight
    (N08.FR.07)."""
    if monitor.type == "PeriodicClockAligned":
        return station.clock.after(due_in(station, int(monitor.value) or 1, monitor.due or None))
    following = monitor.due + monitor.value
    return following if monitor.due and following > station.clock.now() else station.clock.after(monitor.value)


def may_notify(station: Core, monitor: Monitor) -> bool:
    """Whether the level lets a monitor speak (N05.FR.03, N07.FR.15)."""
    return monitor.severity <= station.part(Monitors).level


def queues_offline(station: Core, monitor: Monitor) -> bool:
    """Whether what a monitor says while the station is offline is kept for later (N07.FR.04, N08.FR.03)."""
    return monitor.severity <= station.model.integer(COMPONENT, "OfflineQueuingSeverity")


def monitor_event(station: Core, monitor: Monitor, trigger: str, event_id: int) -> Payload:
    """The EventDataType that tells of a monitor (N07.FR.06)."""
    secret = monitor.variable.mutability is Mutability.WRITE_ONLY
    event = {
        "eventId": event_id,
        "timestamp": station.clock.stamp(),
        "trigger": "Alerting" if trigger == CLEARED else trigger,
        "actualValue": "" if secret else monitor.variable.text,  # N07.FR.10
        "variableMonitoringId": monitor.id,
        "eventNotificationType": monitor.origin.value,
        **monitor.variable.names(),
    }
    return event | ({"cleared": True} if trigger == CLEARED else {})


def number(text: str) -> Decimal | None:
    """A value as a number; None where it is none."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def is_numeric(variable: Variable) -> bool:
    """Whether thresholds make sense for a variable."""
    return variable.data_type in ("integer", "decimal")
