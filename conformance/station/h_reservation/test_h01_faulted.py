"""H01: reservations and an EVSE that breaks down."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.faulted import FAULTS, broken
from ocpp_conformance.conformance.station.h_reservation.reservations import reserving

_TOPICS = ("reservation",)


@case("PART2-CS-H01-14", "A faulted EVSE is Faulted for a reservation", topics=_TOPICS, intents=FAULTS)
async def test_faulted_evse_is_not_reserved(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk, broken(csms, station_driver, desk.at(1)):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.12", status="Faulted")


@case("PART2-CS-H01-15", "An EVSE that breaks down loses its reservation", topics=_TOPICS, intents=FAULTS)
async def test_reservation_ends_with_a_fault(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk:
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        async with broken(csms, station_driver, desk.at(1)):
            mine = {"reservationId": reservation["id"]}
            update = await csms.must_send("H01.FR.16", "ReservationStatusUpdate", since=since, where=mine)
            update.meets("H01.FR.16", reservationUpdateStatus="Removed")
            await desk.is_over("H01.FR.16", reservation)
