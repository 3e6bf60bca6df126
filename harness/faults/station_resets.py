"""A station is reset, and does it too early, not at all, or forgets what it was to keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import heard, memory_of, system_of
from ocpp_conformance.harness.faults.fault import About, of_station
from ocpp_conformance.harness.faults.kinds import Hearing, Making
from ocpp_conformance.harness.faults.station_order import responds, rewrites


def _answers(change: Callable[[Any], Any]) -> About[Hearing]:
    """A Reset is answered otherwise, and done as it was to be."""
    return heard(lambda original, call: change(original(call)), "Reset")


def _never_waits(original: Any, call: Any) -> Any:
    answer = original(type(call)(call.message_id, call.action, {**call.payload, "type": "Immediate"}))
    busy = call.payload["type"] == "OnIdle" and not system_of(original).transactions.idle
    return {"status": "Scheduled"} if busy else answer


def _back_in_service(original: Any, call: Any) -> Any:
    station = system_of(original)
    for connector in station.connectors:
        station.availability.change((connector.evse, connector.id), True)
    return original(call)


def _unless_asked(original: Any, evse: int | None) -> Any:
    """Whether nothing runs is looked at when a reset is asked for, and no more once it is scheduled."""
    asked = memory_of(system_of(original))
    if "scheduled" in asked:
        return True
    idle = original(evse)
    if not idle:
        asked["scheduled"] = True
    return idle


def _ends(change: Callable[[dict[str, Any]], Any]) -> Making:
    """For `transaction_event`: the end that a reset brings is told otherwise."""

    def transaction_event(original: Any, payload: Any) -> Any:
        made = original(payload)
        return change(made) if made["transactionInfo"].get("stoppedReason") == "ImmediateReset" else made

    return transaction_event


def _at_power_up(change: Callable[[dict[str, Any]], Any]) -> Making:
    """For `transaction_event`: the end of what ran when the power went is told otherwise."""

    def transaction_event(original: Any, payload: Any) -> Any:
        made = original(payload)
        return change(made) if made["transactionInfo"].get("stoppedReason") == "PowerLoss" else made

    return transaction_event


async def _queue_forgotten(original: Any, outage: float | None) -> None:
    station = system_of(original)
    if not station.accepted:
        station.outbox.withdraw("TransactionEvent")
    await original(outage)


def _of_evses(status: str, instead: str) -> About[Hearing]:
    """A Reset of an EVSE is answered otherwise where this status is due, and done where it was to be."""

    def handle(original: Any, call: Any) -> Any:
        answer = original(call)
        return {"status": instead} if "evseId" in call.payload and answer["status"] == status else answer

    return heard(handle, "Reset")


def _without_ev(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "transactionInfo": {**event["transactionInfo"], "chargingState": "Idle"}}


_TOKEN = {"idToken": "04A2B3C4", "type": "ISO14443"}

FAULTS = (
    of_station(
        "reset-forgotten",
        "accepts Reset and does nothing",
        "B11.FR.03",
        handle=responds("Reset", {"status": "Accepted"}),
    ),
    of_station(
        "reset-always-scheduled",
        "says Scheduled of a reset that it does at once",
        "B11.FR.03",
        handle=_answers(lambda answer: {**answer, "status": "Scheduled"}),
    ),
    of_station(
        "reset-back-in-service",
        "puts every connector back into service when it is reset",
        "B11.FR.02",
        handle=heard(_back_in_service, "Reset"),
    ),
    of_station(
        "reset-never-waits",
        "ends the transactions where it was to wait until it is idle",
        "B12.FR.03",
        handle=heard(_never_waits, "Reset"),
    ),
    of_station(
        "reset-queue-forgotten",
        "forgets at a boot what the CSMS has not answered of transactions",
        "B12.FR.05",
        online=_queue_forgotten,
    ),
    of_station(
        "power-loss-untold",
        "doesn't tell that the power ended a transaction",
        "E06.FR.16",
        transaction_event=_at_power_up(lambda _: None),
    ),
    of_station(
        "power-loss-as-stop",
        "tells of a transaction that the power ended as if its driver had stopped it",
        "E06.FR.16",
        transaction_event=_at_power_up(lambda made: {**made, "triggerReason": "StopAuthorized"}),
    ),
    of_station(
        "reset-end-untold",
        "doesn't tell of the transactions that an immediate reset ends",
        "B12.FR.04",
        transaction_event=_ends(lambda _: None),
    ),
    of_station(
        "reset-end-with-token",
        "names a card where a reset ends a transaction",
        "B12.FR.04",
        transaction_event=_ends(lambda event: {**event, "idToken": _TOKEN}),
    ),
    of_station(
        "reset-end-abnormal",
        "gives AbnormalCondition as the trigger where a reset ends a transaction",
        "B12.FR.04",
        transaction_event=_ends(lambda event: {**event, "triggerReason": "AbnormalCondition"}),
    ),
    of_station(
        "reset-end-idle",
        "says that no EV is there where a reset ends a transaction",
        "B12.FR.04",
        transaction_event=_ends(_without_ev),
    ),
    of_station(
        "scheduled-reset-remote",
        "gives RemoteReset as the reason of a boot that was scheduled",
        "B01.FR.03",
        call=rewrites(
            "BootNotification",
            lambda p: {**p, "reason": "RemoteReset"} if p["reason"] == "ScheduledReset" else p,
        ),
    ),
    of_station(
        "evse-reset-rejected",
        "rejects the reset of an EVSE that it says it can reset",
        "B11.FR.08",
        handle=_of_evses("Accepted", "Rejected"),
    ),
    of_station(
        "evse-reset-scheduled-accepted",
        "says Accepted of the reset of an EVSE that it schedules",
        "B12.FR.01",
        handle=_of_evses("Scheduled", "Accepted"),
    ),
    of_station(
        "evse-reset-accepted",
        "accepts the reset of an EVSE that it can't reset",
        "B11.FR.09",
        handle=_of_evses("Rejected", "Accepted"),
    ),
    of_station(
        "scheduled-reset-too-early",
        "resets as soon as the first of several transactions has ended",
        "B12.FR.03",
        may_reset=_unless_asked,
    ),
)
