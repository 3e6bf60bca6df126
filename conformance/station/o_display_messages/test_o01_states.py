"""O01: a message for one state of the station, which it goes through.

What the display shows is for those who stand before it; our CSMS sees that the message is taken, and stays.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.availability import STATION, changes, unavailable
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.faulted import FAULTS, are_told, broken
from ocpp_conformance.conformance.station.o_display_messages.asked import tells
from ocpp_conformance.conformance.station.o_display_messages.displays import displaying
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Source


@asynccontextmanager
async def _kept(csms: CsmsProbe, state: str, told: tuple[Source, Source]) -> AsyncIterator[None]:
    """A message for this state is taken, and the station tells it after the block."""
    async with displaying(csms) as displays:
        info = displays.message(state=state)
        (await displays.asked(info)).meets(step(2), status="Accepted")
        yield
        await tells(displays, *told, info, id=[info["id"]])


@case("TC_O_36_CS", intents=PEOPLE)
async def test_message_for_charging(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _kept(csms, "Charging", (step(12), step(13))), while_charging(csms, station_driver) as visit:
        await ended(visit)


@case("TC_O_37_CS", intents=PEOPLE)
async def test_message_for_idling(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _kept(csms, "Idle", (step(12), step(13))), while_charging(csms, station_driver) as visit:
        await ended(visit)


@case("TC_O_38_CS")
async def test_message_for_a_station_out_of_service(csms: CsmsProbe) -> None:
    async with _kept(csms, "Unavailable", (step(9), step(10))), unavailable(csms, STATION):
        await changes(csms, STATION, "Operative", step(5), step(6))


@case("TC_O_39_CS", intents=FAULTS)
async def test_message_for_a_broken_station(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _kept(csms, "Faulted", (step(4), step(5))):
        places = await connectors(csms) or ((1, 1),)
        async with broken(csms, station_driver, places, told=("Faulted", "Unavailable")):
            since = csms.mark
        await are_told(csms, places, ("Available",), since=since)
