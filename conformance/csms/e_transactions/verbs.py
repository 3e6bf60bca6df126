"""What several cases of block E do: a card is presented, a status is asked for, readings were queued."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import NOTHING, DriverHand, ignoring_case, meter_value
from ocpp_conformance.conformance.csms.session import Session
from ocpp_conformance.conformance.csms.states import A_STATUS
from ocpp_conformance.conformance.csms.verbs import ACCEPTED, asked
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload


async def card_accepted(session: Session, source: Source) -> Payload:
    """The driver presents the card, which the CSMS accepts. Returns the idTokenInfo of the answer."""
    authorize = await session.station.call("Authorize", {"idToken": session.card})
    authorize.meets("C01.FR.07", idTokenInfo=A_STATUS)
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


async def stopped_with_card(session: Session, source: Source) -> None:
    """The driver presents the card again, which ends the transaction at once."""
    ended = await session.event("StopAuthorized", token=session.card, stopped="Local", ended=True)
    ended.meets("E01.FR.12", idTokenInfo=A_STATUS)
    ended.meets(source)


async def asked_for_status(
    session: Session, csms_driver: DriverHand, source: Source, answer: Payload, transaction: str | None = None
) -> None:
    """The CSMS asks for the status of this transaction or, without one, whether messages are queued at all."""
    which = {} if transaction is None else {"transaction_id": transaction}
    call = await asked(session.station, csms_driver, source, "transaction_status", answer, **which)
    call.meets(source, transactionId=NOTHING if transaction is None else ignoring_case(transaction))


async def queued_reading(session: Session, source: Source, at: str) -> None:
    """The meter values come that were read while the connection was lost."""
    reading: Any = [meter_value(1500.0, "Sample.Periodic", at=at)]
    event = await session.event("MeterValuePeriodic", offline=True, timestamp=at, meterValue=reading)
    event.meets(source)
