"""Carries connections of stations to a CSMS: each upgrade as it came, and what follows it (`Link`)."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from ocpp_conformance.harness.proxy.disturbances import Schedule, Turns
from ocpp_conformance.harness.proxy.link import Link
from ocpp_conformance.harness.proxy.witness import Witness
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.transport import (
    DIAL_ERRORS,
    Accept,
    ClientTls,
    Decision,
    Dial,
    Headers,
    Limits,
    Listener,
    Refuse,
    RefusedError,
    ServerTls,
    Socket,
    UpgradeRequest,
    dial,
)

LIMITS = Limits(message_size=16 << 20)
"""A message that is longer ends its connection with 1009."""
_KEY = "Sec-WebSocket-Key"
_OURS = {"host", "connection", "upgrade", "content-length", "transfer-encoding"}
"""Headers that are about one connection alone, beside those of WebSocket itself."""
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
        schedule: Schedule | None = None,
    ) -> None:
        self._csms, self._witness, self._csms_tls = csms.rstrip("/"), witness, csms_tls
        self._schedule, self._turns = schedule or Schedule(), dict[str, Turns]()
        self._listener = Listener(
            self._decide, self._serve, host, port, limits=LIMITS, tls=tls, refused=witness.refused
        )
        self._upstream: dict[str, Socket] = {}

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._listener.port

    async def __aenter__(self) -> Self:
        await self._listener.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._listener.stop()
        for socket in self._upstream.values():
            await socket.close()

    async def _decide(self, request: UpgradeRequest) -> Decision:
        identity = identity_at(request.path)
        refused = self._turns_of(identity).upgrade()
        if refused is not None:
            self._witness.note(identity, f"the proxy refuses an upgrade with {refused.status}")
            return Refuse(refused.status, "refused by the proxy, on purpose")
        place, _, query = request.path.partition("?")
        wanted = Dial(
            f"{self._csms}/{place.rsplit('/', 1)[-1]}{'?' if query else ''}{query}",
            request.subprotocols,
            headers=_passed(request.headers),
            compression=True,
            limits=LIMITS,
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

    async def _serve(self, station: Socket) -> None:
        csms = self._upstream.pop(next(iter(station.handshake.asked(_KEY)), ""), None)
        if csms is None:  # it came too late
            return
        identity = identity_at(station.handshake.path)
        connection = self._witness.opened(identity, station.handshake)
        sockets = {Role.STATION: station, Role.CSMS: csms}
        await Link(identity, connection, sockets, self._witness, self._turns_of(identity)).carry()

    def _turns_of(self, identity: str) -> Turns:
        if identity not in self._turns:
            self._turns[identity] = Turns(self._schedule, identity)
        return self._turns[identity]


def identity_at(path: str) -> str:
    """The last segment of a path, percent-decoded."""
    return unquote(urlsplit(path).path.rsplit("/", 1)[-1])


def _passed(headers: Headers) -> Headers:
    return tuple(
        (name, value)
        for name, value in headers
        if name.lower() not in _OURS and not name.lower().startswith("sec-websocket-")
    )
