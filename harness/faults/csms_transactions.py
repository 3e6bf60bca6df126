"""What a CSMS does not take of transactions and meter values, and what it asks of the wrong transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import always_awaited, asked, errs_at, heard, refuses
from ocpp_conformance.harness.faults.fault import About, Fault, of_csms
from ocpp_conformance.harness.faults.kinds import Asking, Hearing
from ocpp_conformance.harness.faults.own_calls import asks
from ocpp_conformance.harness.rpc import Call, CallResult, ErrorCode, Payload

Which = Callable[[Any, Payload], bool]
"""Looks at what is known of a transaction, and at the fields of its new event with those of its transactionInfo."""


def _refuses_event(name: str, breaks: str, which: Which) -> Fault:
    """A CSMS that answers such TransactionEvents with a CALLERROR."""

    def when(station: Any, call: Call) -> bool:
        event = {**call.payload["transactionInfo"], **call.payload}
        return which(station.transactions.get(event["transactionId"]), event)

    return of_csms(name, breaks, "J02.FR.19", handle=refuses("TransactionEvent", when))


def _fields(**wanted: object) -> Which:
    return lambda _, event: all(event.get(name) == value for name, value in wanted.items())


def _after(state: str, **wanted: object) -> Which:
    """Such an event of a transaction that was in this ChargingState."""
    fits = _fields(**wanted)
    return lambda known, event: known is not None and known.charging_state == state and fits(known, event)


def _sampled(event: Payload) -> list[Payload]:
    """The SampledValueTypes of all meter values of an event."""
    return [sampled for value in event.get("meterValue", ()) for sampled in value["sampledValue"]]


def _is_signed(_: Any, event: Payload) -> bool:
    return any("signedMeterValue" in sampled for sampled in _sampled(event))


def _ends_with(context: str) -> Which:
    ended = _fields(eventType="Ended")
    return lambda known, event: ended(known, event) and any(each.get("context") == context for each in _sampled(event))


def _periodic(_: Any, call: Call) -> bool:
    return any(event["trigger"] == "Periodic" for event in call.payload["eventData"])


def _answers(kind: str, change: Callable[[Payload], Payload]) -> About[Hearing]:
    """For `handle`: another answer to TransactionEvents of this type."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        answer = original(station, call)
        return change(answer) if call.payload["eventType"] == kind else answer

    return heard(handle, "TransactionEvent")


def _without_group(answer: Payload) -> Payload:
    info = {name: value for name, value in answer.get("idTokenInfo", {}).items() if name != "groupIdToken"}
    return {**answer, "idTokenInfo": info} if info else answer


def _accepting(answer: Payload) -> Payload:
    return {"idTokenInfo": {**answer["idTokenInfo"], "status": "Accepted"}} if "idTokenInfo" in answer else answer


def _unsent(action: str) -> About[Asking]:
    """For `call`: CALLs of this action are not sent, though it looks as if they were."""
    return asked(always_awaited(CallResult("", {})), action)


FAULTS = (
    _refuses_event(
        "suspended-start-refused",
        "refuses a transaction that starts before energy flows",
        _fields(eventType="Started", chargingState="SuspendedEVSE"),
    ),
    _refuses_event(
        "charging-start-refused",
        "refuses a transaction that starts with the energy transfer",
        _fields(eventType="Started", chargingState="Charging"),
    ),
    _refuses_event(
        "signed-start-refused",
        "refuses a transaction that starts with a signed meter value",
        _fields(triggerReason="SignedDataReceived"),
    ),
    _refuses_event(
        "evse-always-wanted",
        "refuses events that don't tell the EVSE once more",
        lambda known, event: known is not None and "evse" not in event,
    ),
    _refuses_event(
        "parking-start-refused",
        "refuses a transaction that starts in a parking bay",
        _fields(triggerReason="EVDetected"),
    ),
    _refuses_event(
        "slow-ev-refused",
        "refuses that an EV takes no energy yet",
        _after("EVConnected", chargingState="SuspendedEV"),
    ),
    _refuses_event(
        "timeout-refused", "refuses a transaction that ends before a cable came", _fields(stoppedReason="Timeout")
    ),
    _refuses_event(
        "local-stop-refused",
        "refuses a transaction that ends with the card",
        _fields(eventType="Ended", triggerReason="StopAuthorized"),
    ),
    _refuses_event(
        "idle-stop-refused",
        "refuses a transaction that ends when energy has stopped to flow",
        _fields(eventType="Ended", chargingState="EVConnected"),
    ),
    _refuses_event(
        "pulled-cable-refused",
        "refuses a transaction that ends when the cable is pulled",
        _fields(eventType="Ended", triggerReason="EVCommunicationLost"),
    ),
    _refuses_event(
        "suspended-stop-refused",
        "refuses that the driver stops while the EV takes no energy",
        _after("SuspendedEV", triggerReason="StopAuthorized"),
    ),
    _refuses_event(
        "suspended-ev-lost-refused",
        "refuses a transaction that ends because a waiting EV is gone",
        _after("SuspendedEV", eventType="Ended"),
    ),
    _refuses_event(
        "stopped-by-ev-refused", "refuses a transaction that the EV has ended", _fields(stoppedReason="StoppedByEV")
    ),
    _refuses_event(
        "deauthorized-refused",
        "refuses a transaction that ends because the card is invalid",
        _fields(stoppedReason="DeAuthorized"),
    ),
    _refuses_event(
        "departure-refused", "refuses a transaction that ends when the EV leaves", _fields(triggerReason="EVDeparted")
    ),
    _refuses_event(
        "remote-stopped-refused", "refuses a transaction that it ended itself", _fields(stoppedReason="Remote")
    ),
    _refuses_event(
        "second-cable-refused",
        "refuses a cable that is plugged in again",
        _after("Idle", triggerReason="CablePluggedIn"),
    ),
    _refuses_event("offline-event-refused", "refuses events of a time without connection", _fields(offline=True)),
    _refuses_event(
        "late-event-refused", "refuses events that come after Ended", lambda known, _: known is not None and known.ended
    ),
    _refuses_event(
        "late-evse-refused",
        "refuses an EVSE for a transaction that started without one",
        lambda known, event: "evse" in event and known is not None and known.evse_id is None,
    ),
    _refuses_event(
        "start-reading-refused",
        "refuses meter values when a transaction starts",
        lambda _, event: event["eventType"] == "Started" and "meterValue" in event,
    ),
    _refuses_event(
        "clock-reading-refused",
        "refuses clock-aligned meter values of a transaction",
        _fields(triggerReason="MeterValueClock"),
    ),
    _refuses_event(
        "sampled-reading-refused",
        "refuses sampled meter values of a transaction",
        _fields(triggerReason="MeterValuePeriodic"),
    ),
    _refuses_event(
        "clock-readings-at-end-refused",
        "refuses clock-aligned meter values when a transaction ends",
        _ends_with("Sample.Clock"),
    ),
    _refuses_event(
        "sampled-readings-at-end-refused",
        "refuses sampled meter values when a transaction ends",
        _ends_with("Sample.Periodic"),
    ),
    _refuses_event("signed-reading-refused", "refuses signed meter values", _is_signed),
    of_csms(
        "main-meter-refused",
        "refuses meter values of the main meter, EVSE 0",
        "J01.FR.18",
        handle=refuses("MeterValues", lambda _, call: call.payload["evseId"] == 0),
    ),
    of_csms(
        "idle-meter-refused",
        "refuses meter values of a station that never had a transaction",
        "J01.FR.18",
        handle=refuses("MeterValues", lambda station, _: not station.transactions),
    ),
    of_csms(
        "meter-values-not-implemented",
        "doesn't know MeterValues",
        "J01.FR.18",
        reply=errs_at("MeterValues", ErrorCode.NOT_IMPLEMENTED),
    ),
    of_csms(
        "periodic-event-refused",
        "refuses the NotifyEvent of a meter that is read at intervals",
        "N08.FR.02",
        handle=refuses("NotifyEvent", _periodic),
    ),
    of_csms(
        "cost-as-text",
        "answers Ended with a totalCost that is a text",
        "J02.FR.19",
        handle=_answers("Ended", lambda answer: {**answer, "totalCost": "0.00"}),
    ),
    of_csms(
        "group-missing-in-event",
        "leaves the groupIdToken out of the answer to Started",
        "E01.FR.12",
        handle=_answers("Started", _without_group),
    ),
    of_csms(
        "token-of-transaction-unverified",
        "accepts whatever id token a transaction starts with",
        "E01.FR.11",
        handle=_answers("Started", _accepting),
    ),
    of_csms(
        "remote-stop-wrong-transaction",
        "stops another transaction than was wanted",
        "F03.FR.01",
        call=asks("RequestStopTransaction", lambda _: {"transactionId": "another"}),
    ),
    of_csms(
        "remote-stop-not-sent", "stops no transaction from afar", "F03.FR.01", call=_unsent("RequestStopTransaction")
    ),
    of_csms(
        "status-of-any-transaction",
        "asks for queued messages where the status of a transaction is wanted",
        "E14.FR.02",
        call=asks("GetTransactionStatus", lambda _: {}),
    ),
    of_csms(
        "status-of-no-transaction",
        "asks for the status of a transaction where any queued messages are wanted",
        "E14.FR.06",
        call=asks("GetTransactionStatus", lambda payload: {"transactionId": "none", **payload}),
    ),
    of_csms(
        "status-not-asked", "asks for no status of transactions", "E14.FR.02", call=_unsent("GetTransactionStatus")
    ),
)
