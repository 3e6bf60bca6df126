"""A station does at a distance what it was not told to: triggers, data of vendors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import heard, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import About, Seams, of_station
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.station_order import responds, rewrites
from ocpp_conformance.harness.faults.station_transactions import instead_of
from ocpp_conformance.harness.rpc import Payload

Reading = Callable[[Payload], Payload]


def understands(action: str, change: Reading) -> About[Hearing]:
    """For `handle`: CALLs of this action are taken for others."""
    return heard(lambda original, call: original(replace(call, payload=change(call.payload))), action)


def answers(action: str, change: Reading) -> About[Hearing]:
    """For `handle`: what this action gets is changed."""

    def handle(original: Any, call: Any) -> Any:
        answer = original(call)
        return None if answer is None else change(answer)

    return heard(handle, action)


def _in_context(context: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """MeterValues have this context."""

    def change(payload: dict[str, Any]) -> dict[str, Any]:
        return {**payload, "meterValue": [_dated(value, context) for value in payload["meterValue"]]}

    return change


def _dated(value: Payload, context: str) -> Payload:
    return {**value, "sampledValue": [{**sampled, "context": context} for sampled in value["sampledValue"]]}


def _triggers_what_was() -> Seams:
    """A connector's state that is asked for is the one that it had when it was last free."""

    def handle(original: Any, call: Any) -> Any:
        memory_of(system_of(original))["asked"] = call.payload["requestedMessage"] == "StatusNotification"
        return original(call)

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        asked = memory_of(system_of(original)).pop("asked", False)
        return await original(action, {**payload, "connectorStatus": "Available"} if asked else payload, **more)

    return {"handle": heard(handle, "TriggerMessage"), "call": sent(call, "StatusNotification")}


async def _asks_for_remote_starts(original: Any, action: str, payload: Any, **more: Any) -> Any:
    if payload["triggerReason"] == "RemoteStart" and "idToken" in payload:
        await original("Authorize", {"idToken": payload["idToken"]})
    return await original(action, payload, **more)


def _updates_on_timeout(original: Any, payload: Any) -> Any:
    if payload["triggerReason"] != "EVConnectTimeout":
        return original(payload)
    info = {name: value for name, value in payload["transactionInfo"].items() if name != "stoppedReason"}
    return original({**payload, "eventType": "Updated", "transactionInfo": info})


def _starts_once(original: Any, call: Any) -> Any:
    memory = memory_of(system_of(original))
    before, memory["started"] = memory.get("started", False), True
    return {"status": "Rejected"} if before else original(call)


def _refuses_evse(original: Any, call: Any) -> Any:
    firmware = call.payload["requestedMessage"] == "FirmwareStatusNotification"
    return {"status": "Rejected"} if firmware and "evse" in call.payload else original(call)


def _refuses_custom_data(original: Any, item: Any) -> Any:
    result = original(item)
    return {**result, "attributeStatus": "Rejected"} if "customData" in item else result


FAULTS = (
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
        _triggers_what_was(),
    ),
    of_station(
        "trigger-unknown-rejected",
        "says Rejected of a TriggerMessage for a message that it doesn't have",
        "F06.FR.08",
        handle=answers("TriggerMessage", lambda a: {"status": "Rejected"} if a["status"] == "NotImplemented" else a),
    ),
    of_station(
        "remote-start-waiting-unnamed",
        "answers a remote start without the id of the transaction that waits",
        "F01.FR.13",
        handle=answers(
            "RequestStartTransaction", lambda a: {name: value for name, value in a.items() if name != "transactionId"}
        ),
    ),
    of_station(
        "remote-start-as-authorized",
        "says Authorized where RemoteStart is due",
        "F01.FR.19",
        transaction_event=instead_of("triggerReason", "RemoteStart", "Authorized"),
    ),
    of_station(
        "remote-start-always-asks",
        "asks about the card of a remote start though AuthorizeRemoteStart is false",
        "F02.FR.10",
        call=sent(_asks_for_remote_starts, "TransactionEvent"),
    ),
    of_station(
        "remote-start-only-once",
        "rejects every remote start but the first",
        "F02.FR.09",
        handle=heard(_starts_once, "RequestStartTransaction"),
    ),
    of_station(
        "cable-timeout-as-update",
        "goes on with a transaction to which no cable came",
        "F02.FR.07",
        transaction_event=_updates_on_timeout,
    ),
    of_station(
        "remote-stop-as-local",
        "says StopAuthorized of a remote stop",
        "F03.FR.09",
        transaction_event=instead_of("triggerReason", "RemoteStop", "StopAuthorized"),
    ),
    of_station(
        "remote-stop-of-anything",
        "accepts to stop a transaction that it doesn't know",
        "F03.FR.08",
        handle=responds("RequestStopTransaction", {"status": "Accepted"}),
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
    of_station(
        "station-vendor-data-accepted",
        "accepts the data of any vendor",
        "P01.FR.05",
        handle=responds("DataTransfer", {"status": "Accepted"}),
    ),
    of_station(
        "custom-variable-refused",
        "rejects a variable to be set that has customData",
        "J-9-04",
        set_variable=_refuses_custom_data,
    ),
)
