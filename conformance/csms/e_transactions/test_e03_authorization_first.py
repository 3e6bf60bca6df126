"""E03: the driver presents a card before the cable is plugged in."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.verbs import Session, authorized, booted, energy_transfer_started


@case("TC_E_04_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_cable_after_the_card_starts_charging(session: Session) -> None:
    await booted(session)
    await authorized(session, step(1), "E03.FR.02")
    await energy_transfer_started(session, step(2))
