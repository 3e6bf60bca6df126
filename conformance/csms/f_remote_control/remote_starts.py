"""What the cases of block F share: the CSMS wants a transaction started, or a message sent."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, absent_or, ignoring_case, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import A_STATUS
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Call, Payload


async def start_at_plugged_in(session: ChargingSession, csms_driver: CaseDriver) -> ReceivedCall:
    """The CSMS asks for a start where the cable is plugged in, which has begun a transaction (F01)."""
    answer = {**ACCEPTED, "transactionId": session.transaction}
    request = await _start(session, csms_driver, answer)
    request.meets("F01.FR.04", idToken=_card(session))
    return request


async def start_first(session: ChargingSession, csms_driver: CaseDriver, **more: Any) -> ReceivedCall:
    """The CSMS asks for a start before anything else has happened (F02); `more` is for the goal."""
    request = await _start(session, csms_driver, ACCEPTED, **more)
    request.meets("F02.FR.12", idToken=_card(session))
    return request


async def remote_start_told(session: ChargingSession, request: ReceivedCall, source: Source, told: Source) -> None:
    """The station tells that it does what was asked for; `told` demands the status in the TransactionEventResponse."""
    start = {"remoteStartId": request["remoteStartId"]}
    event = await session.event("RemoteStart", token=session.card, info=start)
    event.meets(told, idTokenInfo=A_STATUS)
    event.meets(source, idTokenInfo=ACCEPTED)
    session.states.add("Authorized")


async def triggered(
    session: ChargingSession,
    csms_driver: CaseDriver,
    message: str,
    *,
    evse: Payload | None = None,
    answer: Payload = ACCEPTED,
) -> ReceivedCall:
    """The CSMS asks for a message with TriggerMessage; other messages that it may want of its own don't count, and get
    none (F06.FR.10)."""
    wish: dict[str, Any] = {"requested_message": message, **({} if evse is None else {"evse": evse})}

    def answered(call: Call) -> Payload:
        return answer if call.payload["requestedMessage"] == message else {"status": "Rejected"}

    wanted = {"requestedMessage": message}
    return await asked(session.station, csms_driver, "F06.FR.01", "trigger", answered, where=wanted, **wish)


async def _start(session: ChargingSession, csms_driver: CaseDriver, answer: Payload, **more: Any) -> ReceivedCall:
    token = session.card
    card = {**more, "id_token": token["idToken"], "type": token["type"]}
    request = await asked(session.station, csms_driver, step(1), "remote_start", answer, evse=session.evse, **card)
    request.meets(step(1), idToken=_card(session), evseId=absent_or(session.evse))
    return request


def _card(session: ChargingSession) -> Payload:
    return {"idToken": ignoring_case(session.card["idToken"]), "type": session.card["type"]}
