"""C01: a card that may charge at some EVSEs alone."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.e_transactions.timeouts import no_energy
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-C01-01",
    "A card charges at no EVSE that the CSMS leaves out",
    topics=("auth",),
    needs=(Need.SECOND_EVSE,),
    intents=PEOPLE,
)
async def test_other_evses_stay_closed(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    await csms.booted()
    others = sorted({evse for evse, _ in await connectors(csms)} - {1}) or [2]
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit)
        says(csms, {"status": "Accepted", "evseId": others})
        since = csms.mark
        await visit.present(visit.card)
        ask = await csms.next_call("Authorize", since=since)
        await csms.listen(csms.patience.silence(5))
        csms.checklist.book("C01.FR.21", no_energy(visit, ask.frame))
