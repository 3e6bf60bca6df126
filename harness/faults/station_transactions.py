"""A station asks about cards, charges and tells of its connectors: authorization, transactions, availability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import About, of_station
from ocpp_conformance.harness.faults.kinds import Hearing, Making, Sending
from ocpp_conformance.harness.faults.station_order import hears, responds, rewrites, swallows
from ocpp_conformance.harness.faults.station_variables import changes

_ACCEPTED = {"idTokenInfo": {"status": "Accepted"}}


async def _never_asks(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return _ACCEPTED if action == "Authorize" else await original(action, payload, **more)


async def _asks_to_stop(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["triggerReason"] == "StopAuthorized":
        await original("Authorize", {"idToken": payload["idToken"]})
    return await original(action, payload, **more)


async def _unplugs_in_silence(original: Any, action: str, payload: Any, **more: Any) -> Any:
    memory = memory_of(system_of(original))
    occupied, memory["occupied"] = memory.get("occupied", False), payload["connectorStatus"] == "Occupied"
    freed = occupied and payload["connectorStatus"] == "Available"
    return {} if freed else await original(action, payload, **more)


def _sticks(original: Any, evse: int, connector: int) -> Any:
    memory, status = memory_of(system_of(original)), original(evse, connector)
    memory["stuck"] = memory.get("stuck", False) or status == "Occupied"
    return "Occupied" if memory["stuck"] else status


def instead_of(field: str, right: str, wrong: str) -> Making:
    """TransactionEvents with this value in the field have another one there."""
    return lambda original, payload: original({**payload, field: wrong} if payload[field] == right else payload)


def drops(unwanted: Callable[[Any], bool]) -> Making:
    return lambda original, payload: None if unwanted(payload) else original(payload)


def _state(payload: Any) -> Any:
    return payload["transactionInfo"].get("chargingState")


def _stops_remotely(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    return original(
        {**payload, "transactionInfo": {**info, "stoppedReason": "Remote"}} if "stoppedReason" in info else payload
    )


def _indicates(**fields: Any) -> About[Hearing]:
    """For `handle`: what is answered to GetTransactionStatus has these fields too."""

    def handle(original: Any, call: Any) -> Any:
        answer = original(call)
        return None if answer is None else {**answer, **fields}

    return heard(handle, "GetTransactionStatus")


def _token(text: str) -> About[Sending]:
    return rewrites(
        "Authorize", lambda p: {**p, "idToken": {**p["idToken"], "idToken": text or p["idToken"]["idToken"][:4]}}
    )


FAULTS = (
    of_station(
        "authorize-unheard",
        "takes every answer to Authorize for Accepted",
        "C01.FR.01",
        call=hears("Authorize", lambda _answer: _ACCEPTED),
    ),
    of_station("authorize-never-asked", "accepts every id token without asking", "C01.FR.02", call=_never_asks),
    of_station("authorize-other-token", "asks about another id token", "C01.FR.02", call=_token("04FFFFFF")),
    of_station(
        "authorize-cut-token", "asks about the first four characters of an id token", "C01.FR.02", call=_token("")
    ),
    of_station(
        "stop-asks-again",
        "sends AuthorizeRequest for the card that started",
        "C01.FR.03",
        call=sent(_asks_to_stop, "TransactionEvent"),
    ),
    of_station(
        "event-without-token",
        "leaves the idToken out of TransactionEvent",
        "E01.FR.10",
        transaction_event=changes(idToken=None),
    ),
    of_station(
        "event-without-evse", "leaves evse out of TransactionEvent", "E01.FR.16", transaction_event=changes(evse=None)
    ),
    of_station("seqno-stuck", "gives every TransactionEvent seqNo 0", "E01.FR.07", next_seq_no=always(0)),
    of_station(
        "seqno-in-twos",
        "counts seqNo in steps of two",
        "E01.FR.07",
        next_seq_no=lambda original, transaction: 2 * original(transaction),
    ),
    of_station(
        "seqno-restarts",
        "counts seqNo anew when energy flows",
        "E01.FR.07",
        transaction_event=lambda original, p: original({**p, "seqNo": 0} if _state(p) == "Charging" else p),
    ),
    of_station(
        "authorized-untold",
        "says ChargingStateChanged where Authorized is due",
        "E02.FR.01",
        transaction_event=instead_of("triggerReason", "Authorized", "ChargingStateChanged"),
    ),
    of_station(
        "first-event-updated",
        "sends Updated instead of Started",
        "E01.FR.02",
        transaction_event=instead_of("eventType", "Started", "Updated"),
    ),
    of_station(
        "plug-in-untold",
        "says ChargingStateChanged where CablePluggedIn is due",
        "E03.FR.12",
        transaction_event=instead_of("triggerReason", "CablePluggedIn", "ChargingStateChanged"),
    ),
    of_station(
        "charging-untold",
        "doesn't tell that energy flows",
        "E02.FR.13",
        transaction_event=drops(lambda p: _state(p) == "Charging"),
    ),
    of_station(
        "stop-as-remote",
        "says RemoteStop when the driver stops",
        "E07.FR.02",
        transaction_event=instead_of("triggerReason", "StopAuthorized", "RemoteStop"),
    ),
    of_station(
        "stop-as-state-change",
        "says ChargingStateChanged when the driver stops",
        "E07.FR.02",
        transaction_event=instead_of("triggerReason", "StopAuthorized", "ChargingStateChanged"),
    ),
    of_station(
        "stopped-reason-remote",
        "gives stoppedReason Remote whoever stops",
        "E07.FR.04",
        transaction_event=_stops_remotely,
    ),
    of_station(
        "suspension-untold",
        "doesn't tell that energy has stopped",
        "E06.FR.15",
        transaction_event=drops(lambda p: p["triggerReason"] == "ChargingStateChanged" and _state(p) == "EVConnected"),
    ),
    of_station(
        "end-untold",
        "never sends Ended",
        "E06.FR.02",
        transaction_event=drops(lambda p: p["eventType"] == "Ended"),
    ),
    of_station(
        "end-as-update",
        "sends Updated instead of Ended",
        "E06.FR.02",
        transaction_event=instead_of("eventType", "Ended", "Updated"),
    ),
    of_station(
        "unplugging-as-timeout",
        "says EVConnectTimeout when the cable is pulled",
        "E06.FR.15",
        transaction_event=instead_of("triggerReason", "EVCommunicationLost", "EVConnectTimeout"),
    ),
    of_station(
        "transaction-always-ongoing",
        "calls every transaction ongoing",
        "E14.FR.01",
        handle=_indicates(ongoingIndicator=True),
    ),
    of_station(
        "queue-never-empty",
        "always has messages of a transaction in the queue",
        "E14.FR.08",
        handle=_indicates(messagesInQueue=True),
    ),
    of_station(
        "transaction-never-ongoing",
        "calls no transaction ongoing",
        "E14.FR.02",
        handle=_indicates(ongoingIndicator=False),
    ),
    of_station(
        "queue-always-empty",
        "never has messages of a transaction in the queue",
        "E14.FR.04",
        handle=_indicates(messagesInQueue=False),
    ),
    of_station(
        "transaction-without-indicator",
        "leaves the ongoingIndicator out",
        "E14.FR.01",
        handle=responds("GetTransactionStatus", {"messagesInQueue": False}),
    ),
    of_station(
        "connectors-not-reported", "sends no StatusNotification", "B01.FR.05", call=swallows("StatusNotification")
    ),
    of_station(
        "connector-wrong-number",
        "reports another connector than it has",
        "B01.FR.05",
        call=rewrites("StatusNotification", lambda p: {**p, "connectorId": p["connectorId"] + 1}),
    ),
    of_station(
        "connector-always-occupied",
        "reports every connector Occupied",
        "G01.FR.04",
        connector_status=always("Occupied"),
    ),
    of_station(
        "plug-in-unreported",
        "reports Available whatever is plugged in",
        "G01.FR.03",
        connector_status=always("Available"),
    ),
    of_station(
        "connector-stays-occupied", "reports Occupied when the cable is pulled", "G01.FR.04", connector_status=_sticks
    ),
    of_station(
        "unplugging-unreported",
        "doesn't report that a connector is free again",
        "G01.FR.04",
        call=sent(_unplugs_in_silence, "StatusNotification"),
    ),
)
