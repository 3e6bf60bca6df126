"""Idle time is left out where both sides live on one event loop: the order of events stays, all clocks agree."""

import asyncio
import threading
import time

import pytest

from ocpp_conformance.harness import times
from ocpp_conformance.harness.transport.idle import idle_left_out

pytestmark = pytest.mark.asyncio

HOUR = 3600.0


async def test_an_idle_minute_is_over_in_a_moment_for_all_clocks_alike():
    real, clocks = time.monotonic(), (times.monotonic(), times.wall())
    with idle_left_out():
        await asyncio.sleep(60)
    assert time.monotonic() - real < 30
    assert all(
        60 <= after - before < 90 for before, after in zip(clocks, (times.monotonic(), times.wall()), strict=True)
    )
    assert abs(times.epoch(times.now()) - times.wall()) < 1


async def test_timers_come_in_their_order():
    came = []

    async def after(seconds):
        await asyncio.sleep(seconds)
        came.append(seconds)

    with idle_left_out():
        await asyncio.gather(*map(after, (3, 0.2, 1, 0.01, 2)))
    assert came == [0.01, 0.2, 1, 2, 3]


async def test_what_a_socket_brings_comes_before_a_timer_that_is_due_later():
    async def answer(reader, writer):
        for _ in range(200):
            writer.write(await reader.readexactly(1))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    with idle_left_out():
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for _ in range(200):
            writer.write(b"x")
            async with asyncio.timeout(0.5):
                assert await reader.readexactly(1) == b"x"
    writer.close()
    server.close()
    await server.wait_closed()


async def test_nothing_is_skipped_while_a_thread_works():
    with idle_left_out():
        async with asyncio.timeout(HOUR):
            assert await asyncio.to_thread(lambda: time.sleep(0.2) or "done") == "done"


async def test_afterwards_time_goes_on_as_always():
    with idle_left_out():
        await asyncio.sleep(1)
    real = time.monotonic()
    await asyncio.sleep(0.1)
    assert time.monotonic() - real >= 0.09


async def test_a_wait_without_an_end_is_a_wait_for_another_thread():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    threading.Timer(0.1, loop.call_soon_threadsafe, [event.set]).start()
    before = times.wall() - time.time()
    with idle_left_out():
        await event.wait()
    assert times.wall() - time.time() == pytest.approx(before, abs=0.01)


async def test_blocks_may_overlap():
    first, second = idle_left_out(), idle_left_out()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    real = time.monotonic()
    await asyncio.sleep(60)
    assert time.monotonic() - real < 30
    second.__exit__(None, None, None)
    real = time.monotonic()
    await asyncio.sleep(0.1)
    assert time.monotonic() - real >= 0.09
