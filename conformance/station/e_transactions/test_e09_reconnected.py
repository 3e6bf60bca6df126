"""E09: a car that comes back after its cable was taken out needs another authorization."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.e_transactions.ev_side import while_suspended
from ocpp_conformance.conformance.station.e_transactions.timeouts import no_energy
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-E09-03",
    "A car that is back charges nothing unasked",
    topics=("transactions",),
    intents=(*PEOPLE, *EV_SIDE, "plug_in_ev"),
)
async def test_car_that_is_back_charges_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with while_suspended(csms, station_driver, tokens.get("accepted"), stop=True, unlock=False) as visit:
        since = await visit.unplug_ev()
        visit.deauthorized()
        await csms.settled()
        await visit.plug_in_ev()
        await visit.car.resume()
        await csms.listen(csms.patience.silence(5))
        csms.checklist.book("E09.FR.01", no_energy(visit, since))
