"""I03: the CSMS tells what a transaction has cost."""

from ocpp_conformance.conformance.case import CaseDriver, Need, case, step
from ocpp_conformance.conformance.csms.i_cost.costs import SOME, priced, reading
from ocpp_conformance.conformance.csms.states import (
    PULLED,
    authorized,
    booted,
    energy_transfer_started,
    ev_connected_post_session,
    ev_connected_pre_session,
    stop_authorized,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_I_02_CSMS", topics=("transactions", "display"), needs=(Need.TOKEN_ACCEPTED,), intents=("setup",))
async def test_final_cost_is_told(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await priced(csms_driver)
    session.station.answers("CostUpdated", {})
    await booted(session)
    await ev_connected_pre_session(session, **reading(1000, "Transaction.Begin"))
    await authorized(session)
    await energy_transfer_started(session)
    await stop_authorized(session)
    await ev_connected_post_session(session)

    status = await session.status("Available")
    status.meets(step(2))
    unplugged = {**PULLED, **reading(6000, "Transaction.End")}
    ended = await session.event("EVCommunicationLost", state="Idle", **unplugged)
    ended.meets("I03.FR.02", totalCost=SOME)
