"""E09: taking the cable out of the car ends the authorization."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.connectors import connector_reported, has_socket
from ocpp_conformance.conformance.station.e_transactions.ev_side import ev_lost, while_suspended
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]


@case("TC_E_24_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_cable_is_free_at_once(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=True, unlock=True)
    async with driver as visit:
        if not await has_socket(csms, visit.place):
            raise csms.checklist.give_up("precondition not reached: the cable is fixed to the station")
        await ev_lost(visit, step(1))

        since = await visit.unplug()
        await connector_reported(csms, "E09.FR.02", "Available", visit.place, since=since)


@case("TC_E_25_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_cable_is_free_when_the_card_is_shown(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=True, unlock=False)
    async with driver as visit:
        since = await ev_lost(visit, step(1))
        if await has_socket(csms, visit.place):
            await visit.present(visit.card)
            await csms.settled()  # it may ask about the card before it lets the cable go
            since = await visit.unplug()

        await connector_reported(csms, step(3), "Available", visit.place, since=since)
