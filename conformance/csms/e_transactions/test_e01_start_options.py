"""E01: what may start a transaction, and how its events are numbered."""

from ocpp_conformance.conformance.case import Need, case, meter_value, step
from ocpp_conformance.conformance.csms.e_transactions.cards import accepts_card, card_accepted
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started, ev_disconnected, told
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_E_01_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_closed_power_path_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    known = await card_accepted(session, step(2))
    await told(session, "Occupied", step(4))

    started = await session.event("ChargingStateChanged", state="SuspendedEVSE", token=session.card)
    accepts_card(started, step(6), known)
    charging = await session.event("ChargingStateChanged", state="Charging")
    charging.meets(step(8))


@case("TC_E_02_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_energy_transfer_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    known = await card_accepted(session, step(2))
    await told(session, "Occupied", step(4))

    started = await session.event("ChargingStateChanged", state="Charging", token=session.card)
    accepts_card(started, step(6), known)


@case("TC_E_09_CSMS", topics=("transactions",))
async def test_cable_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    await told(session, "Occupied", step(2))
    started = await session.event("CablePluggedIn", state="EVConnected")
    started.meets(step(4))


@case("TC_E_10_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_card_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    known = await card_accepted(session, step(2))
    started = await session.event("Authorized", token=session.card)
    accepts_card(started, step(4), known)


@case("TC_E_11_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_signed_meter_value_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    known = await card_accepted(session, step(2))
    await told(session, "Occupied", step(4))

    signed = meter_value(0.0, "Transaction.Begin", signed=True)
    started = await session.event("SignedDataReceived", token=session.card, meterValue=[signed])
    accepts_card(started, step(6), known)
    charging = await session.event("ChargingStateChanged", state="Charging")
    charging.meets(step(8))


@case("TC_E_12_CSMS", topics=("transactions",))
async def test_occupied_parking_bay_starts_a_transaction(session: ChargingSession) -> None:
    await booted(session)
    started = await session.event("EVDetected")
    started.meets(step(2))


@case("TC_E_53_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_each_transaction_may_count_from_zero(session: ChargingSession) -> None:
    await booted(session)
    await energy_transfer_started(session, step(1))
    await ev_disconnected(session, step(2))

    await energy_transfer_started(session, step(3))
    await ev_disconnected(session, step(4))
