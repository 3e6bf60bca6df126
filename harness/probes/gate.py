"""The gate of a CSMS in our hand: who may connect where, and what of a connection shows before any message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Checklist, HarnessError, Inconclusive, Miss, Recording, Source
from ocpp_conformance.harness.probes.patience import Patience, pause
from ocpp_conformance.harness.probes.probe import Probe
from ocpp_conformance.harness.probes.tls_end import TlsEnd
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import (
    Accept,
    Credentials,
    Decision,
    Listener,
    PortTakenError,
    Refuse,
    ServerTls,
    Socket,
    UpgradeRequest,
    limited,
    parse_basic,
)
from ocpp_conformance.harness.transport.accepting import accept_no_more
from ocpp_conformance.harness.transport.client_hello import Forbidden, TlsTrap
from ocpp_conformance.harness.transport.hosts import EVERYWHERE


@dataclass(frozen=True, slots=True)
class Upgrade:
    """An upgrade request of the station and when it came (monotonic seconds)."""

    request: UpgradeRequest
    at: float
    accepted: bool

    @property
    def place(self) -> str:
        """The path without a query."""
        return _place(self.request)

    @property
    def identity(self) -> str:
        """The last segment of the path, percent-decoded."""
        return unquote(self.place.rsplit("/", 1)[-1])

    @property
    def credentials(self) -> Credentials | None:
        """User name and password of its Authorization header; None where that is missing or not readable."""
        return parse_basic(self.request.get("Authorization"))


ASIDE = "/elsewhere"
"""What the path of another endpoint of ours has in addition."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another endpoint: its URL without the identity, the path of the connection there, and of the one in use."""

    url: str
    path: str
    path_in_use: str


class Gate(Probe):
    """Listens for the station under test; the newest connection is the one in use.

    `advertised` is the host by which the station reaches us, empty where its request tells. `paths` are those at which
    it may connect, empty while any may: another station is turned away. `shut` are those at which nobody is let in for
    now, whatever `accepting` says. `upgrades` are the requests that came, `pings` when the station sent one
    (monotonic).
    """

    def __init__(
        self,
        recording: Recording,
        checklist: Checklist,
        patience: Patience,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ServerTls | None = None,
        advertised: str = "",
    ) -> None:
        super().__init__(recording, checklist, patience)
        self._advertised = advertised
        self._listener = Listener(self._decide, self._serve, host, port, tls=tls)
        self._opened = asyncio.Event()  # set when a connection begins or ends
        self.upgrades: list[Upgrade] = []
        self.pings: list[float] = []
        self.accepting = True
        self.paths: set[str] = set()
        self.shut: set[str] = set()
        self.trouble: list[HarnessError] = []

    @property
    def endpoint(self) -> str:
        """The URL to give to the station."""
        scheme = "ws" if self._listener.tls is None else "wss"
        return f"{scheme}://{_in_url(self._advertised or self._listener.host)}:{self._listener.port}/ocpp"

    @property
    def known_as(self) -> str:
        """The host, without a port, by which the station reaches us: what we were told, or else what the handshake of
        its connection names. Raises `Inconclusive` where neither says it and we listen on all addresses."""
        asked = self.peer.socket.handshake.asked("Host") if self.peer is not None else ()
        named = self._advertised or (urlsplit(f"//{asked[0]}").hostname if asked else None)
        if named is None and self._listener.host in EVERYWHERE:
            raise Inconclusive(
                f"nothing says how the station reaches {self._listener.host}; give --advertise-host NAME"
            )
        return named or self._listener.host

    def elsewhere(self, port: int | None = None) -> Elsewhere:
        """Another endpoint of ours, on this port, else on the one in use and told apart by its path: it may connect
        there too from now on. Raises `Inconclusive` where it isn't connected."""
        handshake, scheme = self.live.socket.handshake, "ws" if self._listener.tls is None else "wss"
        asked = handshake.asked("Host")
        host = asked[0] if asked else ""
        if port is not None or self._advertised or not asked:
            host = f"{_in_url(self.known_as)}:{port or self._listener.port}"
        prefix, _, identity = handshake.path.split("?")[0].rpartition("/")
        prefix = prefix.removesuffix(ASIDE) if prefix.endswith(ASIDE) else f"{prefix}{ASIDE}"
        if self.paths:
            self.paths.add(f"{prefix}/{identity}")
        return Elsewhere(f"{scheme}://{host}{prefix}", f"{prefix}/{identity}", handshake.path)

    @asynccontextmanager
    async def also_showing(self, tls: ServerTls) -> AsyncIterator[Elsewhere]:
        """Another endpoint of ours for the block, on a port of its own and with this certificate."""
        async with Listener(self._decide, self._serve, self._listener.host, tls=tls) as listener:
            yield self.elsewhere(listener.port)

    @asynccontextmanager
    async def trap_elsewhere(self, shown: ServerTls) -> AsyncIterator[tuple[Elsewhere, TlsTrap]]:
        """As `also_showing`, but with a trap there: who takes the certificate is not let in."""
        async with TlsTrap(shown, self._listener.host, 0, self.patience.reply) as trap:
            yield self.elsewhere(trap.port), trap

    @property
    def host(self) -> str:
        """The address that we listen on."""
        return self._listener.host

    @property
    def tls(self) -> ServerTls | None:
        """How we do TLS; None on security profile 1."""
        return self._listener.tls

    async def start(self) -> None:
        """Listen. Raises `PortTakenError`."""
        await self._listener.start()

    async def stop(self) -> None:
        """Close every connection and stop listening. Raises the `HarnessError` of a reader."""
        await self._listener.stop()
        if self.trouble:
            raise self.trouble[0]

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def begin(self, recording: Recording, checklist: Checklist) -> None:
        """Start another case on the connection that is open; what earlier cases set is forgotten."""
        self.recording, self.checklist = recording, checklist
        self.inbox.clear()
        self.upgrades.clear()
        self.pings.clear()
        self._planned.forget()
        self.accepting = True
        self.shut.clear()
        if self.connected and self.peer is not None:
            self.wire.connection = recording.handshake(self.peer.socket.handshake, carried=True)

    @property
    def connected(self) -> bool:
        """Whether the station is connected."""
        return self.peer is not None and self.peer.closed is None

    # -- verbs ------------------------------------------------------------------------------------------------------

    async def wait_connected(self, within: float, *, after: float = 0.0) -> Upgrade:
        """The first accepted upgrade later than `after` (monotonic). Raises `Inconclusive`."""
        return await self._wait_upgrade(lambda upgrade: upgrade.accepted and upgrade.at > after, within)

    async def until_connected(self, wanted: bool = True) -> None:
        """Wait, without an end, until the station is connected or (False) no longer is."""
        while self.connected is not wanted:
            self._opened.clear()
            await self._opened.wait()

    async def wait_upgrade(self, within: float, *, after: float = 0.0) -> Upgrade:
        """The first upgrade request later than `after`, accepted or not. Raises `Inconclusive`."""
        return await self._wait_upgrade(lambda upgrade: upgrade.at > after, within)

    async def must_connect(self, source: Source, within: float, *, after: float = 0.0) -> Upgrade:
        """As `wait_upgrade`, but a connection that does not come is a `Violation` of the source."""
        try:
            return await self.wait_upgrade(within, after=after)
        except Inconclusive:
            miss = Miss("", f"a connection attempt within {within:.1f} s", "none")
            self.checklist.book(source, (miss,), needed=True)
            raise

    async def disconnect(self) -> float:
        """Close the station's connection; returns when it had ended (monotonic)."""
        peer = self.live
        await peer.socket.close(1001)
        await peer.socket.wait_closed()
        return times.monotonic()

    async def shows(self, shown: ServerTls | Forbidden, what: str) -> TlsEnd:
        """Close the connection, show the station that comes back this certificate, or a ServerHello with what is
        forbidden, then be as before and wait for it. Raises `Inconclusive` where it does not come back, either time."""
        listener, again = self._listener, self.patience.too_late(60)
        await listener.stop()
        try:
            async with AsyncExitStack() as stack:
                trap = TlsTrap(shown, listener.host, listener.port, self.patience.reply)
                await self._rebind(lambda: stack.enter_async_context(trap))
                end = await self.caught(trap, what, again)
        finally:
            since = times.monotonic()
            await self._rebind(listener.start)
        await self.wait_connected(again, after=since)
        return end

    async def caught(self, trap: TlsTrap, what: str, within: float) -> TlsEnd:
        """How the station takes what a trap shows it. Raises `Inconclusive` where it does not come."""
        try:
            with self.recording.waiting("a ClientHello", within):
                ended = await trap.ended(within)
        except TimeoutError:
            raise self.checklist.give_up(f"the station sent no ClientHello within {within:.1f} s") from None
        self.recording.note(f"{what}: {ended}")
        return TlsEnd(self.checklist, what, ended, trap.offered, trap.compressions)

    async def speaks(self, tls: ServerTls) -> None:
        """Do TLS otherwise from now on. The port is opened anew: what is connected is closed."""
        await self._listener.stop()
        self._listener.tls = tls
        await self._rebind(self._listener.start)

    @asynccontextmanager
    async def uncompressed(self) -> AsyncIterator[None]:
        """Agree on no compression for the block; the port is opened anew before and after, so it must reconnect."""
        was_connected, before = self.connected, times.monotonic()
        await self._listen_anew(compression=False)
        try:
            if was_connected:
                await self.wait_connected(self.patience.too_late(60), after=before)
            yield
        finally:
            await self._listen_anew(compression=True)

    async def answers_upgrade(self, make: Callable[[str], bytes], within: float) -> None:
        """Drop the connection, answer the next upgrade request (its head is given) with these bytes and a close, then
        be as before and wait for the station. Raises `Inconclusive` where it does not come, either time."""
        listener, caught = self._listener, asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                async with limited(self.patience.reply):
                    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                    writer.write(make(head))
                    await writer.drain()
                    self.recording.note(f"answered the upgrade request {head.splitlines()[0]!r} with bytes of our own")
            except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
                self.recording.note(f"the upgrade request could not be answered: {error!r}")
            finally:
                writer.close()
                caught.set()

        await listener.stop()
        tls = None if listener.tls is None else listener.tls.context()
        server = await asyncio.start_server(answer, listener.host, listener.port, ssl=tls)
        try:
            with self.recording.waiting("an upgrade request", within):
                async with limited(within):
                    await caught.wait()
        except TimeoutError:
            raise self.checklist.give_up(f"the station did not connect within {within:.1f} s") from None
        finally:
            await accept_no_more(server.sockets)
            server.close()
            await server.wait_closed()
            since = times.monotonic()
            await listener.start()
        await self.wait_connected(within, after=since)

    # -- the server ---------------------------------------------------------------------------------------------------

    def _decide(self, request: UpgradeRequest) -> Decision:
        if self.paths and _place(request) not in self.paths:
            self.recording.note(f"refused the upgrade of {request.path} with 403: another station is judged")
            return Refuse(403, f"the station at {', '.join(sorted(self.paths))} is judged")
        open_to_it = self.accepting and request.path not in self.shut
        accepted = open_to_it and OCPP_201.subprotocol in request.subprotocols
        self.upgrades.append(Upgrade(request, times.monotonic(), accepted))
        self._opened.set()
        if not open_to_it:
            self.recording.note(f"refused the upgrade of {request.path} with 503, as the case wants")
            return Refuse(503, "not now")
        if not accepted:
            self.recording.note(f"the station offers {request.subprotocols!r}, not {OCPP_201.subprotocol}")
            return Refuse(400, f"{OCPP_201.subprotocol} is not among the offered subprotocols")
        return Accept(OCPP_201.subprotocol)

    async def _listen_anew(self, *, compression: bool) -> None:
        await self._listener.stop()
        self._listener.compression = compression
        await self._rebind(self._listener.start)

    async def _rebind(self, bind: Callable[[], Awaitable[object]]) -> None:
        """Take our port again; an outgoing connection of somebody else may have it for a while. Raises
        `PortTakenError` when it stays taken."""
        deadline = times.monotonic() + self.patience.connect
        while True:
            try:
                await bind()
                return
            except PortTakenError:
                if times.monotonic() > deadline:
                    raise
            await pause(0.02)

    def _take_ping(self) -> None:
        self.pings.append(times.monotonic())
        self.recording.note("the station sent a ping")

    async def _serve(self, socket: Socket) -> None:
        socket.tell_pings(self._take_ping)
        peer, wire = self._adopt(socket), self.wire
        self._opened.set()
        try:
            closed = await peer.run()
            self._ended(wire.connection, closed)
        except HarnessError as error:
            self.trouble.append(error)
        finally:
            self._opened.set()

    async def _wait_upgrade(self, holds: Callable[[Upgrade], bool], within: float) -> Upgrade:
        deadline = times.monotonic() + within
        while True:
            for upgrade in self.upgrades:
                if holds(upgrade) and (not upgrade.accepted or self._is_served(upgrade)):
                    return upgrade
            self._opened.clear()
            left = deadline - times.monotonic()
            try:
                with self.recording.waiting("a connection", left):
                    async with limited(left):
                        await self._opened.wait()
            except TimeoutError:
                raise self.checklist.give_up(f"the station did not connect within {within:.1f} s") from None

    def _is_served(self, upgrade: Upgrade) -> bool:
        return self.connected and upgrade is [each for each in self.upgrades if each.accepted][-1]


def _place(request: UpgradeRequest) -> str:
    return request.path.split("?")[0]


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
