"""E02: the cable is plugged in before the driver presents a card."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.e_transactions.events import names_place, numbered
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_03_CS", intents=PEOPLE)
async def test_card_after_the_cable_starts_charging(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit, "E02.FR.05", step(1))
        await authorized(visit, "C01.FR.02", "E02.FR.01")
        await energy_transfer_started(visit, "E02.FR.13")

        names_place(visit, "E01.FR.16")
        numbered(visit, "E02.FR.07")
