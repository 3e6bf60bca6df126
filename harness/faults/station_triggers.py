"""A station sends what it was not asked for: TriggerMessage (F06)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import About, Seams, of_station
from ocpp_conformance.harness.faults.kinds import Hearing, Making
from ocpp_conformance.harness.faults.station_order import rewrites
from ocpp_conformance.harness.faults.station_remote_control import answers
from ocpp_conformance.harness.rpc import Payload

Reading = Callable[[Payload], Payload]


def understands(action: str, change: Reading) -> About[Hearing]:
    """For `handle`: CALLs of this action are taken for others."""
    return heard(lambda original, call: original(replace(call, payload=change(call.payload))), action)


def _in_context(context: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """MeterValues have this context."""

    def change(payload: dict[str, Any]) -> dict[str, Any]:
        return {**payload, "meterValue": [_dated(value, context) for value in payload["meterValue"]]}

    return change


def _dated(value: Payload, context: str) -> Payload:
    return {**value, "sampledValue": [{**sampled, "context": context} for sampled in value["sampledValue"]]}


def _when_asked_for(message: str, **fields: Any) -> Seams:
    """A message that TriggerMessage asks for has these fields; None drops one."""

    def handle(original: Any, call: Any) -> Any:
        memory_of(system_of(original))["asked"] = call.payload["requestedMessage"] == message
        return original(call)

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        asked = memory_of(system_of(original)).pop("asked", False)
        said = {**payload, **fields} if asked else payload
        return await original(action, {name: value for name, value in said.items() if value is not None}, **more)

    return {"handle": heard(handle, "TriggerMessage"), "call": sent(call, message)}


def _triggered(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Making:
    """TransactionEvents that were asked for are changed."""
    return lambda original, payload: original(change(payload) if payload["triggerReason"] == "Trigger" else payload)


def _without_values(payload: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name != "meterValue"}


def _refuses_evse(original: Any, call: Any) -> Any:
    firmware = call.payload["requestedMessage"] == "FirmwareStatusNotification"
    return {"status": "Rejected"} if firmware and "evse" in call.payload else original(call)


async def _beats_on(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """What is sent beside Heartbeats does not count for their interval."""
    connection = system_of(original).connection
    before = connection.last_call
    answer = await original(action, payload, **more)
    connection.last_call = before
    for told in connection.called:
        told()
    return answer


FAULTS = (
    of_station(
        "clock-unheeded",
        "keeps to its own clock though TimeSource names Heartbeat",
        "G02.FR.06",
        clock_told=always(None),
    ),
    of_station(
        "heartbeat-not-put-off",
        "sends its Heartbeats whatever else it sends",
        "G02.FR.05",
        call=sent(_beats_on, "StatusNotification"),
    ),
    of_station(
        "trigger-other-evse",
        "sends the MeterValues of another EVSE than the one that was asked for",
        "F06.FR.06",
        call=rewrites("MeterValues", lambda p: {**p, "evseId": p["evseId"] + 1}),
    ),
    of_station(
        "trigger-values-periodic",
        "sends MeterValues that were asked for in the context Sample.Periodic",
        "F06.FR.06",
        call=rewrites("MeterValues", _in_context("Sample.Periodic")),
    ),
    of_station(
        "trigger-first-evse",
        "takes a TriggerMessage without evse for one about EVSE 1",
        "F06.FR.11",
        handle=understands("TriggerMessage", lambda p: {"evse": {"id": 1, "connectorId": 1}, **p}),
    ),
    of_station(
        "trigger-evse-refused",
        "rejects TriggerMessage for FirmwareStatusNotification when an evse is named",
        "F06.FR.03",
        handle=heard(_refuses_evse, "TriggerMessage"),
    ),
    of_station(
        "trigger-old-status",
        "says Available of a connector that the CSMS asks about",
        "F06.FR.09",
        _when_asked_for("StatusNotification", connectorStatus="Available"),
    ),
    of_station(
        "trigger-unknown-rejected",
        "says Rejected of a TriggerMessage for a message that it doesn't have",
        "F06.FR.08",
        handle=answers("TriggerMessage", lambda a: {"status": "Rejected"} if a["status"] == "NotImplemented" else a),
    ),
    of_station(
        "trigger-event-without-values",
        "leaves the meter values out of a TransactionEvent that was asked for",
        "F06.FR.07",
        transaction_event=_triggered(_without_values),
    ),
    of_station(
        "trigger-event-values-periodic",
        "gives the values of a TransactionEvent that was asked for in the context Sample.Periodic",
        "F06.FR.07",
        transaction_event=_triggered(_in_context("Sample.Periodic")),
    ),
    of_station(
        "trigger-log-always-idle",
        "says Idle when asked for the status of a log that is on its way",
        "F06.FR.14",
        _when_asked_for("LogStatusNotification", status="Idle", requestId=None),
    ),
    of_station(
        "trigger-firmware-always-idle",
        "says Idle when asked for the status of firmware that is on its way",
        "L01.FR.26",
        _when_asked_for("FirmwareStatusNotification", status="Idle", requestId=None),
    ),
    of_station(
        "log-status-never-idle",
        "says Uploaded when no log is uploaded",
        "F06.FR.15",
        call=rewrites("LogStatusNotification", lambda p: {**p, "status": "Uploaded"} if p["status"] == "Idle" else p),
    ),
    of_station(
        "firmware-status-never-idle",
        "says Installed when no firmware is installed",
        "F06.FR.16",
        call=rewrites(
            "FirmwareStatusNotification", lambda p: {**p, "status": "Installed"} if p["status"] == "Idle" else p
        ),
    ),
)
