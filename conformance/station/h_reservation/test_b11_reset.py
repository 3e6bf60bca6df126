"""B11.FR.05: reservations outlast a reset."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.h_reservation.reservations import reserving

_TOPICS = ("reservation", "reset")


@case("PART2-CS-B11-05", "A reserved EVSE is Reserved after a reboot", topics=_TOPICS, needs=(Need.RESET,))
async def test_reservation_outlasts_a_reboot(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        boot = await csms.reboot()
        await desk.again("B01.FR.13", "Reserved", 1, since=boot.frame)
        await desk.again("B11.FR.05", "Reserved", 1, since=boot.frame)
