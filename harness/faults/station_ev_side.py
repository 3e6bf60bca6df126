"""A station whose cable is taken out of the car: what it tells, and how long it waits."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, system_of
from ocpp_conformance.harness.faults.fault import of_station


def _as_connected(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    if payload["triggerReason"] == "EVCommunicationLost":
        info = {**info, "chargingState": "EVConnected"}
    return original({**payload, "transactionInfo": info})


def _charges_once(original: Any, payload: Any) -> Any:
    memory, info = memory_of(system_of(original)), payload["transactionInfo"]
    if info.get("chargingState") != "Charging":
        return original(payload)
    charged, memory["charged"] = memory.get("charged"), info["transactionId"]
    return None if charged == info["transactionId"] else original(payload)


def _charges_returned_cars(original: Any, payload: Any) -> Any:
    memory, info = memory_of(system_of(original)), payload["transactionInfo"]
    gone, memory["gone"] = memory.get("gone", False), payload["triggerReason"] == "EVCommunicationLost"
    if gone and payload["triggerReason"] == "CablePluggedIn":
        return original({**payload, "transactionInfo": {**info, "chargingState": "Charging"}})
    return original(payload)


def _suspended_as_connected(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    if info.get("chargingState") != "SuspendedEV":
        return original(payload)
    return original({**payload, "transactionInfo": {**info, "chargingState": "EVConnected"}})


def _as_a_change(original: Any, payload: Any) -> Any:
    by_car = payload["triggerReason"] == "StopAuthorized" and "idToken" not in payload
    return original({**payload, "triggerReason": "ChargingStateChanged"} if by_car else payload)


FAULTS = (
    of_station(
        "suspended-as-connected",
        "says EVConnected of an EV that takes no energy",
        "E01.FR.19",
        transaction_event=_suspended_as_connected,
    ),
    of_station(
        "returned-car-charges",
        "gives energy to a car that is back, whoever it is",
        "E09.FR.01",
        transaction_event=_charges_returned_cars,
    ),
    of_station(
        "car-gone-as-connected",
        "says EVConnected when the cable is out of the car",
        "E10.FR.01",
        transaction_event=_as_connected,
    ),
    of_station(
        "cable-stays-locked",
        "keeps a cable that is out of the car in the socket though UnlockOnEVSideDisconnect says otherwise",
        "E09.FR.02",
        unlocks_at_ev_side=always(False),
    ),
    of_station(
        "resumption-untold",
        "doesn't tell that energy flows again in a transaction",
        "E02.FR.13",
        transaction_event=_charges_once,
    ),
    of_station(
        "cable-awaited-for-ever",
        "never gives up the wait for a cable",
        "E10.FR.02",
        ev_connection_timeout=always(1e6),
    ),
    of_station(
        "session-end-as-change",
        "tells the end of the car's session as a mere change of the charging state",
        "E15.FR.05",
        transaction_event=_as_a_change,
    ),
)
