"""E01: what may start a transaction, and how its events are numbered."""

from ocpp_conformance.conformance.case import Need, case, step
from ocpp_conformance.conformance.csms.verbs import Session, booted, energy_transfer_started, ev_disconnected


@case("TC_E_09_CSMS", topics=("transactions",))
async def test_cable_starts_a_transaction(session: Session) -> None:
    await booted(session)
    status = await session.status("Occupied")
    status.meets(step(2))
    started = await session.event("CablePluggedIn", state="EVConnected")
    started.meets(step(4))


@case("TC_E_53_CSMS", topics=("transactions",), needs=(Need.TOKEN_ACCEPTED,))
async def test_each_transaction_may_count_from_zero(session: Session) -> None:
    await booted(session)
    await energy_transfer_started(session, step(1))
    await ev_disconnected(session, step(2))

    await energy_transfer_started(session, step(3))
    await ev_disconnected(session, step(4))
