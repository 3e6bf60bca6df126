"""The bundled station: losing the connection, coming back, and what waited meanwhile."""

from __future__ import annotations

import asyncio
import itertools
import random

import pytest

from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.station import NotConnectedError, Station, StationConfig
from ocpp_conformance.harness.station.core.reconnect import back_off
from ocpp_conformance.harness.transport import Accept, Refuse

from .test_station_csms import SCALE, ScriptedCsms, no_jitter, set_variable, system

CARD = ("04A2B3C4", "ISO14443")


def model(minimum, spread, repeat):
    config = StationConfig(
        csms_url="ws://h", retry_wait_minimum=minimum, retry_random_range=spread, retry_repeat_times=repeat
    )
    return Station(config).model


def test_the_wait_doubles_so_many_times_and_stays():
    waits = [back_off(model(10, 0, 3), attempt, random.Random(1)) for attempt in range(6)]
    assert waits == [10, 20, 40, 80, 80, 80]


def test_the_random_part_is_fresh_and_not_doubled():
    rng, same = random.Random(7), random.Random(7)
    waits = [back_off(model(10, 5, 2), attempt, rng) for attempt in range(4)]
    assert waits == [base + same.uniform(0, 5) for base in (10, 20, 40, 40)]


def test_without_repeats_the_wait_is_constant():
    assert [back_off(model(10, 0, 0), attempt, random.Random(1)) for attempt in range(3)] == [10, 10, 10]


@pytest.mark.asyncio
async def test_it_comes_back_after_the_back_off_and_does_not_boot():
    async with system() as (csms, _):
        lost = asyncio.get_running_loop().time()
        csms.peers[-1].socket.abort()
        await csms.until(lambda: len(csms.requests) == 2)
        await csms.until(lambda: len(csms.peers) == 2)
        await csms.fence()
        assert csms.requests[1][0] - lost >= 10 * SCALE
        assert csms.of("BootNotification") == []


@pytest.mark.asyncio
async def test_live_the_waits_grow_and_go_back_after_a_good_connection():
    csms = ScriptedCsms()
    async with system(csms, rng=no_jitter(), retry_wait_minimum=5) as (_, _station):
        csms.decide = lambda _request: Accept(OCPP_201.subprotocol) if len(csms.requests) == 4 else Refuse(503)
        lost = asyncio.get_running_loop().time()
        csms.peers[-1].socket.abort()
        await csms.until(lambda: len(csms.peers) == 2)
        csms.decide = lambda _request: Accept(OCPP_201.subprotocol)
        csms.peers[-1].socket.abort()
        await csms.until(lambda: len(csms.peers) == 3)
    times = [lost] + [at for at, _ in csms.requests[1:]]
    gaps = [(later - earlier) / SCALE for earlier, later in itertools.pairwise(times)]
    assert [gap >= wait for gap, wait in zip(gaps, (5, 10, 20, 5), strict=True)] == [True] * 4
    assert gaps[3] < 20


@pytest.mark.asyncio
async def test_an_unaccepted_station_boots_on_reconnect_when_the_interval_is_over():
    csms = ScriptedCsms()
    csms.answers("BootNotification", {"status": "Pending", "interval": 40, "currentTime": "2026-01-01T00:00:00Z"})
    async with system(csms, accepted=False) as (_, station):
        await csms.seen("BootNotification")
        asked = station.clock.now()
        csms.peers[-1].socket.abort()
        assert (await csms.seen("BootNotification", 2))["reason"] == "PowerUp"
        assert station.clock.now() - asked >= 36  # B02.FR.04: the back-off alone is 10 to 20


@pytest.mark.asyncio
async def test_a_short_outage_is_followed_by_changes_only():
    async with system(evses=(1, 1)) as (csms, station):
        station.network_down()
        await station.plug_in(2)
        station.network_up()
        await csms.seen("StatusNotification")
        await csms.seen("TransactionEvent")
        await csms.fence()
        assert [(s["evseId"], s["connectorStatus"]) for s in csms.of("StatusNotification")] == [(2, "Occupied")]


@pytest.mark.asyncio
async def test_a_short_outage_without_changes_is_followed_by_nothing():
    async with system() as (csms, station):
        station.network_down()
        station.network_up()
        await csms.until(lambda: len(csms.peers) == 2)
        await csms.fence()
        assert csms.calls == []


@pytest.mark.asyncio
async def test_a_long_outage_is_followed_by_the_state_of_all_connectors():
    async with system(evses=(1, 2)) as (csms, station):
        await set_variable(csms, "OCPPCommCtrlr", "OfflineThreshold", "5")
        station.network_down()
        station.network_up()
        await csms.seen("StatusNotification", 3)


@pytest.mark.asyncio
async def test_while_the_network_is_down_nobody_dials():
    async with system(retry_wait_minimum=1) as (csms, station):
        station.network_down()
        assert not station.connected
        await asyncio.sleep(10 * SCALE)
        assert len(csms.requests) == 1
        assert csms.closed[0].code == 1006


@pytest.mark.asyncio
async def test_what_happened_offline_is_told_in_order_and_marked():
    async with system() as (csms, station):
        await station.plug_in()
        await station.present_token(*CARD)
        station.network_down()
        await station.present_token(*CARD)
        await station.unplug()
        station.network_up()
        await csms.until(lambda: len(csms.events()) == 6)
        events = csms.of("TransactionEvent")
        assert [e["seqNo"] for e in events] == [0, 1, 2, 3, 4, 5]
        assert [e.get("offline", False) for e in events] == [False] * 3 + [True] * 3
        assert csms.events()[-1] == ("Ended", "EVCommunicationLost", "Idle")


@pytest.mark.asyncio
async def test_an_event_without_answer_is_sent_again_after_the_outage():
    csms = ScriptedCsms()
    csms.answers("TransactionEvent", None, {})
    async with system(csms) as (_, station):
        async with asyncio.TaskGroup() as group:
            group.create_task(station.plug_in())
            await csms.seen("TransactionEvent")
            csms.peers[-1].socket.abort()
        await csms.seen("TransactionEvent", 2)
        first, second = csms.of("TransactionEvent")
        assert second == {**first, "offline": True}


@pytest.mark.asyncio
async def test_offline_the_status_tells_of_waiting_messages():
    csms = ScriptedCsms()
    async with system(csms) as (_, station):
        station.network_down()
        await station.plug_in()
        csms.answers("TransactionEvent", None)
        station.network_up()
        event = await csms.seen("TransactionEvent")
        transaction_id = event["transactionInfo"]["transactionId"]
        answer = await csms.call("GetTransactionStatus", {"transactionId": transaction_id})
        assert answer == {"ongoingIndicator": True, "messagesInQueue": True}


@pytest.mark.asyncio
async def test_offline_an_unknown_token_does_not_start():
    async with system() as (_, station):
        station.network_down()
        assert await station.present_token(*CARD) is None
        with pytest.raises(NotConnectedError):
            await station.authorize(*CARD)
        assert station.transactions.ongoing() == []


@pytest.mark.asyncio
async def test_a_call_that_the_outage_cut_off_fails():
    csms = ScriptedCsms()
    csms.answers("Authorize", None)
    async with system(csms) as (_, station):

        async def cut():
            await csms.seen("Authorize")
            csms.peers[-1].socket.abort()

        async with asyncio.TaskGroup() as group:
            group.create_task(cut())
            with pytest.raises(NotConnectedError):
                await station.authorize(*CARD)


@pytest.mark.asyncio
async def test_pings_are_sent_at_the_configured_interval(monkeypatch):
    async with system() as (csms, station):
        pings, pinged = [], asyncio.Event()
        socket = station.connection.link.socket
        original = socket.ping

        async def counted():
            pings.append(asyncio.get_running_loop().time())
            if len(pings) == 2:
                pinged.set()
            return await original()

        monkeypatch.setattr(socket, "ping", counted)
        await asyncio.sleep(0)
        assert pings == []
        await set_variable(csms, "OCPPCommCtrlr", "WebSocketPingInterval", "5")
        async with asyncio.timeout(2):
            await pinged.wait()
        assert pings[1] - pings[0] >= 5 * SCALE


@pytest.mark.asyncio
async def test_a_connection_without_pong_is_dropped(monkeypatch):
    async with system(call_timeout=0.1) as (csms, station):

        async def silent():
            return asyncio.get_running_loop().create_future()

        monkeypatch.setattr(station.connection.link.socket, "ping", silent)
        await set_variable(csms, "OCPPCommCtrlr", "WebSocketPingInterval", "5")
        await csms.until(lambda: len(csms.requests) == 2)
        assert csms.closed[0].code == 1006
