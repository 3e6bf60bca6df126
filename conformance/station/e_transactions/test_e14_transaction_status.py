"""E14: the CSMS asks how a transaction stands."""

import uuid
from collections.abc import Mapping

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.e_transactions.charging import charging, ends
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_28_CS")
async def test_unknown_transaction_is_not_ongoing(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {"transactionId": str(uuid.uuid4())})
    reply.meets("E14.FR.01", ongoingIndicator=False, messagesInQueue=False)


@case("TC_E_30_CS", intents=PEOPLE)
async def test_running_transaction_is_ongoing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with charging(csms, station_driver, tokens.get("accepted")) as visit:
        await csms.settled()

        reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})
        reply.meets("E14.FR.02", ongoingIndicator=True)
        reply.meets("E14.FR.05", messagesInQueue=False)


@case("TC_E_32_CS", intents=PEOPLE)
async def test_ended_transaction_is_not_ongoing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with charging(csms, station_driver, tokens.get("accepted")) as visit:
        await ends(visit)

        reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})
        reply.meets("E14.FR.03", ongoingIndicator=False)
        reply.meets("E14.FR.05", messagesInQueue=False)


@case("TC_E_34_CS")
async def test_no_transaction_named_and_none_waiting(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {})
    reply.meets("E14.FR.06", ongoingIndicator=NOTHING)
    reply.meets("E14.FR.08", messagesInQueue=False)
