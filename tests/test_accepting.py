"""Who connects while a server of ours closes is served or cut off: nobody is left to wait for a time-out."""

from __future__ import annotations

import asyncio
import socket

import pytest

from ocpp_conformance.harness.transport import Accept, Limits, Listener
from ocpp_conformance.harness.transport.client_hello import Forbidden, TlsTrap


@pytest.mark.asyncio
@pytest.mark.parametrize("turns", range(6))
async def test_listener_that_stops_leaves_nobody_hanging(turns):
    listener = Listener(lambda _: Accept("ocpp2.0.1"), asyncio.sleep, limits=Limits(open_timeout=0.2))
    await listener.start()
    client = socket.create_connection((listener.host, listener.port))
    for _ in range(turns):
        await asyncio.sleep(0)
    await listener.stop()  # who says nothing is given the time for an upgrade request
    await ended(client)


@pytest.mark.asyncio
@pytest.mark.parametrize("turns", range(6))
async def test_trap_that_is_over_leaves_nobody_hanging(turns):
    async with TlsTrap(Forbidden.WEAK_SUITES, "127.0.0.1", 0, 60) as trap:
        client = socket.create_connection(("127.0.0.1", trap.port))
        for _ in range(turns):
            await asyncio.sleep(0)
    await ended(client)


async def ended(client):
    """Wait for the end of a connection: end of file, or a reset."""
    client.setblocking(False)
    with client:
        try:
            while await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 4096), 10):
                pass
        except ConnectionResetError:
            pass
