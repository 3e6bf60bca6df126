"""I03: a driver leaves, and our CSMS tells what it has cost."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.i_cost.costs import final_cost_told, tells_costs
from ocpp_conformance.conformance.station.states import ev_connected_post_session, ev_disconnected, stop_authorized
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_I_02_CS", intents=PEOPLE)
async def test_driver_leaves_with_the_final_cost(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    early = variable("TxCtrlr", "TxStopPoint", attributeValue="Authorized")  # so that much comes behind the cost
    driver = while_charging(csms, station_driver, tokens.get("accepted"))
    async with configured(csms, early, if_implemented=True), driver as visit:
        await tells_costs(csms)
        final_cost_told(csms)
        since = await stop_authorized(visit, step(1))
        await ev_connected_post_session(visit, since, step(2))
        await ev_disconnected(visit, step(3), step(3))
