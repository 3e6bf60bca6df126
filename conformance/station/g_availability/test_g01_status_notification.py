"""G01: a connector changes its state."""

from ocpp_conformance.conformance.case import CsmsProbe, DriverHand, case, step
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.session import PEOPLE
from ocpp_conformance.conformance.station.states import ev_connected, visiting


@case("TC_G_01_CS", intents=PEOPLE)
async def test_plugged_connector_is_occupied(csms: CsmsProbe, station_driver: DriverHand) -> None:
    async with visiting(csms, station_driver) as session:
        await ev_connected(session, "G01.FR.03", step(1))


@case("TC_G_02_CS", intents=PEOPLE)
async def test_unplugged_connector_is_available(csms: CsmsProbe, station_driver: DriverHand) -> None:
    async with visiting(csms, station_driver) as session:
        await ev_connected(session)
        since = await session.unplug()
        await connector_reported(csms, "G01.FR.04", "Available", session.place, since=since)
