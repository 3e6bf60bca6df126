"""What a station does not take of what a transaction costs (I02, I03)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import errs_at, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import of_station
from ocpp_conformance.harness.rpc import ErrorCode


async def _mute_after_running_cost(original: Any, action: str, payload: Any, **more: Any) -> Any:
    memory = memory_of(system_of(original))
    if memory.get("cost told"):
        return {}
    answer = await original(action, payload, **more)
    memory["cost told"] = "totalCost" in answer and payload["eventType"] != "Ended"
    return answer


async def _mute_after_final_cost(original: Any, action: str, payload: Any, **more: Any) -> Any:
    memory = memory_of(system_of(original))
    if memory.get("final cost told"):
        return {}
    answer = await original(action, payload, **more)
    memory["final cost told"] = payload.get("eventType") == "Ended" and "totalCost" in answer
    return answer


FAULTS = (
    of_station(
        "cost-not-implemented",
        "does not implement CostUpdated, and says that it tells the cost",
        "I02.FR.02",
        reply=errs_at("CostUpdated", ErrorCode.NOT_IMPLEMENTED),
    ),
    of_station(
        "mute-after-running-cost",
        "tells no more of a transaction once it was told what that costs so far",
        "I02.FR.02",
        call=sent(_mute_after_running_cost, "TransactionEvent"),
    ),
    of_station(
        "mute-after-final-cost",
        "tells of no connector any more once it was told what a transaction has cost",
        "I03.FR.01",
        call=sent(_mute_after_final_cost, "TransactionEvent", "StatusNotification"),
    ),
)
