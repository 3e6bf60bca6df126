"""H03: who charges where something is reserved, from the reservation to the flow of energy."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, because, case, id_token, step
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.h_reservation.use import coming, none_charges, plugged_in, served
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import authorized
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_NEEDS = (Need.TOKEN_ACCEPTED,)
_GROUP = id_token("GROUP-1", "Central")
_MEMBER = {"status": "Accepted", "groupIdToken": _GROUP}
Tokens = Mapping[str, Payload]


@case("TC_H_01_CS", needs=_NEEDS, intents=PEOPLE)
async def test_reserved_evse_serves_its_card(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    async with coming(csms, station_driver, tokens["accepted"]) as (desk, visit):
        await desk.free(1)
        since = csms.mark
        (await desk.asked(desk.request(evseId=1, idToken=tokens["accepted"]))).meets(step(1), status="Accepted")
        await desk.says(step(1), "Reserved", 1, since=since)
        await authorized(visit, step(2), step(2))
        await connector_reported(csms, "H03.FR.10", "Available", visit.place, since=visit.asked or since)
        await connector_reported(csms, step(2), "Available", visit.place, since=visit.asked or since)
        await plugged_in(visit, step(3))


@case("TC_H_02_CS", intents=PEOPLE)
async def test_reserved_evse_serves_no_other_card(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.reserved(evseId=1)
        since = await visit.plug_in()
        await csms.settled()
        await visit.present(visit.card)
        await csms.settled()
        reply = await visit.start_remotely()
        reply.meets("F01.FR.21", status=because("the EVSE is reserved for another id token", "Rejected"))
        reply.meets(step(2), status="Rejected")
        await csms.settled()
        none_charges(visit, step(1), since=since)  # scenario A has no numbers


@case("TC_H_08_CS", needs=_NEEDS, intents=PEOPLE)
async def test_reservation_of_any_evse_serves_its_card(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens
) -> None:
    async with coming(csms, station_driver, tokens["accepted"]) as (desk, visit):
        await desk.takes_any_evse()
        reply = await desk.asked(desk.request(idToken=tokens["accepted"]))
        reply.meets("H01.FR.04", status="Accepted")
        reply.meets(step(2), status="Accepted")
        await csms.settled()
        await served(visit, step(5), step(6))


@case("TC_H_15_CS", needs=_NEEDS, intents=PEOPLE)
async def test_reserved_connector_type_serves_its_card(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens
) -> None:
    async with coming(csms, station_driver, tokens["accepted"]) as (desk, visit):
        kind = await desk.of_type()
        evses = await desk.with_type(kind)
        since = csms.mark
        reply = await desk.asked(desk.request(connectorType=kind, idToken=tokens["accepted"]))
        reply.meets("H01.FR.06", status="Accepted")
        reply.meets(step(2), status="Accepted")
        if len(evses) == 1:
            await desk.says(step(3), "Reserved", *evses, since=since)
        await csms.settled()
        await served(visit, step(5), step(6))


@case("TC_H_19_CS", intents=PEOPLE)
async def test_reserved_evse_serves_its_group(csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens) -> None:
    says(csms, _MEMBER)
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.free(1)
        since = csms.mark
        reply = await desk.asked(desk.request(evseId=1, groupIdToken=_GROUP))
        reply.meets(step(2), status="Accepted")
        await desk.says(step(3), "Reserved", 1, since=since)
        await served(visit, step(5), step(6))


@case("TC_H_23_CS", needs=_NEEDS, intents=PEOPLE)
async def test_replaced_reservation_serves_the_new_card(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens
) -> None:
    async with coming(csms, station_driver, tokens["accepted"]) as (desk, visit):
        before = await desk.reserved(evseId=1)
        reply = await desk.asked({**before, "idToken": tokens["accepted"]})
        reply.meets("H01.FR.02", status="Accepted")
        reply.meets(step(2), status="Accepted")
        await csms.settled()
        await served(visit, step(3), step(4))  # it was Reserved before: step 3 brings no report of that


@case("TC_H_24_CS", intents=PEOPLE)
async def test_reservation_of_any_evse_serves_its_group(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Tokens
) -> None:
    says(csms, _MEMBER)
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.takes_any_evse()
        await desk.all_but(1)  # only then is it Reserved at once (H01.FR.20)
        since = csms.mark
        reply = await desk.asked(desk.request(groupIdToken=_GROUP))
        reply.meets(step(2), status="Accepted")
        await desk.says(step(3), "Reserved", desk.evses[0], since=since)
        await served(visit, step(5), step(6))
