"""Accept WebSockets as the server."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers as RawHeaders
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from ocpp_conformance.harness.transport.accepting import accept_no_more
from ocpp_conformance.harness.transport.errors import PortTakenError
from ocpp_conformance.harness.transport.handshake import Handshake, Headers
from ocpp_conformance.harness.transport.limits import QUEUE, Limits
from ocpp_conformance.harness.transport.socket import QUIET, Socket
from ocpp_conformance.harness.transport.tls import ServerTls


@dataclass(frozen=True, slots=True)
class UpgradeRequest:
    """A client that wants in: the raw path (still percent-encoded) and its headers.

    `common_name` is that of its verified TLS certificate, `certificate` that itself (DER), None where it showed none.
    """

    path: str
    headers: Headers
    common_name: str | None = None
    certificate: bytes | None = None

    def get(self, name: str) -> str | None:
        """The first value of a header, in any letter case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def subprotocols(self) -> tuple[str, ...]:
        """The names in Sec-WebSocket-Protocol, the most wanted first."""
        values = (value for key, value in self.headers if key.lower() == "sec-websocket-protocol")
        return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


@dataclass(frozen=True, slots=True)
class Accept:
    """Let the client in: 101, with this subprotocol (None: without that header)."""

    subprotocol: str | None


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer the upgrade with an HTTP status."""

    status: int
    text: str = ""
    headers: Headers = ()


Decision = Accept | Refuse

_REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


@dataclass
class Listener:
    """A WebSocket server: `async with Listener(decide, serve) as listener`, then `listener.port`.

    `decide` judges each upgrade request, at once or when it is awaited; `handle` owns each socket: the connection ends
    when it returns. `refused` is told about upgrades that were turned away. `tls` makes it a server for wss://. Raises
    `PortTakenError` on entry.
    """

    decide: Callable[[UpgradeRequest], Decision | Awaitable[Decision]]
    handle: Callable[[Socket], Awaitable[None]]
    host: str = "127.0.0.1"
    port: int = 0
    compression: bool = True
    limits: Limits = field(default_factory=Limits)
    refused: Callable[[Handshake], None] | None = None
    tls: ServerTls | None = None

    def __post_init__(self) -> None:
        self._server: Server | None = None
        self._accepted: dict[ServerConnection, str | None] = {}

    async def start(self) -> None:
        """Bind the address; port 0 takes a free one, which `port` then holds."""
        context = None if self.tls is None else self.tls.context()
        try:
            self._server = await serve(
                self._handle,
                self.host,
                self.port,
                process_request=self._process,
                select_subprotocol=self._select,
                compression="deflate" if self.compression else None,
                open_timeout=self.limits.open_timeout,
                close_timeout=self.limits.close_timeout,
                max_size=self.limits.message_size,
                max_queue=QUEUE,
                ping_interval=None,
                logger=QUIET,
                ssl=context,
            )
        except OSError as error:
            raise PortTakenError(self.host, self.port, error.strerror or str(error)) from None
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def stop(self, *, abort: bool = False) -> None:
        """Close the socket and every connection; `abort` drops them without the closing handshake."""
        if self._server is None:
            return
        server, self._server = self._server, None
        await accept_no_more(server.sockets)
        if abort:
            for connection in server.connections:
                connection.transport.abort()
        server.close()
        with suppress(OSError):
            await server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _process(self, connection: ServerConnection, request: Request) -> Response | None:
        if self._server is not None and len(self._server.connections) >= self.limits.connections:
            decision: Decision = Refuse(503, f"{self.limits.connections} connections are open, the limit")
        else:
            asked, name = tuple(request.headers.raw_items()), _common_name(connection)
            decided = self.decide(UpgradeRequest(request.path, asked, name, _certificate(connection)))
            decision = await decided if inspect.isawaitable(decided) else decided
        if isinstance(decision, Accept):
            self._accepted[connection] = decision.subprotocol
            return None
        body = decision.text.encode()
        headers = RawHeaders([*decision.headers, ("Content-Length", str(len(body))), ("Connection", "close")])
        if body:
            headers["Content-Type"] = "text/plain; charset=utf-8"
        if self.refused is not None:
            asked = tuple(request.headers.raw_items())
            self.refused(Handshake(request.path, asked, decision.status, decision.headers))
        return Response(decision.status, _REASONS.get(decision.status, "Refused"), headers, body)

    def _select(self, connection: ServerConnection, _offered: object) -> Subprotocol | None:
        chosen = self._accepted.pop(connection, None)
        return None if chosen is None else Subprotocol(chosen)

    async def _handle(self, connection: ServerConnection) -> None:
        request, response = connection.request, connection.response
        assert request is not None
        assert response is not None
        asked, answered = tuple(request.headers.raw_items()), tuple(response.headers.raw_items())
        await self.handle(Socket(connection, Handshake(request.path, asked, response.status_code, answered)))


def _common_name(connection: ServerConnection) -> str | None:
    certificate = connection.transport.get_extra_info("peercert") or {}
    pairs = (pair for rdn in certificate.get("subject", ()) for pair in rdn)
    return next((str(value) for key, value in pairs if key == "commonName"), None)


def _certificate(connection: ServerConnection) -> bytes | None:
    tls = connection.transport.get_extra_info("ssl_object")
    shown: bytes | None = None if tls is None else tls.getpeercert(binary_form=True)
    return shown
