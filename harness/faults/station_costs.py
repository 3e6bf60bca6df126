"""What a station does not take of what a transaction costs (I02)."""

from __future__ import annotations

from ocpp_conformance.harness.faults.departures import errs_at
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.rpc import ErrorCode

FAULTS = (
    of_station(
        "cost-not-implemented",
        "does not implement CostUpdated, and says that it tells the cost",
        "I02.FR.02",
        reply=errs_at("CostUpdated", ErrorCode.NOT_IMPLEMENTED),
    ),
)
