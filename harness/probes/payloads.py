"""Valid requests, ready to send, with the fields that cases vary as parameters."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.probes.answers import now
from ocpp_conformance.harness.rpc import Payload


def booting(reason: str = "PowerUp") -> Payload:
    """A BootNotificationRequest."""
    return {
        "reason": reason,
        "chargingStation": {
            "model": "Probe",
            "vendorName": "ocpp-conformance",
            "serialNumber": "PROBE-0001",
            "firmwareVersion": "1.0",
        },
    }


def connector_status(status: str = "Available", *, evse: int = 1, connector: int = 1) -> Payload:
    """A StatusNotificationRequest."""
    return {"timestamp": now(), "connectorStatus": status, "evseId": evse, "connectorId": connector}


def id_token(text: str, kind: str = "ISO14443") -> dict[str, Any]:
    """An IdTokenType."""
    return {"idToken": text, "type": kind}


def transaction_event(
    event: str,
    trigger: str,
    transaction: str,
    seq_no: int,
    *,
    state: str | None = None,
    token: dict[str, Any] | None = None,
    evse: int | None = 1,
    connector: int = 1,
    stopped: str | None = None,
    **more: Any,
) -> Payload:
    """A TransactionEventRequest; `state` is transactionInfo.chargingState, `stopped` its stoppedReason."""
    info = {"transactionId": transaction, "chargingState": state, "stoppedReason": stopped}
    payload: dict[str, Any] = {
        "eventType": event,
        "timestamp": now(),
        "triggerReason": trigger,
        "seqNo": seq_no,
        "transactionInfo": {name: value for name, value in info.items() if value is not None},
        **more,
    }
    if token is not None:
        payload["idToken"] = token
    if evse is not None:
        payload["evse"] = {"id": evse, "connectorId": connector}
    return payload


def boot_answer(status: str = "Accepted", interval: int = 300) -> Payload:
    """A BootNotificationResponse."""
    return {"currentTime": now(), "interval": interval, "status": status}


def variable(component: str, name: str, *, instance: str | None = None, **more: Any) -> dict[str, Any]:
    """One item of GetVariables or SetVariables; `more` holds attributeType, attributeValue."""
    about = {"name": name} if instance is None else {"name": name, "instance": instance}
    return {"component": {"name": component}, "variable": about, **more}
