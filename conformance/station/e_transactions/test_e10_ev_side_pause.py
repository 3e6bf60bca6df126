"""E10: a transaction waits for the cable that was taken out of the car."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.connectors import connector_reported, has_socket
from ocpp_conformance.conformance.station.e_transactions.ev_side import ev_lost, while_suspended
from ocpp_conformance.conformance.station.states import event_told
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured, integer, members
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_WAITING = ("Authorized", "ParkingBayOccupancy")
_ENDING = ("EVConnected", "DataSigned", "PowerPathClosed", "EnergyTransfer")
_TIMEOUT = variable("TxCtrlr", "EVConnectionTimeOut", attributeValue="30")


@case("TC_E_26_CS", intents=(*PEOPLE, *EV_SIDE, "plug_in_ev"))
async def test_energy_flows_again_when_the_cable_is_back(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, *_WAITING, without=_ENDING)
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=False, unlock=False)
    async with point, driver as visit:
        since = await ev_lost(visit, step(1), eventType="Updated")
        if not await has_socket(csms, visit.place):
            await connector_reported(csms, step(3), "Available", visit.place, since=since)

        since = await visit.plug_in_ev()
        plugged = await event_told(visit, step(5), since, "CablePluggedIn")
        plugged.meets(step(5), eventType="Updated", transactionInfo={"chargingState": "EVConnected"})
        await visit.car.resume()
        charging = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "Charging"}}
        long = csms.patience.boot  # the EV agrees first
        event = await csms.must_send(step(7), "TransactionEvent", since=since, within=long, where=charging)
        event.meets(step(7), eventType="Updated")


# The page has the cable plugged in again before the timeout, as in the case before; what it checks is the timeout
@case("TC_E_27_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_cable_that_does_not_come_back_ends_the_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, *_WAITING, without=_ENDING)
    driver = while_suspended(csms, station_driver, tokens.get("accepted"), stop=False, unlock=False)
    async with point, configured(csms, _TIMEOUT, if_implemented=True), driver as visit:
        if await has_socket(csms, visit.place):
            raise csms.checklist.give_up("precondition not reached: a fixed cable")
        since = await ev_lost(visit, step(1), eventType="Updated")
        await connector_reported(csms, step(3), "Available", visit.place, since=since)

        late = csms.patience.too_late(await integer(csms, _TIMEOUT))
        where = {"triggerReason": "EVConnectTimeout"}
        event = await csms.must_send("E10.FR.02", "TransactionEvent", since=since, within=late, where=where)
        if "Authorized" in await members(csms, variable("TxCtrlr", "TxStopPoint")):
            event.meets(step(5), eventType="Ended", transactionInfo={"stoppedReason": "Timeout"})
        else:
            event.meets(step(5), eventType="Updated")
