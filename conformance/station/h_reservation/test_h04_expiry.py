"""H04: a reservation that nobody uses."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.h_reservation.reservations import reserving
from ocpp_conformance.conformance.station.h_reservation.use import coming, served
from ocpp_conformance.conformance.station.remote_use import starting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("reservation",)
_SOON = 2.0
"""Real seconds: the clock of a station doesn't scale."""


@case("PART2-CS-H04-01", "A reservation ends, and its EVSE is free", topics=_TOPICS)
async def test_reservation_expires(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk, starting(csms) as starts:
        since = csms.mark
        reservation = await desk.reserved(lasts=_SOON, evseId=1)
        mine, late = {"reservationId": reservation["id"]}, _SOON + 2 * csms.patience.reply
        update = await csms.must_send("H04.FR.01", "ReservationStatusUpdate", since=since, within=late, where=mine)
        update.meets("H04.FR.01", reservationUpdateStatus="Expired")
        await desk.again("H04.FR.03", "Available", 1, since=since)
        reply = await starts.start(1)
        if reply["status"] != "Accepted" and (await desk.asked(desk.request(evseId=1)))["status"] == "Accepted":
            raise csms.checklist.give_up("nobody can start at the EVSE, though it is free")
        reply.meets("H04.FR.02", status="Accepted")


@case("TC_H_07_CS", intents=PEOPLE)
async def test_expired_reservation_serves_anybody(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with coming(csms, station_driver, tokens.get("accepted")) as (desk, visit):
        await desk.free(1)
        since = csms.mark
        reservation = await desk.reserved(lasts=_SOON, evseId=1)
        mine, late = {"reservationId": reservation["id"]}, _SOON + 2 * csms.patience.reply
        update = await csms.must_send(step(3), "ReservationStatusUpdate", since=since, within=late, where=mine)
        update.meets("H04.FR.01", reservationUpdateStatus="Expired")
        update.meets(step(3), reservationUpdateStatus="Expired")
        await desk.again(step(1), "Available", 1, since=since)
        await csms.settled()
        await served(visit, step(5), step(6))
