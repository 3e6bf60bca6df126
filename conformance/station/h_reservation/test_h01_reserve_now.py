"""H01: our CSMS reserves an EVSE, a connector type, or any EVSE."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.availability import EVSE, unavailable
from ocpp_conformance.conformance.station.h_reservation.reservations import COMPONENT, reserving
from ocpp_conformance.conformance.station.variables import configured

_TOPICS = ("reservation",)
_REMOVED = "Removed"


@case("PART2-CS-H01-01", "A station that takes no reservations rejects one", topics=_TOPICS)
async def test_disabled_reservations_are_rejected(csms: CsmsProbe) -> None:
    disabled = variable(COMPONENT, "Enabled", attributeValue="false")
    async with reserving(csms) as desk, configured(csms, disabled):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.01", status="Rejected")


@case("PART2-CS-H01-02", "A reservation with the id of another replaces it", topics=_TOPICS, needs=(Need.SECOND_EVSE,))
async def test_reservation_is_replaced(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        first, second = desk.evses[:2]
        await desk.free(second)
        before = await desk.reserved(evseId=first)
        reply = await desk.asked({**before, "evseId": second})
        reply.meets("H01.FR.02", status="Accepted")
        again = await desk.asked(desk.request(evseId=first))
        again.meets("H01.FR.02", status="Accepted")
        other = await desk.asked(desk.request(evseId=second))
        other.meets("H01.FR.02", status="Occupied")


@case("PART2-CS-H01-03", "A reserved EVSE is Reserved at all its connectors", topics=_TOPICS)
async def test_evse_is_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.free(1)
        since = csms.mark
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.03", status="Accepted")
        reply.meets("H01.FR.23", status="Accepted")
        await desk.says("H01.FR.23", "Reserved", 1, since=since)


@case("PART2-CS-H01-04", "A reservation that names no EVSE", topics=_TOPICS)
async def test_any_evse_is_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        await desk.free(1)
        reply = await desk.asked(desk.request())
        reply.meets("H01.FR.04", status="Accepted")
        reply.meets("H01.FR.18", status="Accepted")


@case("PART2-CS-H01-05", "A reservation of a connector type", topics=_TOPICS)
async def test_connector_type_is_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.takes_any_evse()
        await desk.free(1)
        reply = await desk.asked(desk.request(connectorType=await desk.of_type()))
        reply.meets("H01.FR.06", status="Accepted")


@case("PART2-CS-H01-06", "A reserved EVSE is Occupied for the next reservation", topics=_TOPICS)
async def test_reserved_evse_is_occupied(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.11", status="Occupied")


@case("PART2-CS-H01-07", "An EVSE out of service is Unavailable for a reservation", topics=_TOPICS)
async def test_unavailable_evse_is_not_reserved(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, unavailable(csms, EVSE):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.14", status="Unavailable")


@case("PART2-CS-H01-08", "An EVSE that goes out of service loses its reservation", topics=_TOPICS)
async def test_reservation_ends_with_the_service(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        async with unavailable(csms, EVSE):
            mine = {"reservationId": reservation["id"]}
            update = await csms.must_send("H01.FR.17", "ReservationStatusUpdate", since=since, where=mine)
            update.meets("H01.FR.17", reservationUpdateStatus=_REMOVED)
            await desk.is_over("H01.FR.17", reservation)
