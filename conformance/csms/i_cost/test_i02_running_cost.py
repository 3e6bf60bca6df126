"""I02: the CSMS tells what a transaction costs so far."""

from ocpp_conformance.conformance.case import CaseDriver, Need, at_least, case, step
from ocpp_conformance.conformance.csms.i_cost.costs import priced, reading
from ocpp_conformance.conformance.csms.states import (
    authorized,
    booted,
    energy_transfer_started,
    ev_connected_pre_session,
)
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_I_01_CSMS", topics=("transactions", "display"), needs=(Need.TOKEN_ACCEPTED,), intents=("setup",))
async def test_running_cost_is_told(session: ChargingSession, csms_driver: CaseDriver) -> None:
    await priced(csms_driver)
    station = session.station
    station.answers("CostUpdated", {})
    await booted(session)
    await authorized(session, step(4))
    since = station.mark
    await ev_connected_pre_session(session, step(5), **reading(1000, "Transaction.Begin"))
    await energy_transfer_started(session, step(6))

    periodic = await session.event("MeterValuePeriodic", state="Charging", **reading(6000, "Sample.Periodic"))
    periodic.meets(step(8))
    if periodic["totalCost"] is None:  # either is enough (I02.FR.01), and when is for the CSMS to choose
        updated = await station.must_send("I02.FR.01", "CostUpdated", since=since)
        updated.meets(step(9), transactionId=session.running, totalCost=at_least(0))
    else:
        periodic.meets("I02.FR.01", totalCost=at_least(0))
