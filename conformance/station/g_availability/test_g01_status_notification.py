"""G01: a connector changes its state."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE


@case("TC_G_01_CS", intents=PEOPLE)
async def test_plugged_connector_is_occupied(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit:
        await ev_connected(visit, "G01.FR.03", step(1))


@case("TC_G_02_CS", intents=PEOPLE)
async def test_unplugged_connector_is_available(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with visiting(csms, station_driver) as visit:
        await ev_connected(visit)
        since = await visit.unplug()
        await connector_reported(csms, "G01.FR.04", "Available", visit.place, since=since)
