"""What several cases of block E do: a card is presented, a status is asked for, readings were queued."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, ignoring_case, meter_value
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import A_STATUS
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.probes.answers import OurAnswer
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Call, Payload


async def card_accepted(session: ChargingSession, source: Source) -> Payload:
    """The driver presents the card, which the CSMS accepts. Returns the idTokenInfo of the answer."""
    authorize = await session.station.call("Authorize", {"idToken": session.card})
    authorize.meets(source, idTokenInfo=ACCEPTED)
    info: Payload = authorize["idTokenInfo"]
    return info


def accepts_card(reply: ReceivedReply, source: Source, known: Payload) -> None:
    """Check that a TransactionEventResponse accepts the card, and names the group of which Authorize told (`known`)."""
    info: dict[str, object] = {**A_STATUS}
    if group := known.get("groupIdToken"):
        info["groupIdToken"] = {"idToken": ignoring_case(group["idToken"]), "type": group["type"]}
    reply.meets("E01.FR.12", idTokenInfo=info)
    reply.meets(source, idTokenInfo=ACCEPTED)


async def stopped_with_card(session: ChargingSession, source: Source, **more: Any) -> None:
    """The driver presents the card again, which ends the transaction at once; `more` is for the TransactionEvent."""
    ended = await session.event("StopAuthorized", token=session.card, stopped="Local", ended=True, **more)
    ended.meets(source)


def status_of(transaction: str | None, *, goes_on: bool = True, queued: bool = False) -> OurAnswer:
    """What the station answers to GetTransactionStatus while this is its only transaction, and its messages are
    `queued`: it tells whether a transaction goes on only where the CSMS names one (E14.FR.02, E14.FR.06)."""

    def answer(call: Call) -> Payload:
        if "transactionId" not in call.payload:
            return {"messagesInQueue": queued}
        known = transaction is not None and not mismatches(_names(transaction), call.payload)
        return {"ongoingIndicator": known and goes_on, "messagesInQueue": known and queued}

    return answer


async def asked_for_status(
    session: ChargingSession, csms_driver: CaseDriver, source: Source, answer: OurAnswer, transaction: str | None = None
) -> None:
    """The CSMS asks for the status of this transaction or, without one, whether messages are queued at all; what it
    asks of its own accord doesn't count."""
    which = {} if transaction is None else {"transaction_id": transaction}
    wanted = _names(transaction)
    call = await asked(session.station, csms_driver, source, "transaction_status", answer, where=wanted, **which)
    call.meets(source, **wanted)


def _names(transaction: str | None) -> dict[str, object]:
    """The fields of a GetTransactionStatus for this transaction or, without one, for all."""
    return {"transactionId": NOTHING if transaction is None else ignoring_case(transaction)}


async def queued_reading(session: ChargingSession, source: Source, at: str) -> None:
    """The meter values come that were read while the connection was lost; then nothing is queued any more."""
    reading: Any = [meter_value(1500.0, "Sample.Periodic", at=at)]
    event = await session.event("MeterValuePeriodic", offline=True, timestamp=at, meterValue=reading)
    event.meets(source)
    session.station.answers("GetTransactionStatus", status_of(session.running))
