"""Carries connections of stations to a CSMS: each upgrade, message, ping and close as it came."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.proxy.disturbances import Disturbance, Do, Schedule, Turns
from ocpp_conformance.harness.proxy.witness import Witness
from ocpp_conformance.harness.rpc import Call, CallError, Role, parse
from ocpp_conformance.harness.transport import (
    DIAL_ERRORS,
    Accept,
    ClientTls,
    Closed,
    Decision,
    Dial,
    Headers,
    Limits,
    Listener,
    Refuse,
    RefusedError,
    ServerTls,
    Socket,
    SocketClosedError,
    UpgradeRequest,
    dial,
)

_KEY = "Sec-WebSocket-Key"
_OURS = {"host", "connection", "upgrade", "content-length", "transfer-encoding"}
"""Headers that are about one connection alone, beside those of WebSocket itself."""
_SAYABLE = {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}
"""Codes that a close frame may have (RFC 6455, 7.4)."""
SHOWN = 80
"""Characters of a message that a note about it has."""
_WAITED = 5.0
"""Real seconds for a station to take the connection that it asked for."""


class Relay:
    """`async with Relay(csms, witness, host, port) as relay`, then `relay.port`; `csms` is a URL without an identity.

    An upgrade is answered as the CSMS answers it, with 502 where that can't be reached. Raises `PortTakenError`.
    """

    def __init__(
        self,
        csms: str,
        witness: Witness,
        host: str,
        port: int,
        *,
        tls: ServerTls | None = None,
        csms_tls: ClientTls | None = None,
        limits: Limits | None = None,
        schedule: Schedule | None = None,
    ) -> None:
        self._schedule, self._turns = schedule or Schedule(), dict[str, Turns]()
        self._csms, self._witness, self._csms_tls = csms.rstrip("/"), witness, csms_tls
        self._limits, refused = limits or Limits(), witness.refused
        self._listener = Listener(self._decide, self._serve, host, port, limits=self._limits, tls=tls, refused=refused)
        self._upstream: dict[str, Socket] = {}
        self._cut = set[tuple[str, int]]()
        self._pings = set[asyncio.Task[None]]()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._listener.port

    async def __aenter__(self) -> Relay:
        await self._listener.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._listener.stop()
        for socket in self._upstream.values():
            await socket.close()

    # -- the upgrade ---------------------------------------------------------------------------------------------------

    async def _decide(self, request: UpgradeRequest) -> Decision:
        identity = identity_at(request.path)
        refused = self._turns_of(identity).upgrade()
        if refused is not None:
            self._witness.note(identity, f"the proxy refuses an upgrade with {refused.status}")
            return Refuse(refused.status, "refused by the proxy, on purpose")
        place, _, query = request.path.partition("?")
        url = f"{self._csms}/{place.rsplit('/', 1)[-1]}{'?' if query else ''}{query}"
        wanted = Dial(
            url,
            request.subprotocols,
            headers=_passed(request.headers),
            compression=True,
            limits=self._limits,
            tls=self._csms_tls,
        )
        try:
            socket = await dial(wanted)
        except RefusedError as error:
            return Refuse(error.status, error.body, _passed(error.headers))
        except DIAL_ERRORS as error:
            self._witness.trouble(identity, str(error))
            return Refuse(502, str(error))
        key = request.get(_KEY) or ""
        self._upstream[key] = socket
        asyncio.get_running_loop().call_later(_WAITED, self._forget, key)
        return Accept(socket.subprotocol)

    def _forget(self, key: str) -> None:
        """End a connection to the CSMS for which no station came after all."""
        socket = self._upstream.pop(key, None)
        if socket is not None:
            socket.abort()

    # -- the connection ------------------------------------------------------------------------------------------------

    async def _serve(self, station: Socket) -> None:
        csms = self._upstream.pop(next(iter(station.handshake.asked(_KEY)), ""), None)
        if csms is None:  # it came too late
            return
        identity = identity_at(station.handshake.path)
        connection = self._witness.opened(identity, station.handshake)
        for socket, other in ((station, csms), (csms, station)):
            socket.tell_pings(lambda other=other: self._ping(other))  # type: ignore[misc]
        pumps = [
            asyncio.create_task(self._pump(station, csms, identity, connection, Role.STATION)),
            asyncio.create_task(self._pump(csms, station, identity, connection, Role.CSMS)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            by, closed = _first(station, csms)
            await asyncio.gather(_end(station, closed), _end(csms, closed))
            await asyncio.gather(*pumps)
            cut = (identity, connection) in self._cut
            self._witness.closed(identity, connection, None if cut else by, closed)

    async def _pump(self, source: Socket, target: Socket, identity: str, connection: int, sender: Role) -> None:
        turns = self._turns_of(identity)
        with suppress(SocketClosedError):
            while True:
                message = await source.receive()
                disturbance = turns.of(sender, parse(message)) if self._schedule.disturbances else None
                if disturbance is not None:
                    await self._disturbed(disturbance, source, target, identity, connection, sender, message)
                    continue
                try:
                    await target.send(message)
                finally:
                    self._witness.message(identity, connection, sender, message)

    def _turns_of(self, identity: str) -> Turns:
        if identity not in self._turns:
            self._turns[identity] = self._schedule.turns(identity)
        return self._turns[identity]

    async def _disturbed(
        self,
        what: Disturbance,
        source: Socket,
        target: Socket,
        identity: str,
        connection: int,
        sender: Role,
        message: str | bytes,
    ) -> None:
        """Do to a message what the schedule says; each side's recording has what that side saw."""
        heard, told = self._witness.message, {sender.other}
        self._witness.note(identity, f"the proxy: {what.do}, of the {sender}: {_shortened(message)}")
        heard(identity, connection, sender, message, {sender})
        match what.do:
            case Do.ANSWER:
                frame = parse(message)
                assert isinstance(frame, Call)
                answer = CallError(frame.message_id, what.code, "by the proxy, on purpose", {}).text()
                heard(identity, connection, sender.other, answer, {sender})
                await source.send(answer)
            case Do.DELAY | Do.DUPLICATE | Do.CUT_AFTER:
                if what.do is Do.DELAY:
                    await pause(what.seconds)
                for _ in range(2 if what.do is Do.DUPLICATE else 1):
                    heard(identity, connection, sender, message, told)
                    await target.send(message)
            case Do.HALF_OPEN:
                await pause(what.seconds)
        if what.do in (Do.CUT_BEFORE, Do.CUT_AFTER, Do.HALF_OPEN):
            self._cut.add((identity, connection))
            source.abort()
            target.abort()

    def _ping(self, target: Socket) -> None:
        task = asyncio.get_running_loop().create_task(_pinged(target))
        self._pings.add(task)
        task.add_done_callback(self._pings.discard)


def _shortened(message: str | bytes) -> str:
    text = message if isinstance(message, str) else repr(message)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def identity_at(path: str) -> str:
    """The last segment of a path, percent-decoded."""
    return unquote(urlsplit(path).path.rsplit("/", 1)[-1])


def _passed(headers: Headers) -> Headers:
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() not in _OURS and not name.lower().startswith("sec-websocket-")
    )


async def _pinged(target: Socket) -> None:
    with suppress(SocketClosedError):
        answered: Awaitable[float] = await target.ping()
        await answered


def _first(station: Socket, csms: Socket) -> tuple[Role, Closed]:
    """Who ended the connection, and how."""
    for socket, role in ((station, Role.STATION), (csms, Role.CSMS)):
        if socket.closed is not None and not socket.closed.by_us:
            return role, socket.closed
    return Role.CSMS, Closed(1001, "the proxy ends", True)


async def _end(socket: Socket, closed: Closed) -> None:
    """End a connection as the other one was ended."""
    if socket.closed is not None:
        return
    if closed.code == 1006:
        socket.abort()
    else:
        await socket.close(closed.code if closed.code in _SAYABLE else 1000, closed.reason)
