"""G03 and G04: the CSMS takes a connector, an EVSE or the whole station out of service, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.connectors import Place, connector_reported, connectors
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

STATION: Payload = {}
EVSE: Payload = {"evse": {"id": 1}}
CONNECTOR: Payload = {"evse": {"id": 1, "connectorId": 1}}


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


@asynccontextmanager
async def unavailable(
    csms: CsmsProbe, what: Payload, accepted: Source | None = None, reported: Source | None = None
) -> AsyncIterator[None]:
    """The reusable state Unavailable of Part 6, 2.19, for the block; Operative again at its end. Without sources it is
    a precondition."""
    await csms.booted()
    try:
        await changes(csms, what, "Inoperative", accepted, reported)
        yield
    finally:
        await csms.tidy("the connectors stay out of service", "ChangeAvailability", _request(what, "Operative"))


async def changes(csms: CsmsProbe, what: Payload, to: str, accepted: Source | None, reported: Source | None) -> None:
    """The change is Accepted, and every connector that it is about tells its new state."""
    since, status = csms.mark, "Available" if to == "Operative" else "Unavailable"
    places = [place for place in await connectors(csms) or ((1, 1),) if _is_in(place, what)]
    await change(csms, what, to, accepted)
    for place in places:
        await connector_reported(csms, reported, status, place, since=since)


async def change(csms: CsmsProbe, what: Payload, to: str, accepted: Source | None) -> None:
    """A ChangeAvailability that is Accepted."""
    reply = await csms.call("ChangeAvailability", _request(what, to))
    demand(reply, accepted, status="Accepted")


def _request(what: Payload, to: str) -> Payload:
    return {**what, "operationalStatus": to}


def _is_in(place: Place, what: Payload) -> bool:
    evse = what.get("evse", {})
    return evse.get("id") in (None, place[0]) and evse.get("connectorId") in (None, place[1])
