"""A station tells of its transactions in ways that no step of a case asks about: the rules see it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from ocpp_conformance.harness.faults.departures import memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.faults.kinds import Making
from ocpp_conformance.harness.faults.station_order import responds
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

_YEAR = re.compile(r"^\d{4}-")


# -- what an event tells -----------------------------------------------------------------------------------------------


def _tells(change: Callable[[dict[str, Any]], object]) -> Making:
    """TransactionEvents leave as this changes them."""

    def transaction_event(original: Any, payload: Any) -> Any:
        made = {**payload, "transactionInfo": dict(payload["transactionInfo"])}
        change(made)
        return original(made)

    return transaction_event


def _charges_anybody(event: dict[str, Any]) -> None:
    if event["triggerReason"] == "CablePluggedIn":
        event["transactionInfo"]["chargingState"] = "Charging"


def _hides_its_remote_start(event: dict[str, Any]) -> None:
    event["transactionInfo"].pop("remoteStartId", None)


def _hides_the_state(event: dict[str, Any]) -> None:
    if event["triggerReason"] == "ChargingStateChanged":
        event["transactionInfo"].pop("chargingState", None)


def _counts_backwards(event: dict[str, Any]) -> None:
    registers = [sample for value in event.get("meterValue", ()) for sample in value["sampledValue"]]
    for sample in registers:
        sample["value"] = 1000.0 - event["seqNo"]


def _reads_ahead(event: dict[str, Any]) -> None:
    if event["eventType"] == "Started" and "meterValue" in event:
        sample = {"value": 0, "measurand": "Power.Active.Import", "context": "Transaction.Begin"}
        younger = {"timestamp": now(timedelta(hours=1)), "sampledValue": [sample]}
        event["meterValue"] = [*event["meterValue"], younger]


def _forgets_why(event: dict[str, Any]) -> None:
    """Values without a context, and those of the begin once more when the driver stops."""
    for value in event.get("meterValue", ()):
        for sample in value["sampledValue"]:
            sample.pop("context", None)
    if event["triggerReason"] == "StopAuthorized":
        sample = {"value": 0, "context": "Transaction.Begin"}
        event["meterValue"] = [{"timestamp": event["timestamp"], "sampledValue": [sample]}]


def _counts_phases_late(original: Any, payload: Any) -> Any:
    memory = memory_of(system_of(original))
    phases = payload.get("numberOfPhasesUsed")
    made = {name: value for name, value in payload.items() if name != "numberOfPhasesUsed"}
    if phases is None and "phases" in memory:
        made["numberOfPhasesUsed"] = memory.pop("phases")
    elif phases is not None:
        memory["phases"] = phases
    return original(made)


# -- events that should not be -----------------------------------------------------------------------------------------


async def _uses_the_id_again(original: Any, action: str, payload: Payload, **more: Any) -> Payload:
    memory = memory_of(system_of(original))
    answer: Payload = await original(action, payload, **more)
    if payload["eventType"] == "Started":
        memory["started"] = payload
    elif payload["eventType"] == "Ended" and "started" in memory:
        await original(action, {**memory["started"], "timestamp": now()})
    return answer


async def _starts_next_door(original: Any, action: str, payload: Payload, **more: Any) -> Payload:
    answer: Payload = await original(action, payload, **more)
    evse = payload.get("evse", {})
    if payload["eventType"] == "Started" and "connectorId" in evse:
        info = {**payload["transactionInfo"], "transactionId": str(uuid.uuid4())}
        place = {**evse, "connectorId": evse["connectorId"] + 1}
        later = now(timedelta(milliseconds=1))
        await original(action, {**payload, "transactionInfo": info, "evse": place, "timestamp": later})
    return answer


def _names_the_place_again(original: Any, payload: Any) -> Any:
    event, places = original(payload), memory_of(system_of(original))
    id = event["transactionInfo"]["transactionId"]
    if "connectorId" in event.get("evse", {}):
        places[id] = event["evse"]
    return {**event, "evse": places[id]} if id in places else event


# -- the station of 1999 -----------------------------------------------------------------------------------------------


def _dated_1999(value: Any) -> Any:
    """The same, with every time in 1999."""
    if isinstance(value, dict):
        return {name: _dated_1999(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_dated_1999(each) for each in value]
    return _YEAR.sub("1999-", value) if isinstance(value, str) and value.endswith("Z") else value


def _by_heartbeat(item: Any) -> Any:
    if item["variable"]["name"] != "TimeSource":
        return item
    return {**item, "variableAttribute": [{**each, "value": "Heartbeat"} for each in item["variableAttribute"]]}


def _of_1999(original: Any, action: str, payload: Any, **more: Any) -> Awaitable[Payload]:
    told = _dated_1999(payload)
    if action == "TransactionEvent" and "evse" in told:
        told["evse"] = {**told["evse"], "id": 1999}
    if action == "NotifyReport" and "reportData" in told:
        told["reportData"] = [_by_heartbeat(item) for item in told["reportData"]]
    sending: Awaitable[Payload] = original(action, told, **more)
    return sending


FAULTS = (
    of_station(
        "charges-anybody",
        "lets energy flow as soon as a cable is in",
        "C01.FR.01",
        transaction_event=_tells(_charges_anybody),
    ),
    of_station(
        "remote-start-unnamed",
        "leaves the remoteStartId out",
        "F01.FR.25",
        transaction_event=_tells(_hides_its_remote_start),
    ),
    of_station(
        "remote-stop-refused",
        "refuses every remote stop",
        "F03.FR.07",
        handle=responds("RequestStopTransaction", {"status": "Rejected"}),
    ),
    of_station(
        "charging-state-untold",
        "says that the charging state changed, and not to what",
        "E01.FR.18",
        transaction_event=_tells(_hides_the_state),
    ),
    of_station(
        "register-backwards",
        "has an energy register that runs backwards",
        "J02.FR.16",
        transaction_event=_tells(_counts_backwards),
    ),
    of_station(
        "values-from-later",
        "sends meter values that are younger than their event",
        "J02.FR.10",
        transaction_event=_tells(_reads_ahead),
    ),
    of_station(
        "values-without-context",
        "doesn't say why meter values were taken, and sends those of the begin twice",
        "J02.FR.04",
        transaction_event=_tells(_forgets_why),
    ),
    of_station(
        "phases-late",
        "tells the number of phases an event after energy flows",
        "E02.FR.18",
        transaction_event=_counts_phases_late,
    ),
    of_station(
        "transaction-id-again",
        "starts anew with the id of the transaction that has ended",
        "E01.FR.08",
        call=sent(_uses_the_id_again, "TransactionEvent"),
    ),
    of_station(
        "next-connector-started",
        "starts a transaction on the next connector of an EVSE that is in use",
        "E01.FR.14",
        call=sent(_starts_next_door, "TransactionEvent"),
    ),
    of_station(
        "place-in-every-event",
        "names EVSE and connector in every event of a transaction",
        "E01.FR.16",
        transaction_event=_names_the_place_again,
    ),
    of_station(
        "station-of-1999",
        "dates everything 1999, names an EVSE that it doesn't have, begins with seqNo 7",
        "B01.FR.06",
        call=_of_1999,
        next_seq_no=lambda original, transaction: original(transaction) + 7,
    ),
)
