"""Block F, and what else makes a station send messages: TriggerMessage, GetBaseReport, GetReport."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ocpp_conformance.harness.csms import smart_charging
from ocpp_conformance.harness.csms.authorization import in_group
from ocpp_conformance.harness.csms.decisions import Decisions, Operation, given
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import KEPT, Asked, StationRecord, evse_of
from ocpp_conformance.harness.peer import CallFailedError, NoAnswerError, Peer
from ocpp_conformance.harness.rpc import CallResult, Payload, Reply

_SIGN = "SignCertificate"
_ACTION_OF = MappingProxyType(
    {"SignChargingStationCertificate": _SIGN, "SignV2GCertificate": _SIGN, "SignCombinedCertificate": _SIGN}
)
"""MessageTrigger values that are not the name of an action."""


async def trigger(
    csms: Decisions, station: StationRecord, requested_message: str, evse: Payload | None = None
) -> Reply:
    """TriggerMessage (F06). Raises `InvalidCallError` for a StatusNotification without a connector."""
    if requested_message == "StatusNotification" and (evse is None or "connectorId" not in evse):
        raise InvalidCallError("TriggerMessage", "StatusNotification is asked for by connectorId (F06.FR.13)")
    payload = given(requestedMessage=requested_message, evse=evse)
    return await csms.call(station.identity, "TriggerMessage", payload)


async def remote_start(
    csms: Decisions,
    station: StationRecord,
    id_token: str,
    type: str,
    evse: int | None = None,
    limit: float | None = None,
) -> Reply:
    """RequestStartTransaction (F01, F02) with a remoteStartId of its own, and where there is a limit in A, with a
    charging profile for the transaction (F01.FR.08)."""
    profile = None if limit is None else smart_charging.profile_of(csms, "TxProfile", limit)
    start = given(remoteStartId=csms.next_id(), evseId=evse, chargingProfile=profile)
    payload = start | in_group(csms, id_token, type)
    return await csms.call(station.identity, "RequestStartTransaction", payload)


async def remote_stop(csms: Decisions, station: StationRecord, transaction_id: str) -> Reply:
    """RequestStopTransaction (F03)."""
    return await csms.call(station.identity, "RequestStopTransaction", {"transactionId": transaction_id})


async def unlock(csms: Decisions, station: StationRecord, evse: int, connector: int) -> Reply:
    """UnlockConnector (F05)."""
    return await csms.call(station.identity, "UnlockConnector", {"evseId": evse, "connectorId": connector})


async def ask(station: StationRecord, peer: Peer, action: str, payload: Payload) -> Reply:
    """Send a valid CALL; what it asks the station to send is served before acceptance too. Raises `CallFailedError`."""
    asked = _asked_by(action, payload)
    if asked is None:
        return await peer.call(action, payload)
    if asked.request_id is not None:
        station.reports.pop(asked.request_id, None)
    station.asked = [*station.asked, asked][-KEPT:]
    try:
        reply = await peer.call(action, payload)
    except NoAnswerError:
        raise  # the station may still do what it was asked for
    except CallFailedError:
        station.withdraw(asked)
        raise
    if not (isinstance(reply, CallResult) and reply.payload.get("status") == "Accepted"):
        station.withdraw(asked)
    return reply


def _asked_by(action: str, payload: Payload) -> Asked | None:
    """What a valid CALL of ours asks the station to send (B01.FR.10)."""
    if action == "TriggerMessage":
        message = payload["requestedMessage"]
        return Asked(_ACTION_OF.get(message, message), *evse_of(payload))
    if action in ("GetBaseReport", "GetReport"):
        return Asked("NotifyReport", request_id=payload["requestId"])
    return None


OPERATIONS: Mapping[str, Operation] = {
    "remote_start": remote_start,
    "remote_stop": remote_stop,
    "trigger": trigger,
    "unlock": unlock,
}
