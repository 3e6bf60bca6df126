"""E14: the CSMS asks how a transaction stands."""

import uuid

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, case


@case("TC_E_28_CS")
async def test_unknown_transaction_is_not_ongoing(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {"transactionId": str(uuid.uuid4())})
    reply.meets("E14.FR.01", ongoingIndicator=False, messagesInQueue=False)


@case("TC_E_34_CS")
async def test_no_transaction_named_and_none_waiting(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {})
    reply.meets("E14.FR.06", ongoingIndicator=NOTHING)
    reply.meets("E14.FR.08", messagesInQueue=False)
