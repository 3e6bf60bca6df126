"""B04: an idle station loses its connection, and a connector is used meanwhile."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.connectors import connector_reported, connectors_say
from ocpp_conformance.conformance.station.e_transactions.outages import Outage, outage
from ocpp_conformance.conformance.station.rpc.line import variables
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit

_LONG, _SHORT = 20, 600
"""OCPP seconds, of which an outage lasts more than the first and less than the second."""


@case("TC_B_51_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_all_connectors_are_reported_after_a_long_outage(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with (
        visiting(csms, station_driver) as visit,
        variables(csms, OfflineThreshold=_LONG, RetryBackOffWaitMinimum=2 * _LONG, RetryBackOffRandomRange=0),
    ):
        gap = await plugs_in_offline(visit, 1.5 * _LONG)
        await connectors_say(csms, "B04.FR.01", gap.since, but={visit.place: "Occupied"})


@case("TC_B_52_CS", topics=("offline",), needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_changed_connector_is_reported_after_a_short_outage(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with (
        visiting(csms, station_driver) as visit,
        variables(csms, OfflineThreshold=_SHORT, RetryBackOffWaitMinimum=_LONG, RetryBackOffRandomRange=0),
    ):
        gap = await plugs_in_offline(visit, 0)
        if gap.back - gap.lost > csms.patience.scaled(_SHORT):
            raise csms.checklist.give_up(f"the outage lasted longer than {_SHORT} s")
        await connector_reported(csms, "B04.FR.02", "Occupied", visit.place, since=gap.since)


async def plugs_in_offline(visit: Visit, seconds: float) -> Outage:
    """The connection is closed, the EV plugged in, and after so many OCPP seconds the station is let in again."""
    async with outage(visit.csms) as gap:
        await visit.plug_in()
        await visit.csms.listen(visit.csms.patience.scaled(seconds))
    return gap
