"""Block F: what the CSMS asks of a station is not what was wanted, or what comes of it is not served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import heard, refuses, system_of
from ocpp_conformance.harness.faults.fault import About, Seams, of_csms
from ocpp_conformance.harness.faults.kinds import Asking, Hearing
from ocpp_conformance.harness.faults.own_calls import without, writes
from ocpp_conformance.harness.rpc import Call, CallResult, Payload

Other = Callable[[Payload], Payload]


def _start(other: Other) -> Seams:
    return writes("RequestStartTransaction", other)


def _trigger(other: Other) -> Seams:
    return writes("TriggerMessage", other)


def _with_profile(purpose: str, **more: Any) -> Other:
    period = [{"startPeriod": 0, "limit": 16.0}]
    schedule = [{"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": period}]
    about = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": purpose, "chargingProfileKind": "Relative"}
    return lambda payload: {**payload, "chargingProfile": {**about, "chargingSchedule": schedule, **more}}


def _elsewhere(payload: Payload) -> Payload:
    return {**payload, "evseId": payload.get("evseId", 0) + 1}


def _another_token(payload: Payload) -> Payload:
    return {**payload, "idToken": {**payload["idToken"], "idToken": "04FFFFFF"}}


def _another_type(payload: Payload) -> Payload:
    return {**payload, "idToken": {**payload["idToken"], "type": "Central"}}


def _next_connector(payload: Payload) -> Payload:
    return {**payload, "connectorId": payload["connectorId"] + 1}


def _without_connector(payload: Payload) -> Payload:
    return {**payload, "evse": {"id": payload["evse"]["id"]}} if "evse" in payload else payload


def _with_evse(payload: Payload) -> Payload:
    return {"evse": {"id": 1}, **payload}


def _boot_for_heartbeat(payload: Payload) -> Payload:
    wanted = payload["requestedMessage"]
    return {**payload, "requestedMessage": "BootNotification" if wanted == "Heartbeat" else wanted}


def _refuses(action: str, **fields: Any) -> About[Hearing]:
    """CALLs of this action with these fields in their payload are refused."""
    return refuses(action, lambda _, call: fields.items() <= call.payload.items())


def _refuses_remote_start(kind: str) -> About[Hearing]:
    return _refuses("TransactionEvent", triggerReason="RemoteStart", eventType=kind)


def _without_info(original: Any, station: Any, call: Call) -> Any:
    return {} if call.payload["triggerReason"] == "RemoteStart" else original(station, call)


def _doubts_remote_starts(original: Any, station: Any, call: Call) -> Any:
    """Refuse an Authorize of a station that has not yet begun what was asked of it."""
    answer = original(station, call)
    return answer if station.transactions else {"idTokenInfo": {"status": "Invalid"}}


def hangs_up_at(status: str) -> Asking:
    """For `call`: drop the connection of a station that answers with this status."""

    async def call(original: Any, identity: str, action: str, payload: Payload) -> Any:
        reply = await original(identity, action, payload)
        if isinstance(reply, CallResult) and reply.payload.get("status") == status:
            system_of(original).stations[identity].peer.socket.abort()
        return reply

    return call


FAULTS = (
    of_csms(
        "remote-start-another-token",
        "asks for a start with another id token than was wanted",
        "F02.FR.12",
        **_start(_another_token),
    ),
    of_csms(
        "remote-start-another-type",
        "asks for a start with another type of the id token",
        "F02.FR.12",
        **_start(_another_type),
    ),
    of_csms("remote-start-elsewhere", "asks for a start at another EVSE", "F02.FR.12", **_start(_elsewhere)),
    of_csms(
        "remote-start-default-profile",
        "puts a TxDefaultProfile into a remote start",
        "F02.FR.17",
        **_start(_with_profile("TxDefaultProfile")),
    ),
    of_csms(
        "remote-start-profile-with-transaction",
        "names a transaction in the charging profile of a remote start",
        "F02.FR.19",
        **_start(_with_profile("TxProfile", transactionId="T")),
    ),
    of_csms(
        "remote-start-authorize-invalid",
        "finds a token invalid that it has just asked to start with",
        "C01.FR.07",
        handle=heard(_doubts_remote_starts, "Authorize"),
    ),
    of_csms(
        "remote-started-refused",
        "refuses the Started of a remote start",
        "J-4.1.7-01",
        handle=_refuses_remote_start("Started"),
    ),
    of_csms(
        "remote-start-updated-refused",
        "refuses the RemoteStart of a transaction that the cable has begun",
        "J-4.1.7-01",
        handle=_refuses_remote_start("Updated"),
    ),
    of_csms(
        "remote-start-without-token-info",
        "leaves idTokenInfo out of the answer to a RemoteStart",
        "E03.FR.02",
        handle=heard(_without_info, "TransactionEvent"),
    ),
    of_csms(
        "connect-timeout-refused",
        "refuses the event that no cable was plugged in",
        "J-4.1.7-01",
        handle=_refuses("TransactionEvent", triggerReason="EVConnectTimeout"),
    ),
    of_csms(
        "unlock-next-connector",
        "unlocks the connector beside the wanted one",
        "F05.FR.01",
        **writes("UnlockConnector", _next_connector),
    ),
    of_csms("unlock-wrong-evse", "unlocks at another EVSE", "F05.FR.01", **writes("UnlockConnector", _elsewhere)),
    of_csms(
        "trigger-without-evse",
        "leaves the EVSE out of TriggerMessage",
        "F06.FR.01",
        **_trigger(without("evse")),
    ),
    of_csms(
        "trigger-without-connector",
        "leaves the connector out of TriggerMessage",
        "F06.FR.13",
        **_trigger(_without_connector),
    ),
    of_csms("trigger-one-evse", "asks for one EVSE where all are wanted", "F06.FR.01", **_trigger(_with_evse)),
    of_csms(
        "trigger-boot-for-heartbeat",
        "asks for a BootNotification where a Heartbeat is wanted",
        "F06.FR.01",
        **_trigger(_boot_for_heartbeat),
    ),
    of_csms("meter-values-refused", "refuses MeterValues", "J01.FR.18", handle=refuses("MeterValues")),
    of_csms(
        "triggered-event-refused",
        "refuses the TransactionEvent that it asked for",
        "J-4.1.7-01",
        handle=_refuses("TransactionEvent", triggerReason="Trigger"),
    ),
    of_csms(
        "idle-log-refused",
        "refuses a LogStatusNotification without an upload",
        "J-4.1.7-01",
        handle=_refuses("LogStatusNotification", status="Idle"),
    ),
    of_csms(
        "idle-firmware-refused",
        "refuses a FirmwareStatusNotification without an update",
        "J-4.1.7-01",
        handle=_refuses("FirmwareStatusNotification", status="Idle"),
    ),
    of_csms(
        "occupied-refused",
        "refuses the connectorStatus Occupied",
        "J-4.1.7-01",
        handle=_refuses("StatusNotification", connectorStatus="Occupied"),
    ),
    of_csms(
        "not-implemented-hang-up",
        "drops a station that answers NotImplemented",
        "J-4.1.7-01",
        call=hangs_up_at("NotImplemented"),
    ),
)
