"""Valid requests, ready to send, with the fields that cases vary as parameters."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.times import now

SERIAL_NUMBER = "PROBE-0001"
SERIAL_NUMBER_LENGTH = 25


def booting(reason: str = "PowerUp", serial_number: str = SERIAL_NUMBER) -> Payload:
    """A BootNotificationRequest."""
    return {
        "reason": reason,
        "chargingStation": {
            "model": "Probe",
            "vendorName": "ocpp-conformance",
            "serialNumber": serial_number,
            "firmwareVersion": "1.0",
        },
    }


def connector_status(status: str = "Available", *, evse: int = 1, connector: int = 1, **more: Any) -> Payload:
    """A StatusNotificationRequest."""
    return {"timestamp": now(), "connectorStatus": status, "evseId": evse, "connectorId": connector, **more}


def id_token(text: str, kind: str = "ISO14443") -> dict[str, Any]:
    """An IdTokenType."""
    return {"idToken": text, "type": kind}


def unknown_uid() -> str:
    """A UID of 7 bytes that no card list holds: five bytes are random, 04 is a maker's code, and the fourth is no 88,
    which would read as a cascade tag."""
    return f"04{secrets.token_hex(2)}00{secrets.token_hex(3)}".upper()


def transaction_event(
    event: str,
    trigger: str,
    transaction: str,
    seq_no: int,
    *,
    state: str | None = None,
    token: Payload | None = None,
    evse: int | None = 1,
    connector: int = 1,
    stopped: str | None = None,
    info: Mapping[str, Any] | None = None,
    **more: Any,
) -> Payload:
    """A TransactionEventRequest; `state` is transactionInfo.chargingState, `stopped` its stoppedReason, `info` holds
    more of its fields."""
    about = {"transactionId": transaction, "chargingState": state, "stoppedReason": stopped, **(info or {})}
    payload: dict[str, Any] = {
        "eventType": event,
        "timestamp": now(),
        "triggerReason": trigger,
        "seqNo": seq_no,
        "transactionInfo": {name: value for name, value in about.items() if value is not None},
        **more,
    }
    if token is not None:
        payload["idToken"] = token
    if evse is not None:
        payload["evse"] = {"id": evse, "connectorId": connector}
    return payload


def meter_value(energy: float, context: str, *, at: str | None = None, signed: bool = False) -> dict[str, Any]:
    """A MeterValueType: the register of imported energy in Wh, in this ReadingContext, read now or at `at`."""
    sampled: dict[str, Any] = {"value": energy, "context": context, "measurand": "Energy.Active.Import.Register"}
    if signed:
        sampled["signedMeterValue"] = {
            "signedMeterData": base64.b64encode(f"{energy} Wh".encode()).decode(),
            "signingMethod": "ECDSAP256SHA256",
            "encodingMethod": "OCMF",
            "publicKey": "",
        }
    return {"timestamp": at or now(), "sampledValue": [sampled]}


def notify_event(
    component: str, variable: str, value: str, *, evse: int = 1, connector: int | None = 1, **more: Any
) -> Payload:
    """A NotifyEventRequest: one variable of a component has changed to this value; `more` is for its EventDataType.

    The component is that of a connector, of an EVSE (`connector=None`) or, with EVSE 0, of the station.
    """
    about: dict[str, Any] = {"name": component}
    if evse:
        about["evse"] = {"id": evse} if connector is None else {"id": evse, "connectorId": connector}
    event = {
        "eventId": secrets.randbelow(2**31),
        "timestamp": now(),
        "trigger": "Delta",
        "actualValue": value,
        "eventNotificationType": "HardWiredNotification",
        "component": about,
        "variable": {"name": variable},
        **more,
    }
    return {"generatedAt": now(), "seqNo": 0, "eventData": [event]}


def boot_answer(status: str = "Accepted", interval: int = 300) -> Callable[[Call], Payload]:
    """A BootNotificationResponse, made when it is sent: stations set their clock by it."""
    return lambda _: {"currentTime": now(), "interval": interval, "status": status}


def variable(component: str, name: str, *, instance: str | None = None, **more: Any) -> dict[str, Any]:
    """One item of GetVariables or SetVariables; `more` holds attributeType, attributeValue."""
    about = {"name": name} if instance is None else {"name": name, "instance": instance}
    return {"component": {"name": component}, "variable": about, **more}
