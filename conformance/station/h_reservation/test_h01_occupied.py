"""H01: our CSMS reserves where something stands against it."""

from contextlib import AsyncExitStack

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, because, case, id_token, step, variable
from ocpp_conformance.conformance.station.availability import EVSE, STATION, unavailable
from ocpp_conformance.conformance.station.h_reservation.reservations import COMPONENT, reserving
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.payloads import unknown_uid


@case("TC_H_03_CS")
async def test_reserved_evse_is_reserved_once(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.11", status=because("the EVSE is Reserved", "Occupied"))
        reply.meets(step(2), status="Occupied")


@case("TC_H_04_CS", intents=PEOPLE)
async def test_evse_in_use_is_not_reserved(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk, visiting(csms, station_driver) as visit:
        await charging(visit)
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.11", status=because("somebody charges at the EVSE", "Occupied"))
        reply.meets(step(2), status="Occupied")


@case("TC_H_06_CS")
async def test_evse_out_of_service_is_not_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, unavailable(csms, EVSE):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.14", status=because("the EVSE is Unavailable", "Unavailable"))
        reply.meets(step(2), status="Unavailable")


@case("TC_H_09_CS")
async def test_any_evse_where_all_are_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        await desk.all_but(0)
        reply = await desk.asked(desk.request())
        reply.meets("H01.FR.11", status=because("all EVSEs are Reserved", "Occupied"))
        reply.meets(step(2), status="Occupied")


@case("TC_H_10_CS", intents=PEOPLE)
async def test_any_evse_where_all_are_in_use(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk, AsyncExitStack() as stack:
        await desk.takes_any_evse()
        for evse in desk.evses:
            place = min(place for place in desk.places if place[0] == evse)
            visit = await stack.enter_async_context(visiting(csms, station_driver, place=place))
            visit.any_card = id_token(unknown_uid())
            await charging(visit)
        reply = await desk.asked(desk.request())
        reply.meets("H01.FR.11", status=because("somebody charges at all EVSEs", "Occupied"))
        reply.meets(step(2), status="Occupied")


@case("TC_H_12_CS")
async def test_any_evse_of_a_station_out_of_service(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        async with unavailable(csms, STATION):
            reply = await desk.asked(desk.request())
            reply.meets("H01.FR.14", status=because("the station is Unavailable", "Unavailable"))
            reply.meets(step(2), status="Unavailable")


@case("TC_H_13_CS", subject=("H01.FR.19",))
async def test_evse_is_needed(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.needs_an_evse()
        reply = await desk.asked(desk.request())
        reply.meets(step(2), status=because("the station needs an EVSE", "Rejected"))


@case("TC_H_16_CS")
async def test_type_where_all_evses_are_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        kind = await desk.of_type()
        await desk.all_but(0)
        reply = await desk.asked(desk.request(connectorType=kind))
        reply.meets("H01.FR.11", status=because("all EVSEs are Reserved", "Occupied"))
        reply.meets(step(2), status="Occupied")


@case("TC_H_22_CS")
async def test_station_set_to_take_no_reservations(csms: CsmsProbe) -> None:
    disabled = variable(COMPONENT, "Enabled", attributeValue="false")
    async with reserving(csms) as desk, configured(csms, disabled):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.01", status=because("reservations are disabled", "Rejected"))
        reply.meets(step(2), status="Rejected")
