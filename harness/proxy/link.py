"""A connection of a station and its twin to the CSMS: what comes on one goes out on the other."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import partial

from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.proxy.disturbances import Disturbance, Do, Turns
from ocpp_conformance.harness.proxy.witness import Witness
from ocpp_conformance.harness.rpc import Call, CallError, Role, parse
from ocpp_conformance.harness.transport import Closed, Socket, SocketClosedError

SHOWN = 80
"""Characters of a message that a note about it has."""
_SAYABLE = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
"""Codes that a close frame may have (RFC 6455, 7.4)."""
_OURS = Closed(1001, "the proxy ends", True)


class Link:
    """`sockets` are the two ends by who is there, `turns` says which messages are disturbed."""

    def __init__(
        self, identity: str, connection: int, sockets: Mapping[Role, Socket], witness: Witness, turns: Turns
    ) -> None:
        self._identity, self._connection, self._sockets = identity, connection, sockets
        self._witness, self._turns = witness, turns
        self._dead = self._cut = False
        self._pings = set[asyncio.Task[None]]()

    async def carry(self) -> None:
        """Carry all messages, pings and the close, until both ends are closed."""
        for role, socket in self._sockets.items():
            socket.tell_pings(partial(self._ping, self._sockets[role.other]))
        pumps = [asyncio.create_task(self._pump(role)) for role in self._sockets]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            by, closed = self._first()
            await asyncio.gather(*(_end(socket, closed) for socket in self._sockets.values()))
            await asyncio.gather(*pumps)
            if self._cut or by is not None:
                self._witness.closed(self._identity, self._connection, None if self._cut else by, closed)

    async def _pump(self, sender: Role) -> None:
        source, target = self._sockets[sender], self._sockets[sender.other]
        with suppress(SocketClosedError):
            while True:
                message = await source.receive()
                if self._dead:
                    self._saw(sender, message, sender)
                    continue
                disturbance = self._turns.of(sender, message)
                if disturbance is not None:
                    await self._disturb(disturbance, sender, message)
                    continue
                try:
                    await target.send(message)
                finally:
                    self._saw(sender, message, *Role)

    async def _disturb(self, what: Disturbance, sender: Role, message: str | bytes) -> None:
        """Do to a message what the schedule says; each side's recording has what that side saw."""
        source, target = self._sockets[sender], self._sockets[sender.other]
        self._witness.note(self._identity, f"the proxy: {what.do}, of the {sender}: {_shortened(message)}")
        self._saw(sender, message, sender)
        match what.do:
            case Do.ANSWER:
                call = parse(message)
                assert isinstance(call, Call)
                answer = CallError(call.message_id, what.code, "by the proxy, on purpose", {}).text()
                self._saw(sender.other, answer, sender)
                await source.send(answer)
            case Do.DELAY | Do.DUPLICATE | Do.CUT_AFTER:
                if what.do is Do.DELAY:
                    await pause(what.seconds)
                for _ in range(2 if what.do is Do.DUPLICATE else 1):
                    self._saw(sender, message, sender.other)
                    await target.send(message)
            case Do.HALF_OPEN:
                self._dead = True
                await pause(what.seconds)
        if what.do in (Do.CUT_BEFORE, Do.CUT_AFTER, Do.HALF_OPEN):
            self._cut = True
            source.abort()
            target.abort()

    def _saw(self, sender: Role, message: str | bytes, *sides: Role) -> None:
        self._witness.message(self._identity, self._connection, sender, message, sides)

    def _ping(self, target: Socket) -> None:
        task = asyncio.get_running_loop().create_task(_pinged(target))
        self._pings.add(task)
        task.add_done_callback(self._pings.discard)

    def _first(self) -> tuple[Role | None, Closed]:
        """Who ended the connection, None: we, and how."""
        for role, socket in self._sockets.items():
            if socket.closed is not None and not socket.closed.by_us:
                return role, socket.closed
        return None, _OURS


async def _pinged(target: Socket) -> None:
    with suppress(SocketClosedError):
        await (await target.ping())


async def _end(socket: Socket, closed: Closed) -> None:
    """End a connection as the other one was ended."""
    if socket.closed is not None:
        return
    if closed.code == 1006:
        socket.abort()
    else:
        await socket.close(closed.code if closed.code in _SAYABLE else 1000, closed.reason)


def _shortened(message: str | bytes) -> str:
    text = message if isinstance(message, str) else repr(message)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
