"""G01: a connector that is to go out of service does so when its EV leaves."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.availability import CONNECTOR, becomes_unavailable, scheduled
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("PART2-CS-G01-02", "A connector is Unavailable once its EV left", topics=("status",), intents=PEOPLE)
async def test_connector_is_unavailable_once_its_ev_left(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    point = stopping_at(csms, "EVConnected", without=("Authorized", "PowerPathClosed", "EnergyTransfer"))
    async with (
        point,
        while_charging(csms, station_driver, tokens.get("accepted")) as visit,
        scheduled(visit, CONNECTOR, "G03.FR.05"),
    ):
        await visit.stop()
        await csms.settled()
        pulled = await visit.unplug()
        await becomes_unavailable(csms, "G01.FR.05", visit.place, since=pulled)
