"""Block I: what a transaction costs, by the energy that it took."""

from __future__ import annotations

from ocpp_conformance.harness.csms.decisions import Decisions
from ocpp_conformance.harness.csms.stations import StationRecord, Transaction
from ocpp_conformance.harness.rpc import Payload

_REGISTER = "Energy.Active.Import.Register"
_DIGITS = 4


def cost_of(station: StationRecord, transaction: Transaction) -> float | None:
    """What it costs so far; None where charging has no price, or where its events tell no energy."""
    readings = [reading for seq_no in transaction.seq_nos for reading in _energy(transaction.events[seq_no])]
    if station.price is None or not readings:
        return None
    return round((readings[-1] - readings[0]) * station.price, _DIGITS)


def final_cost(station: StationRecord, transaction: Transaction, event: Payload) -> Payload:
    """The `totalCost` for the answer to the event that ends a transaction (I03.FR.02); nothing for other events."""
    cost = cost_of(station, transaction) if event["eventType"] == "Ended" else None
    return {} if cost is None else {"totalCost": cost}


def tell_running_cost(csms: Decisions, station: StationRecord, transaction: Transaction, event: Payload) -> None:
    """Send CostUpdated after each periodic meter value (I02.FR.01)."""
    cost = cost_of(station, transaction) if event["triggerReason"] == "MeterValuePeriodic" else None
    if cost is not None and event["eventType"] != "Ended":
        payload = {"totalCost": cost, "transactionId": transaction.transaction_id}
        csms.later(csms.call(station.identity, "CostUpdated", payload))


def _energy(event: Payload) -> list[float]:
    """The readings of the meter register in an event, in kWh."""
    return [
        _kilowatt_hours(sample)
        for value in event.get("meterValue", ())
        for sample in value["sampledValue"]
        if sample.get("measurand", _REGISTER) == _REGISTER and "phase" not in sample
    ]


def _kilowatt_hours(sample: Payload) -> float:
    unit = sample.get("unitOfMeasure", {})
    value: float = sample["value"] * 10.0 ** unit.get("multiplier", 0)
    return value if unit.get("unit") == "kWh" else value / 1000
