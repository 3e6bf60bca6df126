"""A station sends TransactionEvents again that failed: too seldom, too often, too early."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import of_station


async def _sends_again(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """Each message that failed is repeated even after it has been answered."""
    memory, number = memory_of(system_of(original)), (payload["transactionInfo"]["transactionId"], payload["seqNo"])
    failed = memory.setdefault("failed", set())
    again = number in failed
    failed.add(number)
    answer = await original(action, payload, **more)
    failed.discard(number)
    return await original(action, payload) if again else answer


FAULTS = (
    of_station(
        "event-tried-once", "gives a TransactionEvent up that failed once", "E13.FR.02", resend_wait=always(None)
    ),
    of_station(
        "event-tried-for-ever",
        "never gives a TransactionEvent up",
        "E13.FR.04",
        resend_wait=lambda original, attempts: original(1) * attempts,
    ),
    of_station(
        "event-tried-at-once",
        "doesn't wait before it sends a TransactionEvent again",
        "E13.FR.03",
        resend_wait=lambda original, attempts: None if original(attempts) is None else 0.0,
    ),
    of_station(
        "event-tried-evenly",
        "waits no longer from attempt to attempt of a TransactionEvent",
        "E13.FR.03",
        resend_wait=lambda original, attempts: None if original(attempts) is None else original(1),
    ),
    of_station(
        "event-sent-again",
        "sends TransactionEvents again that were answered at the second attempt",
        "E13.FR.02",
        call=sent(_sends_again, "TransactionEvent"),
    ),
)
