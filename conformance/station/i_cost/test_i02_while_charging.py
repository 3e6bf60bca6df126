"""I02: a driver charges, and our CSMS tells what it costs so far."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.groups import authorized_as
from ocpp_conformance.conformance.station.i_cost.costs import COST, costs_told, tells_costs
from ocpp_conformance.conformance.station.j_metering.values import heard
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_PERIODIC = {"triggerReason": "MeterValuePeriodic"}


@case("TC_I_01_CS", intents=PEOPLE)
async def test_running_cost_is_told_by_a_call(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await tells_costs(csms)
        costs_told(csms, running=False)
        await ev_connected(visit)
        await authorized_as(visit, step(1), step(3))
        await energy_transfer_started(visit, step(5))
        cost = {"totalCost": 2 * COST, "transactionId": visit.transaction_id}
        reply = await csms.call("CostUpdated", cost)
        reply.meets("I02.FR.02")
        reply.meets(step(9))


@case("TC_I_07_CS", needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_running_cost_is_told_in_an_answer(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    """The document prints steps 8 and 9 the wrong way round: the next TransactionEvent is answered with the cost."""
    await csms.booted()
    driver = visiting(csms, station_driver, tokens.get("accepted"))
    async with sampling(csms, TX_UPDATED), driver as visit:
        await tells_costs(csms)
        costs_told(csms, running=True)
        await ev_connected(visit)
        await authorized_as(visit, step(1), step(3))
        await energy_transfer_started(visit, step(5))
        await heard(csms, step(8), "TransactionEvent", 2, TX_UPDATED.interval, **_PERIODIC)
