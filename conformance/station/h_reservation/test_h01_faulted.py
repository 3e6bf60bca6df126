"""H01: reservations and an EVSE that breaks down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving

_TOPICS, _FAULTS = ("reservation",), ("raise_fault", "clear_fault")


@case("PART2-CS-H01-14", "A faulted EVSE is Faulted for a reservation", topics=_TOPICS, intents=_FAULTS)
async def test_faulted_evse_is_not_reserved(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk, _broken(desk, station_driver):
        reply = await desk.asked(desk.request(evseId=1))
        reply.meets("H01.FR.12", status="Faulted")


@case("PART2-CS-H01-15", "An EVSE that breaks down loses its reservation", topics=_TOPICS, intents=_FAULTS)
async def test_reservation_ends_with_a_fault(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with reserving(csms) as desk:
        reservation = await desk.reserved(evseId=1)
        since = csms.mark
        async with _broken(desk, station_driver):
            mine = {"reservationId": reservation["id"]}
            update = await csms.must_send("H01.FR.16", "ReservationStatusUpdate", since=since, where=mine)
            update.meets("H01.FR.16", reservationUpdateStatus="Removed")
            await desk.is_over("H01.FR.16", reservation)


@asynccontextmanager
async def _broken(desk: Desk, driver: CaseDriver) -> AsyncIterator[None]:
    """Every connector of the first EVSE is broken for the block."""
    broken: list[int] = []
    since = desk.csms.mark
    try:
        for connector in (connector for evse, connector in desk.places if evse == 1):
            broken.append(connector)
            await driver.intend("raise_fault", evse=1, connector=connector)
        await desk.again(None, "Faulted", 1, since=since)
        yield
    finally:
        for connector in broken:
            try:
                await driver.intend("clear_fault", evse=1, connector=connector)
            except Exception as error:  # whatever it is: an error of the case must stay the first one
                desk.csms.recording.note(f"left behind: a faulted connector: {error!r}")
