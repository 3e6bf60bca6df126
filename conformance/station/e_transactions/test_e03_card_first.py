"""E03: the driver presents a card before the cable is plugged in."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.e_transactions.events import names_card, names_place, numbered
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_04_CS", intents=PEOPLE)
async def test_cable_after_the_card_starts_charging(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await authorized(visit, "C01.FR.02", step(1))
        await ev_connected(visit, step(2), "E03.FR.12")
        await energy_transfer_started(visit, step(2))

        names_card(visit, "E03.FR.01")
        names_place(visit, "E01.FR.16")
        numbered(visit, "E03.FR.06")
