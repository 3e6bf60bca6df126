"""E02: transactions have ids of their own, also after a reboot."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.tx_points import starting_at, stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-E02-03",
    "A transaction after a reboot has an id of its own",
    topics=("transactions",),
    needs=(Need.RESET,),
    intents=PEOPLE,
    subject=("E02.FR.08",),
)
async def test_ids_are_new_after_a_reboot(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with starting_at(csms, "EVConnected", without=("ParkingBayOccupancy",)), stopping_at(csms, "EVConnected"):
        async with while_charging(csms, station_driver, tokens.get("accepted")) as visit:
            await ended(visit)
        await csms.reboot()
        await csms.booted()
        async with while_charging(csms, station_driver, tokens.get("accepted")) as again:
            await ended(again)
