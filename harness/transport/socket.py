"""An open WebSocket, seen from one end."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from websockets.asyncio.connection import Connection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

from ocpp_conformance.harness.transport.errors import SocketClosedError
from ocpp_conformance.harness.transport.handshake import Closed, Handshake

QUIET = logging.getLogger("ocpp_conformance.websockets")
"""The logger given to websockets: at DEBUG it prints Authorization headers, so it never goes below INFO."""
QUIET.setLevel(logging.CRITICAL)


class Socket:
    """Text in and out. Reads one message at a time; any number of tasks may send."""

    def __init__(self, connection: Connection, handshake: Handshake) -> None:
        self._connection = connection
        self.handshake = handshake

    @property
    def subprotocol(self) -> str | None:
        """What the handshake agreed on."""
        return self._connection.subprotocol

    @property
    def closed(self) -> Closed | None:
        """How the connection ended; None while it is open."""
        code = self._connection.close_code
        return None if code is None else self._how_it_closed()

    @property
    def backlog(self) -> int:
        """Bytes that the peer has not taken yet; while there are any, `send` may wait for it."""
        return self._connection.transport.get_write_buffer_size()

    async def receive(self) -> str | bytes:
        """The next message; binary ones as bytes. Raises `SocketClosedError`."""
        try:
            return await self._connection.recv()
        except ConnectionClosed:
            raise SocketClosedError(self._how_it_closed()) from None

    async def send(self, message: str | bytes) -> None:
        """Send one message; str as text, bytes as binary. Raises `SocketClosedError`."""
        try:
            await self._connection.send(message)
        except ConnectionClosed:
            raise SocketClosedError(self._how_it_closed()) from None

    def write(self, data: bytes) -> None:
        """Put bytes on the stream past the WebSocket library: for frames that it refuses to make."""
        self._connection.transport.write(data)

    async def ping(self) -> Awaitable[float]:
        """Send a ping; the awaitable it returns ends with the pong. Both raise `SocketClosedError`."""
        try:
            return self._pong(await self._connection.ping())
        except ConnectionClosed:
            raise SocketClosedError(self._how_it_closed()) from None

    async def _pong(self, waiting: Awaitable[float]) -> float:
        try:
            return await waiting
        except ConnectionClosed:
            raise SocketClosedError(self._how_it_closed()) from None

    def tell_pings(self, listener: Callable[[], None]) -> None:
        """Call the listener for each ping of the peer; websockets answers them by itself and tells nobody."""
        take = self._connection.process_event

        def process(event: Event) -> None:
            if isinstance(event, Frame) and event.opcode is Opcode.PING:
                listener()
            take(event)

        self._connection.process_event = process  # type: ignore[method-assign]

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Close with the closing handshake; gives up after the close timeout. Safe to call again."""
        await self._connection.close(code, reason)

    def abort(self) -> None:
        """Drop the TCP connection without a word."""
        self._connection.transport.abort()

    async def wait_closed(self) -> Closed:
        """Wait until the connection has ended."""
        await self._connection.wait_closed()
        return self._how_it_closed()

    def _how_it_closed(self) -> Closed:
        protocol = self._connection.protocol
        received, sent = protocol.close_rcvd, protocol.close_sent
        by_us = sent is not None and not protocol.close_rcvd_then_sent
        frame = received or sent
        if received is None and not by_us:
            return Closed(1006, "", False)
        return Closed(frame.code, frame.reason, by_us) if frame is not None else Closed(1006, "", by_us)
