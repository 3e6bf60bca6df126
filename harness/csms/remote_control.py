"""Block F, and what else makes a station send messages: TriggerMessage, GetBaseReport, GetReport."""

from __future__ import annotations

from types import MappingProxyType

from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import Asked, evse_of
from ocpp_conformance.harness.rpc import CallResult, Payload, Reply

_SIGN = "SignCertificate"
_ACTION_OF = MappingProxyType(
    {"SignChargingStationCertificate": _SIGN, "SignV2GCertificate": _SIGN, "SignCombinedCertificate": _SIGN}
)
"""MessageTrigger values that are not the name of an action."""


def trigger_payload(requested_message: str, evse: Payload | None) -> Payload:
    """The payload of a TriggerMessage. Raises `InvalidCallError` for a StatusNotification without a connector."""
    if requested_message == "StatusNotification" and (evse is None or "connectorId" not in evse):
        raise InvalidCallError("TriggerMessage", "StatusNotification is asked for by connectorId (F06.FR.13)")
    payload: dict[str, object] = {"requestedMessage": requested_message}
    if evse is not None:
        payload["evse"] = evse
    return payload


def asked_by(action: str, payload: Payload) -> Asked | None:
    """What a valid CALL of ours asks the station to send (B01.FR.10)."""
    if action == "TriggerMessage":
        message = payload["requestedMessage"]
        return Asked(_ACTION_OF.get(message, message), *evse_of(payload))
    if action in ("GetBaseReport", "GetReport"):
        return Asked("NotifyReport", request_id=payload["requestId"])
    return None


def will_come(reply: Reply) -> bool:
    """Whether the station said that it will send what it was asked for."""
    return isinstance(reply, CallResult) and reply.payload.get("status") == "Accepted"
