"""E01: the EV takes no energy for a while."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.car import EV_SUSPENDS
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.states import event_told
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case(
    "PART2-CS-E01-01",
    "An EV that takes no energy suspends the transaction",
    topics=("transactions",),
    intents=(*PEOPLE, *EV_SUSPENDS),
)
async def test_ev_suspends(csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]) -> None:
    point = stopping_at(csms, "EVConnected", without=("EnergyTransfer",))
    async with point, while_charging(csms, station_driver, tokens.get("accepted")) as visit:
        since = await visit.car.suspend()
        event = await event_told(visit, None, since, "ChargingStateChanged")
        event.meets("E01.FR.19", transactionInfo={"chargingState": "SuspendedEV"})
