"""E06: what may end a transaction."""

from ocpp_conformance.conformance.case import PRESENT, Need, case, step
from ocpp_conformance.conformance.csms.verbs import Session, booted, energy_transfer_started


@case("TC_E_15_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_driver_ends_the_transaction_with_the_card(session: Session) -> None:
    await booted(session)
    await energy_transfer_started(session)

    ended = await session.event("StopAuthorized", token=session.card, stopped="Local", ended=True)
    ended.meets(step(2))
    ended.meets("E01.FR.12", idTokenInfo={"status": PRESENT})
