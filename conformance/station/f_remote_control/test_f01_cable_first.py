"""F01: the cable is plugged in, then our CSMS starts the transaction."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.e_transactions.events import names_card, numbered
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import names_remote_start
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.states import (
    energy_transfer_started,
    ev_connected,
    visiting,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_F_01_CS", intents=PEOPLE)
async def test_remote_start_after_the_cable_starts_charging(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit)

        await remotely_authorized(visit, step(1), "F01.FR.01", step(1))
        await energy_transfer_started(visit, step(2))
        names_remote_start(visit, "F01.FR.19", "F01.FR.25")
        names_card(visit, "F01.FR.04")
        numbered(visit, "F01.FR.05")
