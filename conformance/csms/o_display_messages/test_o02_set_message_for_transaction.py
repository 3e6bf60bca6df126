"""O02: the CSMS has a station show a message during a transaction."""

from datetime import timedelta

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.asking import goes_on
from ocpp_conformance.conformance.csms.o_display_messages.displays import message_set
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, ev_disconnected
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.times import now

TOPICS = ("display", "transactions")
LATER = timedelta(hours=1)


@case("TC_O_06_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=("set_display_message",))
async def test_message_for_a_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    await message_set(session.station, csms_driver, step(1), transaction_id=session.running)
    await ev_disconnected(session, step(3))


@case("TC_O_10_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=("set_display_message",))
async def test_station_does_not_know_the_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    # the one that runs: a CSMS may refuse to name one that it doesn't know, and the answer is the same
    about = {"answer": "UnknownTransaction", "transaction_id": session.running}
    await message_set(session.station, csms_driver, step(1), **about)
    await goes_on(session.station, step(2))


@case("TC_O_27_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=("set_display_message",))
async def test_message_for_a_transaction_from_a_moment_on(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    about = {"transaction_id": session.running, "start": now(LATER, "seconds")}
    await message_set(session.station, csms_driver, step(1), **about)


@case("TC_O_28_CSMS", topics=TOPICS, needs=(Need.TOKEN_ACCEPTED,), intents=("set_display_message",))
async def test_message_for_a_transaction_until_a_moment(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    about = {"transaction_id": session.running, "end": now(LATER, "seconds")}
    await message_set(session.station, csms_driver, step(1), **about)
