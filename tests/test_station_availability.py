"""The bundled station: changes of availability that wait for the end of a transaction."""

from __future__ import annotations

import pytest

from .test_station_csms import set_variable, system

pytestmark = pytest.mark.asyncio

CARD = ("04A2B3C4", "ISO14443")
INOPERATIVE, OPERATIVE = {"operationalStatus": "Inoperative"}, {"operationalStatus": "Operative"}


async def charging(csms, station):
    """Energy flows on EVSE 1, and nothing is left to say."""
    await station.plug_in()
    await station.present_token(*CARD)
    await csms.fence()
    csms.calls.clear()


def told(csms):
    """What was told of connectors, by EVSE."""
    return [(each["evseId"], each["connectorStatus"]) for each in csms.of("StatusNotification")]


@pytest.mark.parametrize("place", [{"evse": {"id": 1}}, {"evse": {"id": 1, "connectorId": 1}}])
async def test_what_is_scheduled_waits_for_the_cable_to_be_pulled(place):
    async with system(evses=(1, 1)) as (csms, station):
        await charging(csms, station)
        assert await csms.call("ChangeAvailability", {**INOPERATIVE, **place}) == {"status": "Scheduled"}
        await csms.fence()
        assert told(csms) == []
        await station.unplug()
        assert told(csms) == [(1, "Unavailable")]


async def test_what_is_scheduled_waits_for_the_end_of_the_transaction():
    async with system() as (csms, station):
        await set_variable(csms, "TxCtrlr", "TxStopPoint", "Authorized")
        await charging(csms, station)
        await csms.call("ChangeAvailability", {**INOPERATIVE, "evse": {"id": 1}})
        await station.present_token(*CARD)
        await csms.until(lambda: told(csms) == [(1, "Unavailable")])
        await station.unplug()
        assert [connector.told for connector in station.connectors] == ["Unavailable"]


async def test_idle_evses_of_a_station_go_out_of_service_at_once():
    async with system(evses=(1, 1)) as (csms, station):
        await charging(csms, station)
        assert await csms.call("ChangeAvailability", INOPERATIVE) == {"status": "Scheduled"}
        await csms.until(lambda: told(csms) == [(2, "Unavailable")])
        assert not station.transactions.is_free(2)
        await station.unplug()
        assert told(csms) == [(2, "Unavailable"), (1, "Unavailable")]


async def test_what_was_scheduled_is_taken_back():
    async with system(evses=(1, 1)) as (csms, station):
        await charging(csms, station)
        await csms.call("ChangeAvailability", INOPERATIVE)
        await csms.until(lambda: told(csms) == [(2, "Unavailable")])
        assert await csms.call("ChangeAvailability", OPERATIVE) == {"status": "Accepted"}
        await csms.until(lambda: told(csms)[1:] == [(2, "Available")])
        await station.unplug()
        assert told(csms)[2:] == [(1, "Available")]


async def test_what_is_scheduled_is_carried_out_by_a_power_cycle():
    async with system() as (csms, station):
        await charging(csms, station)
        await csms.call("ChangeAvailability", {**INOPERATIVE, "evse": {"id": 1}})
        await station.power_cycle()
        assert (await csms.seen("StatusNotification"))["connectorStatus"] == "Unavailable"
