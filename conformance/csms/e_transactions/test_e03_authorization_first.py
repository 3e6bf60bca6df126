"""E03: the driver presents a card before the cable is plugged in."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.states import (
    authorized,
    booted,
    energy_transfer_started,
    ev_connected_pre_session,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_E_04_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_cable_after_the_card_starts_charging(session: ChargingSession) -> None:
    await booted(session)
    await authorized(session, step(1), "E03.FR.02")
    await energy_transfer_started(session, step(2))


@case("TC_E_38_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_car_may_not_be_ready_yet(session: ChargingSession) -> None:
    await booted(session)
    await authorized(session)

    await ev_connected_pre_session(session, step(1))
    suspended = await session.event("ChargingStateChanged", state="SuspendedEV")
    suspended.meets(step(3))


@case("TC_E_39_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_transaction_ends_when_no_cable_comes(session: ChargingSession) -> None:
    await booted(session)
    await authorized(session)

    ended = await session.event("EVConnectTimeout", stopped="Timeout", ended=True)
    ended.meets(step(2))
