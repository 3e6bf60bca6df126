"""The bundled station: faults, the stop button, parking bays, and when it has nothing more to say."""

from __future__ import annotations

import asyncio

import pytest

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.driver import Intent, Result
from ocpp_conformance.harness.sut.intents import names
from ocpp_conformance.harness.sut.station_under_test import BundledStationDriver

from .test_station_csms import set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")


def states(csms):
    return [payload["connectorStatus"] for payload in csms.of("StatusNotification")]


async def test_driver_knows_every_goal_of_a_station():
    async with system() as (_, station):
        assert BundledStationDriver(station).describe() == names(Role.STATION)


async def test_fault_is_reported_until_it_is_cleared():
    async with system() as (csms, station):
        await station.raise_fault()
        await station.clear_fault()
        assert states(csms)[-2:] == ["Faulted", "Available"]


async def test_fault_interrupts_charging():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.raise_fault()
        await station.clear_fault()
        assert states(csms) == ["Faulted", "Occupied"]
        assert csms.events() == [
            ("Updated", "ChargingStateChanged", "SuspendedEVSE"),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


async def test_nothing_starts_on_a_faulted_connector():
    async with system() as (csms, station):
        await station.raise_fault()
        csms.calls.clear()
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.events() == []


async def test_stop_at_the_station_carries_the_token_that_began_it():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.local_stop(1)
        assert csms.events()[0] == ("Updated", "StopAuthorized", None)
        assert csms.of("TransactionEvent")[0]["idToken"] == {"idToken": CARD[0], "type": CARD[1]}


async def test_plug_that_is_not_all_the_way_in_is_not_locked_and_gets_no_energy():
    async with system(sockets=True) as (csms, station):
        await station.plug_in_loosely()
        await station.present_token(*CARD)
        assert "Charging" not in [state for _, _, state in csms.events()]
        await station.unplug()
        (event,) = [event for payload in csms.of("NotifyEvent") for event in payload["eventData"]]
        told = event["component"]["name"], event["variable"]["name"], event["actualValue"]
        assert told == ("ConnectorPlugRetentionLock", "Problem", "true")
        csms.calls.clear()
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.of("NotifyEvent") == []
        assert "Charging" in [state for _, _, state in csms.events()]


async def test_fixed_cable_needs_no_lock():
    async with system() as (csms, station):
        await station.plug_in_loosely()
        await station.present_token(*CARD)
        assert csms.of("NotifyEvent") == []
        assert csms.events()[-1] == ("Updated", "ChargingStateChanged", "Charging")


async def test_parked_car_starts_a_transaction_and_ends_it_by_leaving():
    async with system(parking_bays=True) as (csms, station):
        for point in ("TxStartPoint", "TxStopPoint"):
            assert await set_variable(csms, "TxCtrlr", point, "ParkingBayOccupancy") == "Accepted"
        await station.park(1)
        await station.plug_in()
        await station.present_token(*CARD)
        await station.local_stop(1)
        await station.unplug()
        await station.leave(1)
        assert csms.events() == [
            ("Started", "EVDetected", "Idle"),
            ("Updated", "CablePluggedIn", "EVConnected"),
            ("Updated", "Authorized", None),
            ("Updated", "ChargingStateChanged", "Charging"),
            ("Updated", "StopAuthorized", None),
            ("Updated", "ChargingStateChanged", "EVConnected"),
            ("Updated", "EVCommunicationLost", "Idle"),
            ("Ended", "EVDeparted", "Idle"),
        ]


async def test_parked_car_is_no_transaction_where_that_is_no_start_point():
    async with system(parking_bays=True) as (csms, station):
        csms.calls.clear()
        await station.park(1)
        assert csms.calls == []
        await station.plug_in()
        await station.unplug()
        await station.leave(1)
        assert [event[:2] for event in csms.events()] == [
            ("Started", "CablePluggedIn"),
            ("Ended", "EVCommunicationLost"),
        ]


async def test_car_that_leaves_before_the_end_is_told_of():
    async with system(parking_bays=True) as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStartPoint", "ParkingBayOccupancy")
        await station.park(1)
        csms.calls.clear()
        await station.leave(1)
        assert csms.events() == [("Updated", "EVDeparted", None)]


async def test_car_suspends_and_resumes():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.suspend_ev()
        await station.resume_ev()
        assert csms.events() == [
            ("Updated", "ChargingStateChanged", "SuspendedEV"),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


async def test_car_that_suspends_ends_what_stops_with_the_energy():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "EnergyTransfer")
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.suspend_ev()
        assert csms.events() == [("Ended", "ChargingStateChanged", "EVConnected")]
        assert csms.of("TransactionEvent")[0]["transactionInfo"]["stoppedReason"] == "StoppedByEV"


async def test_car_that_is_not_ready_starts_no_energy():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStartPoint", "EnergyTransfer")
        await station.suspend_ev()
        await station.plug_in()
        await station.present_token(*CARD)
        assert csms.events() == []
        await station.resume_ev()
        assert csms.events() == [("Started", "ChargingStateChanged", "Charging")]


@pytest.mark.parametrize(("sockets", "connector"), [(False, ["Available", "Occupied"]), (True, [])])
async def test_cable_is_taken_out_of_the_car_and_put_back(sockets, connector):
    async with system(sockets=sockets) as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "Authorized")
        await set_variable(csms, "TxCtrlr", "StopTxOnEVSideDisconnect", "false")
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.unplug_ev()
        await station.plug_in_ev()
        assert states(csms) == connector
        assert csms.events() == [
            ("Updated", "EVCommunicationLost", "Idle"),
            ("Updated", "CablePluggedIn", "EVConnected"),
            ("Updated", "ChargingStateChanged", "Charging"),
        ]


@pytest.mark.parametrize("unlocks", ["true", "false"])
async def test_cable_is_locked_while_its_driver_is_authorized(unlocks):
    async with system(sockets=True) as (csms, station):
        await set_variable(csms, "OCPPCommCtrlr", "UnlockOnEVSideDisconnect", unlocks)
        await station.plug_in()
        await station.present_token(*CARD)
        csms.calls.clear()
        await station.unplug()
        await station.unplug_ev()
        assert states(csms) == []
        if unlocks == "false":
            await station.unplug()
            assert states(csms) == []
            await station.present_token(*CARD)
        await station.unplug()
        assert states(csms) == ["Available"]


async def test_cable_stays_in_the_socket():
    async with system(sockets=True) as (csms, station):
        await station.plug_in()
        csms.calls.clear()
        await station.unplug_ev()
        await station.unplug()
        assert states(csms) == ["Available"]
        assert csms.events() == [("Ended", "EVCommunicationLost", "Idle")]


@pytest.mark.parametrize(
    ("deeds", "why"),
    [
        ([("clear_fault", {"evse": 1, "connector": 1})], "not faulted"),
        ([("raise_fault", {"evse": 1, "connector": 1})] * 2, "faulted already"),
        ([("raise_fault", {"evse": 1, "connector": 9})], "no connector 9"),
        ([("local_stop", {"evse": 1})], "no transaction runs"),
        ([("unplug_ev", {"evse": 1, "connector": 1})], "no car is at"),
        ([("plug_in", {"evse": 1, "connector": 1}), ("plug_in_ev", {"evse": 1, "connector": 1})], "no free cable"),
        ([("park", {"evse": 1})] * 2, "is parked"),
        ([("park", {"evse": 9})], "no EVSE 9"),
        ([("leave", {"evse": 1})], "no car is parked"),
        (
            [("park", {"evse": 1}), ("plug_in", {"evse": 1, "connector": 1}), ("leave", {"evse": 1})],
            "still plugged in",
        ),
    ],
)
async def test_deed_that_makes_no_sense_is_not_done(deeds, why):
    async with system(parking_bays=True) as (_, station):
        driver = BundledStationDriver(station)
        for name, arguments in deeds:
            receipt = await driver.intend(Intent(name, arguments))
        assert receipt.result is Result.NOT_DISPATCHED
        assert why in receipt.text


async def test_station_without_detectors_sees_no_car():
    async with system() as (_, station):
        with pytest.raises(ValueError, match="no parking bay detectors"):
            await station.park(1)


async def test_idle_station_has_said_everything():
    async with system() as (csms, station):
        station.network_down()
        await station.plug_in()
        idle = asyncio.create_task(station.wait_idle())
        await asyncio.wait({idle}, timeout=0.05)
        waited = not idle.done()
        station.network_up()
        await asyncio.wait_for(idle, 5)
        assert (waited, csms.events()[-1][:2]) == (True, ("Started", "CablePluggedIn"))
