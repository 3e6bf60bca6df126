"""B11: reservations outlast a reset."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.b_provisioning.resets import boots, reset
from ocpp_conformance.conformance.station.h_reservation.reservations import reserving

_TOPICS = ("reservation", "reset")


@case("TC_B_24_CS", needs=(Need.RESET,))
async def test_reserved_evse_is_reserved_after_the_reset(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        since = await reset(csms, {"type": "Immediate"}, step(2), "Accepted")
        boot = await boots(csms, "B11.FR.03", since, "RemoteReset")
        await desk.again("B11.FR.05", "Reserved", 1, since=boot.frame)
        await desk.again("B11.FR.04", "Available", *desk.evses[1:], since=boot.frame)


@case("PART2-CS-B11-05", "A reserved EVSE is Reserved after a reboot", topics=_TOPICS, needs=(Need.RESET,))
async def test_reservation_outlasts_a_reboot(csms: CsmsProbe) -> None:
    async with reserving(csms) as desk:
        await desk.reserved(evseId=1)
        boot = await csms.reboot()
        await desk.again("B01.FR.13", "Reserved", 1, since=boot.frame)
        await desk.again("B11.FR.05", "Reserved", 1, since=boot.frame)
