"""E07: the driver stops at the station, with the card that started."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.e_transactions.events import ended_by_driver, numbered
from ocpp_conformance.conformance.station.states import (
    authorized,
    energy_transfer_started,
    ev_connected,
    ev_connected_post_session,
    ev_disconnected,
    stop_authorized,
    visiting,
)
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload


@case("TC_E_06_CS", intents=PEOPLE)
async def test_card_that_started_stops_without_asking(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await ev_connected(visit)
        await authorized(visit)
        await energy_transfer_started(visit)

        stop = await stop_authorized(visit, step(1))
        await ev_connected_post_session(visit, stop, step(2))
        await ev_disconnected(visit, step(3), "E06.FR.15")
        await ended_by_driver(visit, step(3))
        numbered(visit, "E07.FR.11")
