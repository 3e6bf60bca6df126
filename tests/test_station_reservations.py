"""The reservations of the bundled station, as far as no case sees them: which EVSEs they keep, and from whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ocpp_conformance.harness.times import now

from .test_station_csms import ScriptedCsms, set_variable, system

pytestmark = pytest.mark.asyncio

MINE, THEIRS = ("0411111111", "ISO14443"), ("0422222222", "ISO14443")
GROUP = {"idToken": "G", "type": "Central"}
TWO = (1, 1)
REFUSED = {"idTokenInfo": {"status": "Invalid"}}


def token(card):
    return {"idToken": card[0], "type": card[1]}


async def reserve(csms, id=1, card=MINE, *, lasts=3600.0, **more):
    request = {"id": id, "expiryDateTime": now(timedelta(seconds=lasts)), "idToken": token(card), **more}
    return (await csms.call("ReserveNow", request))["status"]


async def cancel(csms, id=1):
    return (await csms.call("CancelReservation", {"reservationId": id}))["status"]


async def start(csms, card, evse=None, **more):
    place = {} if evse is None else {"evseId": evse}
    request = {"idToken": token(card), "remoteStartId": 1, **place, **more}
    return (await csms.call("RequestStartTransaction", request))["status"]


async def statuses(csms, station):
    await csms.fence()
    return [station.connector_status(connector.evse, connector.id) for connector in station.connectors]


async def test_reservations_of_any_evse_reserve_all_once_they_are_as_many():
    async with system(evses=TWO) as (csms, station):
        assert await reserve(csms) == "Accepted"
        assert await statuses(csms, station) == ["Available", "Available"]
        assert await reserve(csms, 2) == "Accepted"
        assert await statuses(csms, station) == ["Reserved", "Reserved"]
        assert await reserve(csms, 3) == "Occupied"
        assert await cancel(csms, 2) == "Accepted"
        assert await statuses(csms, station) == ["Available", "Available"]


async def test_a_cable_takes_an_evse_from_reservations_of_any():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms)
        await station.plug_in(1)
        assert await statuses(csms, station) == ["Occupied", "Reserved"]
        await station.unplug(1)
        assert await statuses(csms, station) == ["Available", "Available"]


async def test_a_cable_at_a_held_evse_takes_it_from_nobody():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms)
        await station.plug_in(1)
        await station.plug_in(2)
        assert await statuses(csms, station) == ["Occupied", "Reserved"]
        await station.present_token(*MINE)
        assert await statuses(csms, station) == ["Occupied", "Occupied"]


async def test_others_start_at_one_evse_and_not_at_the_last():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms)
        assert await start(csms, THEIRS, 1) == "Accepted"
        assert await statuses(csms, station) == ["Available", "Reserved"]
        assert await start(csms, ("0433333333", "ISO14443"), 2) == "Rejected"
        assert await start(csms, MINE, 2) == "Accepted"
        assert await statuses(csms, station) == ["Available", "Available"]


async def test_a_card_without_an_evse_leaves_one_for_the_reservation():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms)
        await reserve(csms, 2, evseId=1)
        await station.present_token(*THEIRS)
        assert csms.of("TransactionEvent") == []


async def test_a_card_is_for_the_evse_that_it_has_reserved():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms, evseId=2)
        await station.present_token(*MINE)
        event = await csms.seen("TransactionEvent")
        assert (event["evse"], event["reservationId"]) == ({"id": 2}, 1)


async def test_a_card_of_others_never_lands_on_a_reserved_evse():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms, evseId=1)
        await station.present_token(*THEIRS)
        await station.plug_in(1)
        assert ("Updated", "ChargingStateChanged", "Charging") not in csms.events()
        await station.plug_in(2)
        assert csms.events()[-1] == ("Updated", "ChargingStateChanged", "Charging")


async def test_a_replacement_that_cannot_be_made_leaves_the_reservation():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms, evseId=1)
        await reserve(csms, 2, evseId=2)
        assert await reserve(csms, evseId=2) == "Occupied"
        assert await statuses(csms, station) == ["Reserved", "Reserved"]
        assert await reserve(csms, evseId=1) == "Accepted"


@pytest.mark.parametrize(
    "request_", [{"evseId": 3}, {"evseId": 1, "connectorType": "cCCS2"}, {"connectorType": "sType2"}]
)
async def test_what_there_is_not_is_rejected(request_):
    async with system() as (csms, _):
        assert await reserve(csms, **request_) == "Rejected"


async def test_a_station_that_needs_an_evse_rejects_a_reservation_without_one():
    async with system(reserves_any_evse=False) as (csms, _):
        assert await reserve(csms) == "Rejected"
        assert await reserve(csms, evseId=1) == "Accepted"


async def test_reservations_that_are_switched_off_are_rejected():
    async with system() as (csms, _):
        await set_variable(csms, "ReservationCtrlr", "Enabled", "false")
        assert await reserve(csms, evseId=1) == "Rejected"


async def test_a_reservation_that_is_over_ends_at_once():
    async with system() as (csms, station):
        assert await reserve(csms, lasts=-1, evseId=1) == "Accepted"
        update = await csms.seen("ReservationStatusUpdate")
        assert update == {"reservationId": 1, "reservationUpdateStatus": "Expired"}
        assert await statuses(csms, station) == ["Available"]
        assert len(csms.of("ReservationStatusUpdate")) == 1


async def test_the_last_reservations_of_any_evse_go_with_the_evses():
    async with system(evses=TWO) as (csms, station):
        await reserve(csms)
        await reserve(csms, 2)
        await station.raise_fault(1)
        assert await csms.seen("ReservationStatusUpdate") == {"reservationId": 2, "reservationUpdateStatus": "Removed"}
        assert await statuses(csms, station) == ["Faulted", "Reserved"]


async def test_a_reset_of_its_evse_keeps_a_reservation():
    async with system() as (csms, _station):
        await reserve(csms, evseId=1)
        await csms.call("Reset", {"type": "Immediate", "evseId": 1})
        unavailable = {"connectorStatus": "Unavailable"}
        await csms.until(lambda: any(unavailable.items() <= each.items() for each in csms.of("StatusNotification")))
        await csms.until(lambda: csms.of("StatusNotification")[-1]["connectorStatus"] == "Reserved")
        assert csms.of("ReservationStatusUpdate") == []


async def test_a_reservation_outlasts_a_power_cycle():
    async with system() as (csms, station):
        await reserve(csms, evseId=1)
        await station.power_cycle()
        await csms.until(lambda: csms.of("StatusNotification")[-1]["connectorStatus"] == "Reserved")


async def test_a_refused_remote_start_leaves_no_reservation_to_the_next_card():
    csms = ScriptedCsms()
    csms.answers("Authorize", REFUSED, {"idTokenInfo": {"status": "Accepted"}})
    async with system(csms) as (_, station):
        await reserve(csms, evseId=1)
        await station.plug_in()
        await start(csms, MINE, 1)
        await csms.seen("Authorize")
        await csms.fence()
        await station.present_token(*THEIRS)
        assert all("reservationId" not in event for event in csms.of("TransactionEvent"))


@pytest.mark.parametrize(("group", "status"), [(GROUP, "Accepted"), ({**GROUP, "idToken": "H"}, "Rejected")])
async def test_a_remote_start_of_the_group_uses_the_reservation(group, status):
    async with system() as (csms, _):
        await reserve(csms, evseId=1, groupIdToken=GROUP)
        assert await start(csms, THEIRS, 1, groupIdToken=group) == status


async def test_a_remote_start_without_an_evse_avoids_the_reserved_one():
    async with system(evses=TWO) as (csms, _station):
        await reserve(csms, evseId=1)
        assert await start(csms, THEIRS) == "Accepted"
        await csms.seen("TransactionEvent")
        assert await start(csms, ("0433333333", "ISO14443")) == "Rejected"
