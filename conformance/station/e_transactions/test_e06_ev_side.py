"""E06, E09, E10: the cable is taken out of the car, which ends a transaction or doesn't, as TxStopPoint says."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, one_of, step, variable
from ocpp_conformance.conformance.station.car import EV_SIDE
from ocpp_conformance.conformance.station.car_states import energy_transfer_suspended
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.e_transactions.events import ended_by_unplugging, numbered
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_STOPS = variable("TxCtrlr", "StopTxOnEVSideDisconnect", attributeValue="true")
_STAYS = {**_STOPS, "attributeValue": "false"}
_LOCKED = variable("OCPPCommCtrlr", "UnlockOnEVSideDisconnect", attributeValue="false")


@case("TC_E_17_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_ev_taken_off_ends_what_ends_with_the_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "Authorized", "PowerPathClosed", without=("EnergyTransfer", "DataSigned", "EVConnected"))
    async with point, configured(csms, _STOPS, _LOCKED), _suspended(csms, station_driver, tokens) as visit:
        since = await visit.unplug_ev()

        await ended_by_unplugging(visit, step(1), since, "EVDisconnected")
        numbered(visit, "E06.FR.14")
        if visit.connected:  # a cable that can be taken off, and is locked
            await visit.present(visit.card)
            await visit.csms.settled()  # it may ask about the card before it lets the cable go
            since = await visit.unplug()
        await connector_reported(csms, step(3), "Available", visit.place, since=since)


@case("TC_E_37_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_ev_taken_off_ends_what_ends_with_the_power_path(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "PowerPathClosed", without=("EnergyTransfer", "EVConnected", "DataSigned"))
    async with point, _stays(csms), _suspended(csms, station_driver, tokens) as visit:
        since = await visit.unplug_ev()

        await ended_by_unplugging(visit, "E06.FR.06", since, "EVDisconnected")
        numbered(visit, "E06.FR.14")


@case("TC_E_20_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_ev_taken_off_ends_what_ends_with_the_connection(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "EVConnected", without=("EnergyTransfer", "PowerPathClosed"))
    async with point, _stays(csms), _suspended(csms, station_driver, tokens) as visit:
        since = await visit.unplug_ev()

        await ended_by_unplugging(visit, "E06.FR.02", since, "EVDisconnected")
        numbered(visit, "E06.FR.14")


@case("TC_E_54_CS", intents=(*PEOPLE, *EV_SIDE))
async def test_ev_that_talks_taken_off_ends_what_ends_with_the_connection(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "EVConnected", without=("EnergyTransfer", "PowerPathClosed"))
    async with point, _stays(csms), _suspended(csms, station_driver, tokens) as visit:
        since = await visit.unplug_ev()

        await ended_by_unplugging(visit, "E06.FR.02", since, one_of("StoppedByEV", "EVDisconnected"))
        numbered(visit, "E06.FR.14")


def _stays(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    return configured(csms, _STAYS, if_implemented=True)


@asynccontextmanager
async def _suspended(csms: CsmsProbe, driver: CaseDriver, tokens: _Tokens) -> AsyncIterator[Visit]:
    """EnergyTransferSuspended as a precondition."""
    async with visiting(csms, driver, tokens.get("accepted")) as visit:
        await charging(visit)
        await energy_transfer_suspended(visit)
        yield visit
