"""What the bundled CSMS makes of the needs of EVs that speak ISO 15118, and of what they choose."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from ocpp_conformance.harness.csms.ev_charging import is_within
from ocpp_conformance.harness.probes.payloads import transaction_event
from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.times import now

from .messages import CARD
from .station_in_hand import PASSWORD, booted, csms_with

AC = {"energyAmount": 20_000, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 400}
THREE_PHASES = {"requestedEnergyTransfer": "AC_three_phase", "acChargingParameters": AC}
ONE_PHASE = {"requestedEnergyTransfer": "AC_single_phase", "acChargingParameters": AC}
DC = {"requestedEnergyTransfer": "DC", "dcChargingParameters": {"evMaxCurrent": 100, "evMaxVoltage": 400}}
SLOW_DC = {**DC, "dcChargingParameters": {**DC["dcChargingParameters"], "evMaxPower": 11_000}}
NOTHING = {"requestedEnergyTransfer": "DC"}


def schedule(*limits, unit="A", id=1, **more):
    periods = [{"startPeriod": 60 * minute, "limit": limit, **more} for minute, limit in enumerate(limits)]
    return {"id": id, "chargingRateUnit": unit, "chargingSchedulePeriod": periods}


@asynccontextmanager
async def ev_plugged_in():
    """A station with a transaction on EVSE 1, and the CSMS that it is connected to."""
    async with csms_with() as csms, booted(csms.url) as station:
        event = transaction_event("Started", "CablePluggedIn", "T1", 0, token=CARD, evse=1, connector=1)
        await station.call("TransactionEvent", event)
        yield csms, station


async def told(station, needs, evse=1):
    reply = await station.call("NotifyEVChargingNeeds", {"evseId": evse, "chargingNeeds": needs})
    return reply.payload["status"]


async def chosen(station, limits):
    payload = {"timeBase": now(), "evseId": 1, "chargingSchedule": limits}
    return (await station.call("NotifyEVChargingSchedule", payload)).payload["status"]


@pytest.mark.parametrize(
    ("needs", "unit", "period"),
    [
        (THREE_PHASES, "A", {"limit": 16}),
        (ONE_PHASE, "A", {"limit": 16, "numberPhases": 1}),
        (DC, "W", {"limit": 40_000}),
        (SLOW_DC, "W", {"limit": 11_000}),
    ],
)
@pytest.mark.asyncio
async def test_ev_is_offered_what_it_can_take(needs, unit, period):
    async with ev_plugged_in() as (_, station):
        status = await told(station, needs)
        offered = await station.called("SetChargingProfile")

        (made,) = offered["chargingProfile"]["chargingSchedule"]
        about = offered["evseId"], offered["chargingProfile"]["transactionId"], made["chargingRateUnit"]
        assert (status, *about) == ("Accepted", 1, "T1", unit)
        assert made["chargingSchedulePeriod"] == [{"startPeriod": 0, **period}]


@pytest.mark.asyncio
async def test_ev_is_offered_a_schedule_until_it_leaves():
    async with ev_plugged_in() as (_, station):
        await told(station, {**DC, "departureTime": now(timedelta(hours=1))})
        offered = await station.called("SetChargingProfile")

        assert 3590 <= offered["chargingProfile"]["chargingSchedule"][0]["duration"] <= 3600


@pytest.mark.parametrize(("needs", "evse"), [(DC, 2), (NOTHING, 1)])
@pytest.mark.asyncio
async def test_needs_without_transaction_or_parameters_are_rejected(needs, evse):
    async with ev_plugged_in() as (_, station):
        assert await told(station, needs, evse) == "Rejected"


@pytest.mark.asyncio
async def test_profile_for_new_needs_takes_the_place_of_the_one_before():
    async with ev_plugged_in() as (csms, station):
        await told(station, THREE_PHASES)
        await station.called("SetChargingProfile")
        await csms.operate("CS001", "set_profile", evse=1, purpose="TxProfile", limit=8)
        await csms.operate("CS001", "set_profile", evse=1, purpose="TxProfile", limit=6)

        ids = {payload["chargingProfile"]["id"] for name, payload in station.calls if name == "SetChargingProfile"}
        assert len(ids) == 1
        assert (await chosen(station, schedule(6)), await chosen(station, schedule(7))) == ("Accepted", "Rejected")


@pytest.mark.asyncio
async def test_ev_that_takes_too_much_is_offered_a_profile_anew():
    async with ev_plugged_in() as (_, station):
        await told(station, THREE_PHASES)
        await station.called("SetChargingProfile")
        station.calls.clear()
        status = await chosen(station, schedule(16.5))
        again = await station.called("SetChargingProfile")

        assert (status, again["chargingProfile"]["transactionId"]) == ("Rejected", "T1")


@pytest.mark.asyncio
async def test_schedule_of_an_ev_that_was_offered_nothing_is_accepted():
    async with ev_plugged_in() as (_, station):
        assert await chosen(station, schedule(32)) == "Accepted"


@pytest.mark.parametrize(
    ("choice", "offer", "within"),
    [
        (schedule(10), schedule(10), True),
        (schedule(10, 12), schedule(10), False),
        (schedule(10), schedule(10, 8), False),
        (schedule(10, 8), schedule(10, 8), True),
        (schedule(6900, unit="W"), schedule(10), True),
        (schedule(6901, unit="W"), schedule(10), False),
        (schedule(2301, unit="W"), schedule(10, numberPhases=1), False),
        (schedule(10), schedule(6900, unit="W"), True),
        (schedule(10.1), schedule(6900, unit="W"), False),
    ],
)
def test_a_choice_is_within_what_nowhere_has_less(choice, offer, within):
    assert is_within(choice, offer) is within


@pytest.mark.asyncio
async def test_bundled_station_and_csms_agree_and_agree_anew():
    changed = asyncio.Event()

    async def until(holds):
        async with asyncio.timeout(5):
            while not holds():
                changed.clear()
                await changed.wait()

    settings = {"identity": "CS001", "password": PASSWORD, "time_scale": 0.02, "iso15118": True}
    async with (
        csms_with(log=lambda _: changed.set()) as csms,
        Station(StationConfig(csms_url=csms.url, **settings)) as station,
    ):
        await station.wait_accepted(5)
        await station.plug_in_15118()
        await station.present_token(*CARD.values())
        known = csms.stations["CS001"]
        await until(lambda: [each.charging_state for each in known.transactions.values()] == ["Charging"])
        assert _limits(known) == [16]
        await csms.operate("CS001", "set_profile", evse=1, purpose="TxProfile", limit=8)
        await until(lambda: _limits(known) == [8])


def _limits(known):
    schedules = [held["chargingProfile"]["chargingSchedule"] for held in known.profiles.values()]
    return [period["limit"] for (each,) in schedules for period in each["chargingSchedulePeriod"]]
