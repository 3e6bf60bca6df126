"""A charging station in our hand: faces the CSMS under test."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import quote

from ocpp_conformance.harness.evidence import Checklist, Miss, NotRun, Recording, Source
from ocpp_conformance.harness.evidence.recording import FrameEntry
from ocpp_conformance.harness.peer import CallFailedError, DisconnectedError, NoAnswerError, Peer
from ocpp_conformance.harness.probes.attempt import Attempt, Opened
from ocpp_conformance.harness.probes.patience import Patience
from ocpp_conformance.harness.probes.payloads import SERIAL_NUMBER, SERIAL_NUMBER_LENGTH, booting
from ocpp_conformance.harness.probes.probe import Probe
from ocpp_conformance.harness.probes.reaction import Reaction, is_crash
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.probes.tls_end import TlsEnd
from ocpp_conformance.harness.rpc import CallResult, Payload, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.times import now
from ocpp_conformance.harness.transport import (
    DIAL_ERRORS,
    ClientTls,
    Credentials,
    Dial,
    Handshake,
    Headers,
    Limits,
    RefusedError,
    Secret,
    Socket,
    TlsAlertError,
    TlsClosedError,
    UnreachableError,
    dial,
)
from ocpp_conformance.harness.transport.cipher_suites import NoSuiteError, Suite
from ocpp_conformance.harness.transport.client_hello import Ended, Ending, Forbidden, offer

OFFERED = (OCPP_201.subprotocol,)


@dataclass(frozen=True, slots=True)
class CsmsAddress:
    """Where the CSMS under test is and how our station logs in. `endpoint` has no identity in it."""

    endpoint: str
    identity: str
    password: Secret | None
    headers: Headers = ()
    tls: ClientTls | None = None

    @property
    def url(self) -> str:
        """The connection URL: endpoint, one slash, the identity percent-encoded (J-3.1.1-04, J-3.1.1-05)."""
        return f"{self.endpoint.removesuffix('/')}/{quote(self.identity, safe='')}"

    @property
    def credentials(self) -> Credentials | None:
        """User name and password, where a password is known."""
        return None if self.password is None else Credentials(self.identity, self.password)

    @property
    def serial_number(self) -> str:
        """What our station has in its boots: where it signs in with a certificate, what that names (B01.FR.11)."""
        if self.tls is None or self.tls.certificate is None:
            return SERIAL_NUMBER
        from ocpp_conformance.harness.transport.pki import common_name_of  # brings cryptography along

        named = common_name_of(self.tls.certificate)
        return SERIAL_NUMBER if named is None else named[:SERIAL_NUMBER_LENGTH]


class StationProbe(Probe):
    """Connects at its first CALL, so a case starts with what it is about."""

    role: ClassVar[Role] = Role.STATION
    fence: ClassVar[tuple[str, Payload]] = ("Heartbeat", {})

    def __init__(self, address: CsmsAddress, recording: Recording, checklist: Checklist, patience: Patience) -> None:
        super().__init__(recording, checklist, patience)
        self.address = address
        self._readers: list[asyncio.Task[object]] = []

    async def connect(
        self,
        source: Source | None = None,
        *,
        compression: bool = False,
        subprotocols: tuple[str, ...] = OFFERED,
    ) -> Opened:
        """Connect with the right credentials. A CSMS that doesn't let us in is a `Violation` of the source; where the
        case is about something else (no source) it is `Inconclusive`."""
        what = self._dial(compression=compression, subprotocols=subprotocols)
        try:
            socket = await dial(what)
        except DIAL_ERRORS as error:
            self._record_failure(what, error)
            if source is not None:
                miss = Miss("", "the connection attempt to be accepted", str(error))
                self.checklist.book(source, (miss,), needed=True)
            raise self.checklist.give_up(f"can't connect to the CSMS: {error}") from None
        if source is not None:
            self.checklist.book(source, ())
        at = self.mark
        self._take(socket)
        return Opened(self.checklist, socket.handshake, at)

    async def disconnect(self) -> None:
        """Close the connection and wait for its end."""
        if self.peer is not None:
            await self.peer.socket.close()
            await asyncio.gather(*self._readers)
            self._readers.clear()

    async def away(self) -> None:
        """Disconnect, to connect again; the pause is for servers that a reconnect in the same millisecond confuses."""
        await self.disconnect()
        await self.listen(self.patience.quiet)

    async def reconnected(self) -> str:
        """A new connection without a boot. Returns a time in between, for the events that were queued."""
        await self.away()
        offline = now()
        await self.connect()
        return offline

    async def drop(self) -> None:
        """Lose the connection as a radio link does: no close frame."""
        self.live.socket.abort()
        await asyncio.gather(*self._readers)
        self._readers.clear()

    async def attempt(
        self,
        *,
        identity: str | None = None,
        user: str | None = None,
        password: str | None = None,
        anonymous: bool = False,
        subprotocols: tuple[str, ...] = OFFERED,
    ) -> Attempt:
        """Try to connect with something changed; where the server lets us in, see whether it serves a boot."""
        what = self._dial(subprotocols=subprotocols)
        address = replace(self.address, identity=identity or self.address.identity)
        secret = Secret(password) if password is not None else self.address.password
        credentials = None if anonymous or secret is None else Credentials(user or self.address.identity, secret)
        what = replace(what, url=address.url, credentials=credentials)
        try:
            socket = await dial(what)
        except RefusedError as error:
            self._record_failure(what, error)
            handshake = Handshake(what.url, (), error.status, error.headers)
            return Attempt(self.checklist, error.status, handshake, str(error), False, "")
        except DIAL_ERRORS as error:
            self._record_failure(what, error)
            return Attempt(self.checklist, None, None, str(error), False, "")
        self._take(socket)
        served, after, lost = await self._served()
        left_open = served or not await self._is_closed()
        await self.disconnect()
        return Attempt(self.checklist, 101, socket.handshake, "", served, after, left_open, lost)

    async def doubled(self, source: Source) -> None:
        """Connect once more, as after a loss that the CSMS has not noticed, and send a Heartbeat on both connections.

        What becomes of the older connection is free, and being turned away on the newer one an advisory; no server, a
        crash or no answer there is a miss, and so is an answer on the connection that did not ask (J-4.1.4-02).
        """
        older, mark, what = (self.live, self.wire.connection), self.mark, self._dial()
        try:
            self._take(await dial(what))
        except DIAL_ERRORS as error:
            self._record_failure(what, error)
            miss = Miss("", "the newer connection to be opened", str(error))
            self.checklist.book(source, (miss,), mild=isinstance(error, RefusedError))
            return
        both = {uuid.uuid4().hex: line for line in (older, (self.live, self.wire.connection))}
        failed = await asyncio.gather(*(self._beat(peer, id) for id, (peer, _) in both.items()))
        self.recording.note(f"the older connection: {failed[0] or 'answered'}")
        for entry in self.recording.entries[mark:]:
            if isinstance(entry, FrameEntry) and entry.sender is Role.CSMS and entry.frame.message_id in both:
                strayed = entry.connection != both[entry.frame.message_id][1]
                miss = Miss("", "the answer on the connection of its CALL", "it came on the other one")
                self.checklist.book("J-4.1.4-02", (miss,) if strayed else (), frame=entry.index)
        misses = (Miss("", "an answer on the newer connection", str(failed[1])),) if failed[1] else ()
        self.checklist.book(source, misses, mild=not _is_lost(failed[1]))
        await older[0].socket.close()

    async def _beat(self, peer: Peer, message_id: str) -> CallFailedError | None:
        """Send a Heartbeat on this connection; how it failed, if it did."""
        try:
            await peer.call(*self.fence, timeout=self.patience.reply, message_id=message_id)
        except CallFailedError as error:
            return error
        return None

    async def offer(self, forbidden: Forbidden) -> TlsEnd:
        """Offer that and nothing else. Raises `Inconclusive` when the ClientHello could not be sent."""
        try:
            ended = await offer(forbidden, self.address.url, self.patience.reply)
        except UnreachableError as error:
            raise self.checklist.give_up(str(error)) from None
        return self._tls_end(forbidden.text, ended)

    async def offer_suite(self, suite: Suite) -> TlsEnd:
        """Do a handshake with this cipher suite alone; what comes after it doesn't matter. Raises `NotRun` where our
        OpenSSL can't, `Inconclusive` when nobody was reached."""
        try:
            socket = await self._shake_hands(replace(self.address.tls or ClientTls(), suite=suite), suite.name)
        except NoSuiteError as error:
            raise NotRun(f"needs {error}", "run it where OpenSSL can") from None
        except RefusedError as error:
            return self._tls_end(suite.name, Ended(Ending.WENT_ON, f"HTTP status {error.status}"))
        if isinstance(socket, Ended):
            return self._tls_end(suite.name, socket)
        await socket.close()
        return self._tls_end(suite.name, Ended(Ending.WENT_ON))

    async def sign_in(self, tls: ClientTls, what: str) -> TlsEnd:
        """Connect with another client certificate. A refusal by HTTP status is a close too: the name in a certificate
        is mostly looked at behind the TLS server. Raises `Inconclusive` when nobody was reached."""
        try:
            socket = await self._shake_hands(tls, what)
        except RefusedError as error:
            return self._tls_end(what, Ended(Ending.CLOSED, f"HTTP status {error.status}"))
        if isinstance(socket, Ended):
            return self._tls_end(what, socket)
        self._take(socket)
        closed = await self._is_closed()
        await self.disconnect()
        return self._tls_end(what, Ended(Ending.CLOSED if closed else Ending.WENT_ON, "after the upgrade"))

    async def call(
        self, action: str, payload: Payload, *, message_id: str | None = None, within: float | None = None
    ) -> ReceivedReply:
        if self.peer is None:
            await self.connect()
        return await super().call(action, payload, message_id=message_id, within=within)

    async def boot(self, reason: str = "PowerUp") -> ReceivedReply:
        """Send BootNotification; the answer is the case's to judge."""
        return await self.call("BootNotification", booting(reason, self.address.serial_number))

    async def booted(self, reason: str = "PowerUp") -> ReceivedReply:
        """The reusable state Booted up to the accepted boot: a precondition, so a refusal is inconclusive."""
        boot = await self.boot(reason)
        if boot["status"] != "Accepted":
            seen = boot["status"] or f"CALLERROR {boot.error}"
            raise self.checklist.give_up(f"precondition not reached: boot answered {seen}", frame=boot.frame)
        return boot

    async def _provoke(self, raw: str | bytes, quiet: float | None, stream: bytes | None) -> Reaction:
        reaction = await super()._provoke(raw, quiet, stream)
        if reaction.fence_error is None or not await self._is_closed() or self.peer is None:
            return reaction
        return replace(reaction, closed=self.peer.closed)  # the fence can fail before our reader has seen the close

    async def ping(self, source: Source) -> None:
        """Send a WebSocket ping; no pong within patience is a `Violation` of the source."""
        pong = asyncio.ensure_future(await self.live.socket.ping())
        await asyncio.wait({pong}, timeout=self.patience.reply)
        came = pong.done() and pong.exception() is None
        self.recording.note(f"ping, answered by {'a pong' if came else 'nothing'}")
        misses = () if came else (Miss("", f"a pong within {self.patience.reply:g} s", "none"),)
        self.checklist.book(source, misses)

    def silent_since(self, source: Source, since: int) -> None:
        """Check that the CSMS has sent no CALL from this bookmark on."""
        calls = self.received(since=since)
        misses = (Miss("", "no CALL", calls[0].action),) if calls else ()
        self.checklist.book(source, misses, frame=calls[0].frame if calls else None)

    def distinct_ids(self, source: Source, *calls: ReceivedCall) -> None:
        """Check that no two of these CALLs have the same message id."""
        seen: set[str] = set()
        for call in calls:
            repeated = call.call.message_id in seen
            misses = (Miss("message id", "one not used before", repr(call.call.message_id)),) if repeated else ()
            self.checklist.book(source, misses, frame=call.frame)
            seen.add(call.call.message_id)

    def stays_open(self, source: Source) -> None:
        """Check that the connection is still open."""
        closed = self.peer.closed if self.peer is not None else None
        misses = () if closed is None else (Miss("", "the connection to stay open", str(closed)),)
        self.checklist.book(source, misses)

    async def close(self) -> None:
        """End the connection, however it is; the failure of a reader surfaces here."""
        if self.peer is not None and self.peer.closed is None:
            await self.peer.socket.close()
        readers, self._readers = self._readers, []
        await asyncio.gather(*readers)

    def _dial(self, *, compression: bool = False, subprotocols: tuple[str, ...] = OFFERED) -> Dial:
        return Dial(
            self.address.url,
            subprotocols=subprotocols,
            credentials=self.address.credentials,
            headers=self.address.headers,
            compression=compression,
            limits=Limits(open_timeout=self.patience.connect),
            tls=self.address.tls,
        )

    async def _shake_hands(self, tls: ClientTls, what: str) -> Socket | Ended:
        """Connect with these settings, or say how the CSMS ended it. Raises `RefusedError`, and `Inconclusive` when
        nobody was reached or our side ended it."""
        dialled = replace(self._dial(), tls=tls)
        try:
            return await dial(dialled)
        except RefusedError:
            raise
        except TlsAlertError as error:
            return Ended(Ending.ALERT, error.reason)
        except TlsClosedError:
            return Ended(Ending.CLOSED)
        except DIAL_ERRORS as error:
            self._record_failure(dialled, error)
            raise self.checklist.give_up(f"{what}: {error}") from None

    def _tls_end(self, what: str, ended: Ended) -> TlsEnd:
        self.recording.note(f"{what}: {ended}")
        return TlsEnd(self.checklist, what, ended)

    def _record_failure(self, what: Dial, error: Exception) -> None:
        if isinstance(error, RefusedError):
            asked = (("Sec-WebSocket-Protocol", ", ".join(what.subprotocols)),)
            self.recording.handshake(Handshake(what.url, asked, error.status, error.headers))
        else:
            self.recording.note(str(error))

    def _take(self, socket: Socket) -> None:
        peer = self._adopt(socket)
        connection = self.wire.connection

        async def read() -> None:
            closed = await peer.run()
            self._ended(connection, closed)

        self._readers.append(asyncio.create_task(read(), name="station probe reader"))

    async def _is_closed(self) -> bool:
        """Whether the other end has closed the connection or does so within the quiet window."""
        await asyncio.wait(self._readers, timeout=self.patience.quiet)
        return self.peer is not None and self.peer.closed is not None

    async def _served(self) -> tuple[bool, str, bool]:
        """Whether a boot is accepted, else what came instead, and whether that means that the system is lost."""
        assert self.peer is not None
        if self.peer.socket.subprotocol is None and await self._is_closed():
            return False, str(self.peer.closed), is_crash(self.peer.closed)
        try:
            reply = await self.peer.call(
                "BootNotification", booting(serial_number=self.address.serial_number), timeout=self.patience.reply
            )
        except CallFailedError as error:
            return False, str(error), _is_lost(error)
        if not isinstance(reply, CallResult):
            return False, f"CALLERROR {reply.code}", False
        return reply.payload.get("status") == "Accepted", f"boot {reply.payload.get('status')}", False


def _is_lost(error: CallFailedError | None) -> bool:
    """Whether a CALL failed because nobody is there to answer: a crash, or no answer at all."""
    return isinstance(error, NoAnswerError) or (isinstance(error, DisconnectedError) and is_crash(error.closed))
