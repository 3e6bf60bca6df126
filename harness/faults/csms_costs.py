"""Block I: how a CSMS tells what charging costs."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import heard
from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, having, never_asks
from ocpp_conformance.harness.rpc import Call


def _for_free(original: Any, station: Any, call: Call) -> Any:
    answer = original(station, call)
    return {name: value for name, value in answer.items() if name != "totalCost"}


def _owed_back(original: Any, station: Any, call: Call) -> Any:
    answer = original(station, call)
    return {name: -value if name == "totalCost" else value for name, value in answer.items()}


FAULTS = (
    of_csms(
        "running-cost-owed-back",
        "tells that charging is paid to the driver so far",
        "I02.FR.01",
        call=asks("CostUpdated", having(totalCost=-1.0)),
    ),
    of_csms(
        "final-cost-owed-back",
        "tells that charging was paid to the driver",
        "I03.FR.02",
        handle=heard(_owed_back, "TransactionEvent"),
    ),
    of_csms(
        "running-cost-untold",
        "never tells what a transaction costs so far",
        "I02.FR.01",
        call=never_asks("CostUpdated", lambda _: True),
    ),
    of_csms(
        "running-cost-of-another",
        "tells the cost of another transaction",
        "I02.FR.01",
        call=asks("CostUpdated", having(transactionId="another")),
    ),
    of_csms(
        "final-cost-untold",
        "never tells what a transaction has cost",
        "I03.FR.02",
        handle=heard(_for_free, "TransactionEvent"),
    ),
)
