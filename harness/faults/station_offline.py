"""A station that was offline tells little, or the wrong things, of what happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.faults.kinds import Making


def _offline(change: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Making:
    """TransactionEvents of a time without a connection are changed; None drops one."""

    def transaction_event(original: Any, payload: Any) -> Any:
        changed = change(dict(payload)) if payload.get("offline") else payload
        return None if changed is None else original(changed)

    return transaction_event


def _without(field: str) -> Making:
    return _offline(lambda event: {name: value for name, value in event.items() if name != field})


def _loses(field: str, value: str) -> Making:
    return _offline(lambda event: None if event[field] == value else event)


async def _never_long(original: Any, outage: float | None) -> None:
    await original(None if outage is None else 0.0)


async def _changes_forgotten(original: Any, outage: float | None) -> None:
    station = system_of(original)
    for connector in station.connectors:
        connector.told = station.availability.status(connector)
    await original(outage)


FAULTS = (
    of_station("outage-never-long", "takes every outage for a short one", "B04.FR.01", online=_never_long),
    of_station(
        "outage-changes-forgotten",
        "doesn't tell which connectors changed during a short outage",
        "B04.FR.02",
        online=_changes_forgotten,
    ),
    of_station(
        "offline-unmarked",
        "doesn't mark what happened without a connection",
        "E11.FR.02",
        transaction_event=_without("offline"),
    ),
    of_station(
        "offline-readings-lost",
        "forgets the readings of an outage",
        "E11.FR.01",
        transaction_event=_loses("triggerReason", "MeterValuePeriodic"),
    ),
    of_station(
        "offline-readings-empty",
        "keeps no values of an outage",
        "E11.FR.03",
        transaction_event=_without("meterValue"),
    ),
    of_station(
        "offline-readings-as-start",
        "sends what it queued as Started",
        "E11.FR.01",
        transaction_event=_offline(lambda event: {**event, "eventType": "Started"}),
    ),
    of_station(
        "offline-end-lost",
        "forgets that a transaction ended during an outage",
        "E08.FR.04",
        transaction_event=_loses("eventType", "Ended"),
    ),
    of_station(
        "offline-suspension-lost",
        "forgets that energy stopped during an outage",
        "E08.FR.05",
        transaction_event=_loses("triggerReason", "ChargingStateChanged"),
    ),
)
