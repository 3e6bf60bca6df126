"""The connection to the CSMS: dial, keep, lose, dial again (Part 4, 3.1 and 5.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from ocpp_conformance.harness.peer import Answerer, Peer, Tap
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Frame, Malformed, Reply, Role, parse
from ocpp_conformance.harness.station.core.decisions import Decisions
from ocpp_conformance.harness.station.core.tasks import Tasks
from ocpp_conformance.harness.transport import (
    DIAL_ERRORS,
    Dial,
    Socket,
    SocketClosedError,
    dial,
)

Followup = Callable[[], object]


class Link(Peer):
    """A peer that tells when a message has left."""

    def __init__(
        self, socket: Socket, answerer: Answerer, timeout: float, tap: Tap, left: Callable[[str | bytes], None]
    ) -> None:
        super().__init__(socket, Role.STATION, answerer, timeout=timeout, tap=tap)
        self._left = left

    async def send(self, raw: str | bytes, *, deliberate: bool = False) -> None:
        await super().send(raw, deliberate=deliberate)
        self._left(raw)


class Connection:
    """Keeps the station connected while `live()` runs; it is also who answers the CSMS, and who listens in.

    Others join the lists of those that are told: `dialled` of each attempt to connect, None or what it failed with;
    `heard` of each answer of the CSMS, before the next message is read; `called` when a CALL of ours has left; `lost`
    when a connection has ended; `restarting` when the station begins a restart.
    """

    def __init__(self, station: Decisions) -> None:
        self._station = station
        self.dialled: list[Callable[[Exception | None], object]] = []
        self.heard: list[Callable[[Reply], object]] = []
        self.called: list[Callable[[], object]] = []
        self.lost: list[Callable[[], object]] = []
        self.restarting: list[Callable[[], object]] = []
        self.link: Link | None = None
        self.last_call = 0.0
        """When our last CALL left, in OCPP seconds on the station's clock."""
        self._network = asyncio.Event()
        self._network.set()
        self._wake = asyncio.Event()
        self._at_once = False
        self._lost_at: float | None = None
        self._ping_changed = asyncio.Event()
        station.model.watch("OCPPCommCtrlr", "WebSocketPingInterval", self._ping_changed.set)
        self._restart: tuple[float, str] | None = None
        self._followups: list[Followup] = []
        self._answer: tuple[str, list[Followup]] | None = None

    async def live(self) -> None:
        """Connect, serve, reconnect; ends only when cancelled. The first attempt is made at once."""
        attempt: int | None = None
        while True:
            if attempt is not None:
                await self._wait_out(attempt)
            await self._network.wait()
            await self._restarted()
            self._at_once = False
            socket = await self._dial()
            if socket is None:
                attempt = 0 if attempt is None else attempt + 1
                continue
            await self._serve(socket)
            attempt = None if self._at_once else 0  # J-L4.12: a good connection brings the wait back to the minimum

    @property
    def open(self) -> bool:
        """Whether there is a connection, as far as the station can know."""
        return self.link is not None and self.link.closed is None

    def forget(self) -> None:
        """The power was off: what it knew of an outage or a restart is gone."""
        self._lost_at = self._restart = None

    def restart(self, seconds: float, why: str) -> None:
        """The station restarts: it knows of no outage, and takes so many OCPP seconds before it connects again."""
        self._lost_at, self._restart = None, (seconds, why)
        _tell(self.restarting)
        self.hurry()

    def hurry(self) -> None:
        """Skip the back-off: the station itself wants a new connection, the network is not at fault."""
        self._at_once = True
        self._wake.set()

    async def close(self) -> None:
        """End the connection with the closing handshake."""
        if self.link is not None:
            await self.link.socket.close(1000)

    def network_down(self) -> None:
        """Pull the plug: no close frame, and no attempt to connect until `network_up`."""
        self._network.clear()
        if self.link is not None:
            self.link.socket.abort()
            self.link = None

    def network_up(self) -> None:
        """Put the plug back; the back-off that runs is waited out."""
        self._network.set()

    async def _wait_out(self, attempt: int) -> None:
        self._wake.clear()
        wait = self._station.retry_wait(attempt)
        self._station.note(f"connecting again in {wait:.1f} s")
        await self._station.clock.wait(self._wake, wait)

    async def _restarted(self) -> None:
        if self._restart is not None:
            (seconds, why), self._restart = self._restart, None
            self._station.note(why)
            await self._station.clock.wait(asyncio.Event(), seconds)

    async def _dial(self) -> Socket | None:
        station = self._station
        offered = station.subprotocols()
        what = Dial(
            station.url,
            subprotocols=offered,
            credentials=station.credentials(),
            limits=station.config.limits,
            tls=station.tls(),
        )
        try:
            socket = await dial(what)
        except DIAL_ERRORS as error:
            station.note(str(error))
            self._end_dial(error)
            return None
        self._end_dial(None)
        if offered and socket.subprotocol is None:
            station.note("the CSMS agreed on no subprotocol")  # J-3.2-03: it is to close; nothing can be said here
            await socket.close(1002)
            return None
        if not self._network.is_set():
            socket.abort()
            return None
        return socket

    def _end_dial(self, error: Exception | None) -> None:
        _tell(self.dialled, error)
        self._station.touched()

    async def _serve(self, socket: Socket) -> None:
        station = self._station
        link = Link(socket, self, station.config.call_timeout, self, self._left)
        outage = None if self._lost_at is None else station.clock.now() - self._lost_at
        self.link, self.last_call = link, station.clock.now()
        station.note("connected")
        try:
            async with Tasks(station.failed) as tasks:
                station.serve(tasks, outage)
                tasks.start(self._ping(socket), "ping")
                closed = await link.run()
                station.note(str(closed))
        finally:
            self.link, self._lost_at = None, station.clock.now()
            _tell(self.lost)
            await socket.close(1001)

    async def _ping(self, socket: Socket) -> None:
        model, clock = self._station.model, self._station.clock
        while True:
            self._ping_changed.clear()
            if await clock.wait(self._ping_changed, model.integer("OCPPCommCtrlr", "WebSocketPingInterval") or None):
                continue
            try:
                pong = await socket.ping()
                async with asyncio.timeout(self._station.config.call_timeout):
                    await pong
            except SocketClosedError:
                return
            except TimeoutError:
                self._station.note("no pong: the connection is dead")
                socket.abort()
                return

    def after(self, followup: Followup) -> None:
        """Do this once the answer that is being made has been sent (F06.FR.04)."""
        self._followups.append(followup)

    def answer(self, call: Call) -> str | None:
        """The text that answers a CALL."""
        station = self._station
        try:
            reply = station.reply(call)
            station.keep()
        except Exception as error:  # a bug of ours must not end the connection; it is raised by power_off()
            station.failed(error, keep=True)
            reply = CallError(call.message_id, ErrorCode.INTERNAL_ERROR, "the station failed; see its log")
        text = station.encode(reply)
        followups, self._followups = self._followups, []
        if text is None:
            _tell(followups)
        else:
            self._answer = (text, followups)
        return text

    def answer_malformed(self, malformed: Malformed) -> str | None:
        """The text that answers a message that is no frame."""
        return self._station.malformed_reply(malformed)

    def frame(self, sender: Role, raw: str | bytes, deliberate: bool, frame: Frame | None = None) -> None:
        """Be told of a message, before it is acted on; `frame` is what one that came is."""
        frame = frame or parse(raw)
        self._station.journal.frame(sender, frame)
        self._station.touched()
        if sender is Role.CSMS and isinstance(frame, CallResult | CallError):
            _tell(self.heard, frame)

    def _left(self, raw: str | bytes) -> None:
        if self._answer is not None and raw is self._answer[0]:
            followups, self._answer = self._answer[1], None
            _tell(followups)
        else:
            self.last_call = self._station.clock.now()
            _tell(self.called)
        self._station.touched()


def _tell(told: Sequence[Callable[..., object]], *about: object) -> None:
    for each in told:
        each(*about)
