"""G03 and G04: the CSMS takes a connector, an EVSE or the whole station out of service, and back."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.availability import CONNECTOR, EVSE, STATION, change, changes, unavailable


@case("TC_G_03_CS")
async def test_evse_becomes_unavailable(csms: CsmsProbe) -> None:
    async with unavailable(csms, EVSE, "G03.FR.02", "G03.FR.06"):
        pass


@case("TC_G_04_CS")
async def test_evse_becomes_available(csms: CsmsProbe) -> None:
    async with unavailable(csms, EVSE):
        await changes(csms, EVSE, "Operative", "G03.FR.02", "G03.FR.07")


@case("TC_G_05_CS")
async def test_station_becomes_unavailable(csms: CsmsProbe) -> None:
    async with unavailable(csms, STATION, "G04.FR.03", "G04.FR.07"):
        pass


@case("TC_G_06_CS")
async def test_station_becomes_available(csms: CsmsProbe) -> None:
    async with unavailable(csms, STATION):
        await changes(csms, STATION, "Operative", "G04.FR.03", "G04.FR.08")


@case("TC_G_07_CS")
async def test_connector_becomes_unavailable(csms: CsmsProbe) -> None:
    async with unavailable(csms, CONNECTOR, "G03.FR.02", "G03.FR.04"):
        pass


@case("TC_G_08_CS")
async def test_connector_becomes_available(csms: CsmsProbe) -> None:
    async with unavailable(csms, CONNECTOR):
        await changes(csms, CONNECTOR, "Operative", "G03.FR.02", "G03.FR.07")


@case("TC_G_09_CS")
async def test_operative_evse_stays_so(csms: CsmsProbe) -> None:
    await csms.booted()
    await change(csms, EVSE, "Operative", "G03.FR.03")


@case("TC_G_10_CS")
async def test_inoperative_evse_stays_so(csms: CsmsProbe) -> None:
    async with unavailable(csms, EVSE):
        await change(csms, EVSE, "Inoperative", "G03.FR.03")


@case("TC_G_12_CS")
async def test_operative_station_stays_so(csms: CsmsProbe) -> None:
    await csms.booted()
    await change(csms, STATION, "Operative", "G04.FR.04")


@case("TC_G_13_CS")
async def test_inoperative_station_stays_so(csms: CsmsProbe) -> None:
    async with unavailable(csms, STATION):
        await change(csms, STATION, "Inoperative", "G04.FR.04")


@case("TC_G_15_CS")
async def test_operative_connector_stays_so(csms: CsmsProbe) -> None:
    await csms.booted()
    await change(csms, CONNECTOR, "Operative", "G03.FR.03")


@case("TC_G_16_CS")
async def test_inoperative_connector_stays_so(csms: CsmsProbe) -> None:
    async with unavailable(csms, CONNECTOR):
        await change(csms, CONNECTOR, "Inoperative", "G03.FR.03")
