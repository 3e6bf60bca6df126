"""E14: the CSMS asks how a transaction stands."""

import uuid
from collections.abc import Mapping

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.e_transactions.outages import (
    WAIT,
    events_unanswered,
    outage,
    read_while_charging,
    readings_told,
    stop_told,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_28_CS")
async def test_unknown_transaction_is_not_ongoing(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {"transactionId": str(uuid.uuid4())})
    reply.meets("E14.FR.01", ongoingIndicator=False, messagesInQueue=False)


@case("TC_E_29_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_messages_of_a_running_transaction_are_queued(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with read_while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with events_unanswered(csms):
            async with outage(csms) as gap:
                await csms.listen(csms.patience.scaled(WAIT))
            reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})

        reply.meets("E14.FR.02", ongoingIndicator=True)
        reply.meets("E14.FR.04", messagesInQueue=True)
        await readings_told(visit, gap, step(5))


@case("TC_E_30_CS", intents=PEOPLE)
async def test_running_transaction_is_ongoing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await csms.settled()

        reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})
        reply.meets("E14.FR.02", ongoingIndicator=True)
        reply.meets("E14.FR.05", messagesInQueue=False)


@case("TC_E_31_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_messages_of_an_ended_transaction_are_queued(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with read_while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with events_unanswered(csms):
            async with outage(csms) as gap:
                await visit.stop()
                await visit.unplug()
            reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})

        reply.meets("E14.FR.03", ongoingIndicator=False)
        reply.meets("E14.FR.04", messagesInQueue=True)
        await stop_told(visit, gap, step(3))


@case("TC_E_32_CS", intents=PEOPLE)
async def test_ended_transaction_is_not_ongoing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        await ended(visit)

        reply = await csms.call("GetTransactionStatus", {"transactionId": visit.transaction_id})
        reply.meets("E14.FR.03", ongoingIndicator=False)
        reply.meets("E14.FR.05", messagesInQueue=False)


@case("TC_E_33_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_no_transaction_named_and_messages_waiting(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with read_while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        async with events_unanswered(csms):
            async with outage(csms) as gap:
                await csms.listen(csms.patience.scaled(WAIT))
            reply = await csms.call("GetTransactionStatus", {})

        reply.meets("E14.FR.06", ongoingIndicator=NOTHING)
        reply.meets("E14.FR.07", messagesInQueue=True)
        await readings_told(visit, gap, step(5))


@case("TC_E_34_CS")
async def test_no_transaction_named_and_none_waiting(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetTransactionStatus", {})
    reply.meets("E14.FR.06", ongoingIndicator=NOTHING)
    reply.meets("E14.FR.08", messagesInQueue=False)
