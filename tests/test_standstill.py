"""A wait is longer by what our own event loop stood still in it, once."""

import asyncio
import threading
import time

import pytest
from websockets.sync.server import serve

from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import CallResult, Role, parse
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Dial, dial, limited, standstills

pytestmark = pytest.mark.asyncio


def _comes_meanwhile(event: asyncio.Event) -> None:
    """Another thread sets the event 50 ms from now, and our loop sleeps past every limit of these tests."""
    loop = asyncio.get_running_loop()
    threading.Timer(0.05, loop.call_soon_threadsafe, [lambda: loop.call_soon(event.set)]).start()
    loop.call_soon(time.sleep, 0.6)


async def test_what_came_while_we_stood_still_came_in_time():
    event = asyncio.Event()
    _comes_meanwhile(event)
    async with limited(0.2):
        await event.wait()


async def test_a_plain_time_out_would_have_missed_it():
    event = asyncio.Event()
    _comes_meanwhile(event)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await event.wait()


async def test_what_never_comes_is_waited_for_once_more_at_most():
    asyncio.get_running_loop().call_soon(time.sleep, 0.4)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with limited(0.2):
            await asyncio.Event().wait()
    assert time.monotonic() - began >= 0.6


async def test_an_idle_loop_does_not_stand_still():
    watch, began = standstills(), time.monotonic()
    with pytest.raises(TimeoutError):
        async with limited(0.3):
            await asyncio.Event().wait()
    assert watch.since(began) == 0


async def test_only_what_is_asked_about_counts():
    watch = standstills()
    await asyncio.sleep(0)
    time.sleep(0.5)  # noqa: ASYNC251 - what is tested
    await asyncio.sleep(0.06)
    now = time.monotonic()
    assert 0.4 < watch.since(now - 10) < 5
    assert watch.since(now) == 0


async def test_an_answer_that_came_while_we_stood_still_is_taken():
    def answer(connection):
        for text in connection:
            time.sleep(0.05)
            connection.send(CallResult(parse(text).message_id, {"currentTime": "2026-01-01T00:00:00Z"}).text())

    with serve(answer, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever).start()
        port = server.socket.getsockname()[1]
        peer = Peer(
            await dial(Dial(f"ws://127.0.0.1:{port}/CS001", (OCPP_201.subprotocol,))), Role.STATION, answerer=None
        )
        reading = asyncio.create_task(peer.run())
        asyncio.get_running_loop().call_later(0.01, time.sleep, 0.6)
        reply = await peer.call("Heartbeat", {}, timeout=0.2)
        await peer.socket.close()
        await reading
        server.shutdown()
    assert isinstance(reply, CallResult)
