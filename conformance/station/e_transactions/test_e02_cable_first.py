"""E02: the cable is plugged in before the driver presents a card."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CsmsProbe, DriverHand, case
from ocpp_conformance.conformance.station.e_transactions.verbs import names_place, numbered
from ocpp_conformance.conformance.station.session import PEOPLE
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_03_CS", intents=PEOPLE)
async def test_card_after_the_cable_starts_charging(
    csms: CsmsProbe, station_driver: DriverHand, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as session:
        await ev_connected(session, "E02.FR.05", "E02.FR.17")
        await authorized(session, "C01.FR.02", "E02.FR.01")
        await energy_transfer_started(session, "E02.FR.13")

        names_place(session, "E01.FR.16")
        numbered(session, "E02.FR.07")
