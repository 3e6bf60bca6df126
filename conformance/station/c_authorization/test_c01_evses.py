"""C01: a card that may charge at some EVSEs alone, and an EV without any."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.e_transactions.timeouts import no_energy
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import ev_connected, sends_none, visiting
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


@case("PART2-CS-C01-02", "Nobody is asked about without a card", topics=("auth",), intents=PEOPLE)
async def test_nobody_is_asked_about_without_a_card(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit:
        since = csms.mark
        await ev_connected(visit)
        await csms.settled()
        await visit.unplug()
        await csms.settled()
        sends_none(csms, "C01.FR.04", "Authorize", since=since)
