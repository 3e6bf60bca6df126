"""E06: what may end a transaction."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, Need, because, case, id_token, ignoring_case, one_of, step
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.e_transactions.cards import stopped_with_card
from ocpp_conformance.conformance.csms.states import (
    PULLED,
    booted,
    energy_transfer_started,
    energy_transfer_suspended,
    ev_connected_post_session,
    ev_disconnected,
    stop_authorized,
)
from ocpp_conformance.conformance.csms.written_values import other_than
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_07_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_opened_power_path_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_started(session)
    await stopped_with_card(session, step(2), state="EVConnected")


@case("TC_E_08_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_end_of_the_energy_transfer_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await stop_authorized(session)

    ended = await session.event("ChargingStateChanged", state="EVConnected", stopped="Local", ended=True)
    ended.meets(step(2))


@case("TC_E_14_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_pulled_cable_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await ev_connected_post_session(session)
    await ev_disconnected(session, step(1))


@case("TC_E_15_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_driver_ends_the_transaction_with_the_card(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_started(session)
    await stopped_with_card(session, step(2))


@case("TC_E_16_CSMS", topics=("transactions",))
async def test_invalid_card_ends_the_transaction(session: ChargingSession, tokens: Mapping[str, Payload]) -> None:
    await booted(session)
    started = await session.event("Authorized", token=tokens.get("invalid") or id_token(unknown_uid()))
    started.meets("E01.FR.11", idTokenInfo={"status": because("no valid token", other_than("Accepted"))})
    started.meets(step(2), idTokenInfo={"status": because("no valid token", one_of("Invalid", "Unknown"))})

    ended = await session.event("Deauthorized", stopped="DeAuthorized", ended=True)
    ended.meets(step(4))


@case("TC_E_17_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_car_that_is_gone_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_suspended(session)

    ended = await session.event("EVCommunicationLost", state="Idle", **PULLED)
    ended.meets(step(2))


@case("TC_E_19_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_car_that_leaves_the_parking_bay_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    # the state ends the transaction in Part 6, but where the bay is the TxStopPoint it goes on (E06.FR.01)
    await ev_disconnected(session, stopped=None, ended=False)

    ended = await session.event("EVDeparted", stopped="Local", ended=True)
    ended.meets(step(2))


@case("TC_E_20_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_cable_pulled_out_of_a_waiting_car_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_suspended(session)
    await ev_disconnected(session, step(1))


@case("TC_E_21_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,), intents=("remote_stop",))
async def test_csms_ends_the_transaction(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await booted(session)
    await energy_transfer_started(session)
    stop = await asked(session.station, csms_driver, step(1), "remote_stop", transaction_id=session.running)
    stop.meets("F03.FR.01", transactionId=ignoring_case(session.running))
    ended = await session.event("RemoteStop", stopped="Remote", ended=True)
    ended.meets(step(4))


@case("TC_E_22_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_car_that_is_full_ends_the_transaction(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_started(session)

    ended = await session.event("ChargingStateChanged", state="SuspendedEV", stopped="StoppedByEV", ended=True)
    ended.meets(step(2))
