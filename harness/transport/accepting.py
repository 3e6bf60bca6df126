"""The end of accepting: who was let in when a server closes is served or cut off, never left hanging."""

from __future__ import annotations

import asyncio
from asyncio.trsock import TransportSocket
from collections.abc import Iterable
from contextlib import suppress
from socket import socket

_TURNS = 3
"""Turns of the event loop from accept to the protocol that is told of the connection."""


async def accept_no_more(listening: Iterable[socket | TransportSocket]) -> None:
    """Stop accepting on these sockets of an asyncio server, and let what was accepted begin; to be called before its
    `close`.

    A server that closes between the accept and the transport loses the connection with neither a protocol nor a close:
    the client waits for its time-out (CPython issue 109564). Who waits in the kernel's queue is reset by the close.
    """
    loop = asyncio.get_running_loop()
    for each in listening:
        with suppress(NotImplementedError):  # the loop of Windows accepts without readers
            loop.remove_reader(each)
    for _ in range(_TURNS):
        await asyncio.sleep(0)
