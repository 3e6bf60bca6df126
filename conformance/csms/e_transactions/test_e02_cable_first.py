"""E02: the cable is plugged in before the driver presents a card."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.states import (
    authorized,
    booted,
    energy_transfer_started,
    ev_connected_pre_session,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_E_03_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_card_after_the_cable_starts_charging(session: ChargingSession) -> None:
    await booted(session)
    await ev_connected_pre_session(session)

    await authorized(session, step(1), "E02.FR.02")
    await energy_transfer_started(session, step(2))
