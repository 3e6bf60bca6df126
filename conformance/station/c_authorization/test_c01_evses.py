"""C01: a card that may charge at some EVSEs alone, and an EV without any."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token
from ocpp_conformance.conformance.station.c_authorization.cached import serves
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.e_transactions.timeouts import no_energy
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

_OTHER = id_token("04E1F2A3")
"""A card that nobody has charged with."""


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
        # a car may have an identifier of its own: its certificate, its MacAddress
        tokens = [ask["idToken"] for ask in csms.received("Authorize", since=since) if ask.judgement is None]
        nobody = [token for token in tokens if token["type"] == "NoAuthorization" or not token["idToken"]]
        csms.checklist.book("C01.FR.04", tuple(Miss("/idToken", "an identifier", str(token)) for token in nobody))


@case("PART2-CS-C01-03", "Another card does not take over a transaction", topics=("auth",), intents=PEOPLE)
async def test_another_card_takes_nothing_over(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    point = stopping_at(csms, "EVConnected", without=("Authorized", "PowerPathClosed", "EnergyTransfer"))
    async with point, while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        (await visit.stop_remotely()).expects(status="Accepted")
        await csms.settled()
        since = csms.mark
        await visit.present(_OTHER)
        await csms.listen(csms.patience.silence(5))
        told = [event for event in visit.events(since) if serves(event)]
        mine = [event for event in told if event["transactionInfo"]["transactionId"] == visit.transaction_id]
        misses = tuple(Miss("", "no authorization of another card", str(dict(event.payload))) for event in mine)
        csms.checklist.book("C01.FR.23", misses)
        for other in {
            event["transactionInfo"]["transactionId"] for event in csms.received("TransactionEvent", since=since)
        }:
            if other != visit.transaction_id:  # the other card may wait for a cable elsewhere
                await csms.tidy("a transaction waits for a cable", "RequestStopTransaction", {"transactionId": other})
