"""H03: a driver uses what was reserved."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token
from ocpp_conformance.conformance.station.connectors import connector_reported, states_told
from ocpp_conformance.conformance.station.h_reservation.use import charges, coming, names_reservation
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import NO_READING
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

_TOPICS, _NEEDS = ("reservation", "transactions"), (Need.TOKEN_ACCEPTED,)
_GROUP = id_token("GROUP-1", "Central")
_MEMBER = {"status": "Accepted", "groupIdToken": _GROUP}
Tokens = Mapping[str, Payload]


@case("PART2-CS-H03-01", "A reserved EVSE serves its id token", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_reserved_evse_is_used(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    card = tokens["accepted"]
    async with coming(csms, station_driver, card) as (desk, visit):
        reservation = await desk.reserved(evseId=1, idToken=card)
        since = await charges(visit, "H03.FR.01")
        names_reservation(visit, "H01.FR.15", reservation, since=since)
        event = await csms.next_call("TransactionEvent", since=since, where={"triggerReason": NO_READING})
        event.meets("E01.FR.13", reservationId=reservation["id"])
        event.meets("E02.FR.03", reservationId=reservation["id"])
        await connector_reported(csms, "H03.FR.10", "Occupied", (1, 1), since=since)
        await connector_reported(csms, "G01.FR.06", "Occupied", (1, 1), since=since)
        await desk.is_over("H03.FR.09", reservation)


@case("PART2-CS-H03-02", "A reserved connector type serves its id token", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_reserved_type_is_used(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    card = tokens["accepted"]
    async with coming(csms, station_driver, card) as (desk, visit):
        await desk.takes_any_evse()
        reservation = await desk.last_reserved(connectorType=await desk.of_type(), idToken=card)
        since = await charges(visit, "H03.FR.02")
        names_reservation(visit, "H01.FR.15", reservation, since=since)


@case("PART2-CS-H03-03", "A reservation of any EVSE serves its id token", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_reservation_of_any_evse_is_used(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    card = tokens["accepted"]
    async with coming(csms, station_driver, card) as (desk, visit):
        await desk.takes_any_evse()
        reservation = await desk.last_reserved(idToken=card)
        since = await charges(visit, "H03.FR.03")
        names_reservation(visit, "H01.FR.15", reservation, since=since)


@case("PART2-CS-H03-04", "A reserved EVSE serves the group", topics=_TOPICS, intents=PEOPLE)
async def test_reserved_evse_is_used_by_the_group(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    says(csms, _MEMBER)
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.reserved(evseId=1, groupIdToken=_GROUP)
        since = await charges(visit, "H03.FR.04")
        await csms.must_send("H03.FR.08", "Authorize", since=since)


@case("PART2-CS-H03-05", "A reserved connector type serves the group", topics=_TOPICS, intents=PEOPLE)
async def test_reserved_type_is_used_by_the_group(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    says(csms, _MEMBER)
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.takes_any_evse()
        await desk.last_reserved(connectorType=await desk.of_type(), groupIdToken=_GROUP)
        await charges(visit, "H03.FR.05")


@case("PART2-CS-H03-06", "A reservation of any EVSE serves the group", topics=_TOPICS, intents=PEOPLE)
async def test_reservation_of_any_evse_is_used_by_the_group(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens
) -> None:
    says(csms, _MEMBER)
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.takes_any_evse()
        await desk.last_reserved(groupIdToken=_GROUP)
        await charges(visit, "H03.FR.06")


@case("PART2-CS-H03-07", "A cable alone changes no reserved connector", topics=_TOPICS, intents=PEOPLE)
async def test_cable_alone_changes_nothing(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with coming(csms, station_driver, None) as (desk, visit):
        await desk.reserved(evseId=1)
        since = await visit.plug_in()
        await csms.settled()
        told = [status for place, status, _ in states_told(csms, since=since) if place == (1, 1)]
        misses = tuple(Miss("", "Reserved", status) for status in told if status != "Reserved")
        csms.checklist.book("G03.FR.09", misses)


@case(
    "PART2-CS-H03-08", "A reserved EVSE is Available once its card came", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE
)
async def test_used_evse_is_available(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    card = tokens["accepted"]
    async with coming(csms, station_driver, card) as (desk, visit):
        reservation = await desk.reserved(evseId=1, idToken=card)
        since = await visit.start()
        for place in (place for place in desk.places if place[0] == 1):
            await connector_reported(csms, "H03.FR.10", "Available", place, since=since)
        if "Authorized" in visit.starts:
            event = await csms.next_call("TransactionEvent", since=since)
            event.meets("E03.FR.03", reservationId=reservation["id"])
        await desk.is_over("H03.FR.09", reservation)
