"""Blocks E and J: transactions and meter values."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms import cost
from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Operation, given
from ocpp_conformance.harness.csms.stations import KEPT, StationRecord, Transaction, evse_of, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply


def transaction_event(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    """Keep the event; answer with idTokenInfo exactly when an idToken came (E01.FR.11, E01.FR.12, E02.FR.02), and with
    the cost of what it ends."""
    transaction_id = call.payload["transactionInfo"]["transactionId"]
    transaction = kept(station.transactions, transaction_id, Transaction(transaction_id))
    _take(transaction, call.payload)
    cost.tell_running_cost(csms, station, transaction, call.payload)
    id_token = call.payload.get("idToken")
    told = {} if id_token is None else {"idTokenInfo": csms.token_info(id_token)}
    return {**told, **cost.final_cost(station, transaction, call.payload)}


def meter_values(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.meter_values.append(call.payload)
    return {}  # J01.FR.18


async def transaction_status(csms: Decisions, station: StationRecord, transaction_id: str | None = None) -> Reply:
    """GetTransactionStatus (E14); without an id it asks for messages of any transaction."""
    return await csms.call(station.identity, "GetTransactionStatus", given(transactionId=transaction_id))


def _take(transaction: Transaction, event: Payload) -> None:
    """Add one event. Events may come late, twice or out of order (E13); the newest by seqNo says how things are."""
    is_newest = not transaction.events or event["seqNo"] >= max(transaction.events)
    transaction.events[event["seqNo"]] = event
    if len(transaction.events) > KEPT:
        del transaction.events[min(transaction.events)]
    transaction.started |= event["eventType"] == "Started"
    transaction.ended |= event["eventType"] == "Ended"
    _fill(transaction, event, is_newest)


def _fill(transaction: Transaction, event: Payload, is_newest: bool) -> None:
    info = event["transactionInfo"]
    evse_id, connector_id = evse_of(event)
    values = {
        "evse_id": evse_id,
        "connector_id": connector_id,
        "id_token": event.get("idToken"),
        "charging_state": info.get("chargingState"),
        "remote_start_id": info.get("remoteStartId"),
        "stopped_reason": info.get("stoppedReason"),
    }
    for name, value in values.items():
        if value is not None and (is_newest or getattr(transaction, name) is None):
            setattr(transaction, name, value)


OPERATIONS: Mapping[str, Operation] = {"transaction_status": transaction_status}
HANDLERS: Mapping[str, Handler] = {"TransactionEvent": transaction_event, "MeterValues": meter_values}
