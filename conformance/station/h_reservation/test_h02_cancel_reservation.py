"""H02: our CSMS cancels a reservation."""

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.h_reservation.reservations import reserving

_TOPICS = ("reservation",)


@case("PART2-CS-H02-01", "A reservation that there is not", topics=_TOPICS)
async def test_unknown_reservation_is_not_cancelled(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        reply = await desk.cancelled(desk.request())
        reply.meets("H02.FR.01", status="Rejected")


@case("PART2-CS-H02-02", "A cancelled reservation is gone", topics=_TOPICS)
async def test_reservation_is_cancelled(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        reservation = await desk.reserved(evseId=1)
        reply = await desk.cancelled(reservation)
        reply.meets("H02.FR.02", status="Accepted")
        await csms.settled()
        await desk.is_over("H02.FR.02", reservation)
        again = await desk.asked(desk.request(evseId=1))
        again.meets("H02.FR.02", status="Accepted")


@case("TC_H_17_CS")
async def test_cancelled_evse_is_available(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        reply = await desk.cancelled(reservation)
        reply.meets("H02.FR.02", status="Accepted")
        reply.meets(step(2), status="Accepted")
        await desk.says(step(3), "Available", 1, since=since)


@case("TC_H_18_CS")
async def test_reservation_that_nobody_made_is_not_cancelled(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        reply = await desk.cancelled({"id": 1})
        reply.meets("H02.FR.01", status="Rejected")
        reply.meets(step(2), status="Rejected")
