"""G03 and G04: the CSMS takes out of service what a transaction runs on, which waits for its end."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.availability import (
    CONNECTOR,
    EVSE,
    STATION,
    becomes_unavailable,
    places_of,
    scheduled,
)
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.connectors import connector_reported, states_told
from ocpp_conformance.conformance.station.states import ev_connected_post_session, event_told, stop_authorized
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]


@case("TC_G_11_CS", intents=PEOPLE)
async def test_evse_waits_for_its_transaction(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        places = await places_of(csms, EVSE)
        async with scheduled(visit, EVSE, "G03.FR.05") as since:
            stop = await ends(visit, 3)
            stays_in_service(visit, "G03.FR.05", since, stop)
            for place in places:
                await becomes_unavailable(csms, "G03.FR.04", place, since=stop)


@case("TC_G_14_CS", intents=PEOPLE)
async def test_station_waits_for_its_transaction(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        places = await places_of(csms, STATION)
        async with scheduled(visit, STATION, "G04.FR.06") as since:
            for place in places:
                if place[0] != visit.place[0]:
                    await connector_reported(csms, step(3), "Unavailable", place, since=since)

            stop = await ends(visit, 5)
            stays_in_service(visit, "G04.FR.06", since, stop)
            for place in places:
                begin = stop if place[0] == visit.place[0] else since
                await becomes_unavailable(csms, "G04.FR.05", place, since=begin)


@case("TC_G_17_CS", intents=PEOPLE)
async def test_connector_waits_for_its_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with (
        while_charging(csms, station_driver, tokens.get("accepted")) as visit,
        scheduled(visit, CONNECTOR, "G03.FR.05") as since,
    ):
        stop = await ends(visit, 3)
        stays_in_service(visit, "G03.FR.05", since, stop)
        await becomes_unavailable(csms, "G03.FR.04", visit.place, since=stop)


async def ends(visit: Visit, first: int) -> int:
    """StopAuthorized in the step `first`, EVConnectedPostSession and EVDisconnected; returns the bookmark from before
    the stop.

    The state that is told of the pulled cable's connector is not EVDisconnected's: it goes out of service (G01.FR.05).
    That the transaction has ended then is a precondition.
    """
    await visit.csms.settled()  # Part 6 has the transaction go on for a while
    stop = await stop_authorized(visit, step(first))
    await ev_connected_post_session(visit, stop, step(first + 3))
    ended = visit.has_ended
    pulled = await visit.unplug()
    if not ended:
        event = await event_told(visit, step(first + 6), pulled, "EVCommunicationLost")
        event.meets(step(first + 6), triggerReason="EVCommunicationLost", transactionInfo={"chargingState": "Idle"})
    await visit.csms.next_call("TransactionEvent", since=visit.since, where={"eventType": "Ended"})
    return stop


def stays_in_service(visit: Visit, source: Source, since: int, until: int) -> None:
    """Between two bookmarks the connector of the transaction was not reported Unavailable."""
    told = states_told(visit.csms, since=since, until=until)
    early = [report for place, status, report in told if place == visit.place and status == "Unavailable"]
    misses = tuple(Miss("", "no Unavailable before the transaction ends", "Unavailable") for _ in early[:1])
    visit.csms.checklist.book(source, misses, frame=early[0].frame if early else None)
