"""E14: the CSMS asks how a transaction goes on, and whether messages are still to come."""

from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step, transaction_event
from ocpp_conformance.conformance.csms.e_transactions.cards import asked_for_status, queued_reading, status_of
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_E_29_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("transaction_status",))
async def test_status_of_a_transaction_with_queued_messages(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    answer = status_of(session.running, queued=True)
    session.station.answers("GetTransactionStatus", answer)
    queued = await session.station.reconnected()

    await asked_for_status(session, csms_driver, step(3), answer, session.running)
    await queued_reading(session, step(6), queued)


@case("TC_E_30_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("transaction_status",))
async def test_status_of_a_transaction_that_goes_on(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)

    await asked_for_status(session, csms_driver, step(1), status_of(session.running), session.running)


@case("TC_E_31_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("transaction_status",))
async def test_queued_messages_follow_the_end_of_the_transaction(
    session: ChargingSession, csms_driver: CaseDriver
) -> None:
    await booted(session)
    await energy_transfer_started(session)
    over, late = session.running, session.seq_no
    answer = status_of(over, goes_on=False, queued=True)
    session.station.answers("GetTransactionStatus", answer)
    offline: dict[str, Any] = {"offline": True, "timestamp": await session.station.reconnected()}
    status = await session.status("Available")
    status.meets(step(4))
    session.seq_no += 2
    ended = await session.event("EVCommunicationLost", state="Idle", ended=True, **offline)
    ended.meets(step(6))

    await asked_for_status(session, csms_driver, step(7), answer, over)
    stop = transaction_event("Updated", "StopAuthorized", over, late, token=session.card, **offline)
    stopped = await session.station.call("TransactionEvent", stop)
    stopped.meets(step(10))
    idle = transaction_event("Updated", "ChargingStateChanged", over, late + 1, state="EVConnected", **offline)
    suspended = await session.station.call("TransactionEvent", idle)
    suspended.meets(step(12))
    session.station.answers("GetTransactionStatus", status_of(over, goes_on=False))


@case("TC_E_33_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("transaction_status",))
async def test_messages_of_any_transaction_are_queued(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    answer = status_of(session.running, queued=True)
    session.station.answers("GetTransactionStatus", answer)
    queued = await session.station.reconnected()

    await asked_for_status(session, csms_driver, step(3), answer)
    await queued_reading(session, step(6), queued)


@case("TC_E_34_CSMS", topics=("transactions",), intents=("transaction_status",))
async def test_no_messages_are_queued(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await asked_for_status(session, csms_driver, step(1), status_of(None))
