"""E06: TxStopPoint says with what a transaction ends; here somebody stops it, or drives away."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, absent_or, case, one_of, step
from ocpp_conformance.conformance.station.car import BAY, EV_SUSPENDS
from ocpp_conformance.conformance.station.car_states import parking_bay_occupied, parking_bay_unoccupied
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.e_transactions.events import ended, ended_by_ev, ended_by_unplugging, numbered
from ocpp_conformance.conformance.station.remote_states import remotely_stopped
from ocpp_conformance.conformance.station.states import (
    charging,
    ev_connected_post_session,
    ev_disconnected,
    stop_authorized,
    visiting,
)
from ocpp_conformance.conformance.station.tx_points import stopping_at
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_LOCAL = {"stoppedReason": absent_or("Local")}
_STOPPED = one_of("StopAuthorized", "ChargingStateChanged")


@case("TC_E_15_CS", intents=PEOPLE)
async def test_stop_by_the_driver_ends_what_ends_with_the_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "Authorized", without=("PowerPathClosed",))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        stop = await visit.stop()

        event = await ended(visit, "E06.FR.03", stop, transactionInfo=_LOCAL)
        event.meets(step(1), triggerReason="StopAuthorized")
        numbered(visit, "E06.FR.14")


@case("TC_E_21_CS", intents=PEOPLE)
async def test_stop_by_the_csms_ends_what_ends_with_the_authorization(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "Authorized", without=("PowerPathClosed",))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        stop = await remotely_stopped(visit, "F03.FR.07", "F03.FR.09")

        await ended(visit, "E06.FR.03", stop, transactionInfo={"stoppedReason": "Remote"})
        numbered(visit, "E06.FR.14")


@case("TC_E_07_CS", intents=PEOPLE)
async def test_stop_by_the_driver_ends_what_ends_with_the_power_path(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "PowerPathClosed", without=("Authorized",))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        stop = await stop_authorized(visit, step(1))

        await ended(visit, "E06.FR.06", stop, triggerReason=_STOPPED, transactionInfo=_LOCAL)
        numbered(visit, "E06.FR.14")


@case("TC_E_35_CS", intents=PEOPLE)
async def test_stop_by_the_csms_ends_what_ends_with_the_power_path(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "PowerPathClosed", without=("Authorized",))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        stop = await remotely_stopped(visit, step(2), step(3))

        await ended(visit, "E06.FR.06", stop, transactionInfo={"stoppedReason": "Remote"})
        numbered(visit, "E06.FR.14")


@case("TC_E_08_CS", intents=PEOPLE)
async def test_stop_by_the_driver_ends_what_ends_with_the_energy(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "EnergyTransfer", without=("Authorized", "PowerPathClosed"))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        stop = await stop_authorized(visit, step(1))

        await ended(visit, "E06.FR.07", stop, triggerReason=_STOPPED, transactionInfo=_LOCAL)
        numbered(visit, "E06.FR.14")


@case("TC_E_22_CS", intents=(*PEOPLE, *EV_SUSPENDS))
async def test_ev_that_suspends_ends_what_ends_with_the_energy(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "EnergyTransfer")
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        since = await visit.car.suspend()

        await ended_by_ev(visit, step(1), since)
        numbered(visit, "E06.FR.14")


@case("TC_E_14_CS", intents=PEOPLE)
async def test_cable_taken_out_ends_what_ends_with_the_connection(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    point = stopping_at(csms, "EVConnected", without=("EnergyTransfer", "PowerPathClosed", "DataSigned", "Authorized"))
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await charging(visit)
        await ev_connected_post_session(visit, await stop_authorized(visit))
        since = await visit.unplug()

        await connector_reported(csms, step(1), "Available", visit.place, since=since)
        await ended_by_unplugging(visit, "E06.FR.02", since, absent_or(one_of("Local", "EVDisconnected")))
        numbered(visit, "E06.FR.14")


@case("TC_E_19_CS", intents=(*PEOPLE, *BAY))
async def test_car_that_leaves_the_bay_ends_what_ends_with_parking(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    others = ("EnergyTransfer", "PowerPathClosed", "DataSigned", "Authorized", "EVConnected")
    point = stopping_at(csms, "ParkingBayOccupancy", without=others)
    async with point, visiting(csms, station_driver, tokens.get("accepted")) as visit:
        await parking_bay_occupied(visit)
        await charging(visit)
        await ev_connected_post_session(visit, await stop_authorized(visit))
        await ev_disconnected(visit)

        await parking_bay_unoccupied(visit, "E06.FR.01")
        numbered(visit, "E06.FR.14")
