"""What both probes share: CALLs to the system under test, its CALLs to us, and provocations with a fence."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import ClassVar

from ocpp_conformance.harness import times
from ocpp_conformance.harness.catalogue.own_rules import LIVES
from ocpp_conformance.harness.evidence import (
    Checklist,
    CloseEntry,
    HarnessError,
    Inconclusive,
    Miss,
    Recording,
    Source,
    Wait,
)
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.peer import (
    CallFailedError,
    DisconnectedError,
    MalformedAnswerError,
    NoAnswerError,
    Peer,
)
from ocpp_conformance.harness.probes.answers import OurAnswer, Planned
from ocpp_conformance.harness.probes.pace import limits_rate, pace_of
from ocpp_conformance.harness.probes.patience import Patience, pause
from ocpp_conformance.harness.probes.reaction import INTERNAL_ERROR, Reaction, is_crash
from ocpp_conformance.harness.probes.received import ANSWERED, ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Call, CallError, Frame, Malformed, Payload, Reply, Role, parse
from ocpp_conformance.harness.transport import Closed, Socket, SocketClosedError, Standstills, limited, standstills
from ocpp_conformance.harness.validation import judge_call, judge_reply

INBOX = 20_000
"""CALLs of the system that a case can look at."""


class Probe:
    """One end of the connection in our hand. Subclasses know how the connection comes about."""

    role: ClassVar[Role]
    fence: ClassVar[tuple[str, Payload]]
    """A CALL that every system of the other role must answer."""

    def __init__(self, recording: Recording, checklist: Checklist, patience: Patience) -> None:
        self.recording, self.checklist, self.patience = recording, checklist, patience
        self.inbox: list[ReceivedCall] = []
        self.peer: Peer | None = None
        self.wire = Wire(self, 0)
        self._planned = Planned(self.role)
        self._arrived = asyncio.Event()
        self._provoked: asyncio.Future[tuple[int, Frame] | None] | None = None
        self._provoking: str | None = None
        self._provocations: set[str] = set()
        self._last_received = (0, 0.0, 0)
        self._pace = pace_of(patience.rate)
        self._standstills: Standstills | None = None
        self._told_until = times.monotonic()

    # -- our CALLs -------------------------------------------------------------------------------------------------

    async def call(
        self, action: str, payload: Payload, *, message_id: str | None = None, within: float | None = None
    ) -> ReceivedReply:
        """Send a valid CALL and wait for its answer.

        No answer, a malformed one or a closed connection is a `Violation` of J-4.1.7-01, a crash one of LIVES-ON. A
        payload that the schema refuses is our own mistake: `HarnessError`.
        """
        call = Call("", action, payload)
        own = judge_call(call, self.role)
        if own is not None:
            raise HarnessError(f"the case sends an invalid {action}: {own.text}")
        limit = within or self.patience.reply
        try:
            reply = await self._answer_to(call, message_id, limit)
        except (NoAnswerError, MalformedAnswerError, DisconnectedError) as error:
            miss = Miss("", f"an answer to {action}", str(error))
            frame, sent = self._shown_by(error)
            crashed = isinstance(error, DisconnectedError) and is_crash(error.closed)
            source = LIVES if crashed else ANSWERED
            self.checklist.book(source, (miss,), frame=frame, needed=True, waited_from=sent)
            raise HarnessError(f"unreachable: {source} binds as a MUST") from error
        frame, at, _ = self._last_received
        entry = self.recording.newest(reply, self.role.other)  # other messages may have come right behind it
        frame, at = (frame, at) if entry is None else (entry.index, entry.at)
        return ReceivedReply(self.checklist, frame, at, judge_reply(call, reply), call, reply)

    def _shown_by(self, error: CallFailedError) -> tuple[int | None, int | None]:
        """The index of the entry that shows how a CALL of ours failed; where it has none, the one behind the CALL."""
        match error:
            case MalformedAnswerError():
                return self._last_received[0], None
            case NoAnswerError(call=call):
                last = self.recording.sent_as(call.message_id, self.role)
                return None, None if last is None else last + 1
        closes = [entry.index for entry in self.recording.entries[-1:] if isinstance(entry, CloseEntry)]
        return (closes[0], None) if closes else (None, None)

    async def _answer_to(self, call: Call, message_id: str | None, limit: float) -> Reply:
        """The answer to a CALL. One that is refused because we were too fast goes out again, more slowly."""
        while True:
            if self._pace.is_limited:
                await self._pace.turn()
            now = times.monotonic()
            self.recording.wait = Wait(f"the answer to {call.action}", now, now + limit)
            try:
                reply = await self.live.call(call.action, call.payload, message_id=message_id, timeout=limit)
            finally:
                self.recording.wait = None
            if not isinstance(reply, CallError) or not limits_rate(reply) or message_id or not self._slow_down(reply):
                return reply

    def _slow_down(self, refusal: CallError) -> bool:
        """Talk more slowly from here on; whether that was possible."""
        slower = self._pace.slow_down(refusal)
        if slower:
            self.recording.note(self._pace.limit)
        return slower

    async def send(self, raw: str | bytes) -> None:
        """Send a message as it is, marked as deliberate. Raises `SocketClosedError`."""
        await self._pace.turn()
        await self.live.send(raw, deliberate=True)

    async def provoke(self, raw: str | bytes, *, quiet: float | None = None, stream: bytes | None = None) -> Reaction:
        """Send a message that is wrong on purpose, wait for what comes of it, then send the fence.

        An answer is anything with the id of the provoking message, or with an id that no other message of ours has.
        Where nothing comes within the quiet window (an own time-out is free, J-4.1.1-04) the fence decides: silence is
        believed when it is answered. `quiet` is another length of that window; `stream` are the bytes that make up the
        message where it shall not go out as one frame. A system that says it was too fast gets it once more, later.
        """
        for _ in range(2):
            reaction = await self._provoke(raw, quiet, stream)
            if not isinstance(reaction.answer, CallError) or not limits_rate(reaction.answer):
                return reaction
            self._slow_down(reaction.answer)
        raise self.checklist.give_up("the system limits how fast it is spoken to: give --rate 1", frame=reaction.frame)

    async def _provoke(self, raw: str | bytes, quiet: float | None, stream: bytes | None) -> Reaction:
        await self._pace.turn()
        message_id = parse(raw).message_id
        self._provoking = message_id
        if message_id is not None:
            self._provocations.add(message_id)
        peer = self.live
        sent = self.mark
        provoked: asyncio.Future[tuple[int, Frame] | None] = asyncio.get_running_loop().create_future()
        self._provoked = provoked
        peer.when_over = partial(_settle, provoked)
        fence_error: str | None = None
        garbled = False
        try:
            if stream is None:
                await peer.send(raw, deliberate=True)
            else:
                self.wire.frame(self.role, raw, True)
                peer.socket.write(stream)
            try:
                async with limited(self.patience.quiet if quiet is None else quiet):
                    await asyncio.shield(provoked)
            except TimeoutError:
                pass
            try:
                await peer.call(*self.fence, timeout=self.patience.reply)
            except (NoAnswerError, MalformedAnswerError) as error:
                fence_error, garbled = str(error), isinstance(error, MalformedAnswerError)
            except DisconnectedError as error:
                fence_error = str(error)
                await peer.wait_over()
        except SocketClosedError:
            await peer.wait_over()
        self._provoked = None
        frame, answer = (provoked.result() if provoked.done() else None) or (None, None)
        return Reaction(self.checklist, message_id, answer, frame, peer.closed, fence_error, sent, garbled)

    async def disturb(self, stream: bytes) -> Closed | None:
        """Put bytes on the stream that break RFC 6455, and see whether the other end closes the connection within the
        quiet window; where it does not, drop it. Returns its close, None where the end was ours. The recording has the
        bytes as one binary message."""
        peer = self.live
        self.wire.frame(self.role, stream, True)
        peer.socket.write(stream)
        try:
            async with limited(self.patience.quiet):
                await peer.wait_over()
        except TimeoutError:
            peer.socket.abort()
            await peer.wait_over()
            return None
        return peer.closed

    @property
    def live(self) -> Peer:
        """The open connection. Raises `Inconclusive` when there is none, `Violation` where an exception ended it."""
        if self.peer is None:
            raise self.checklist.give_up("the connection to the system under test was never opened")
        closed = self.peer.closed
        if closed is not None and closed.code == INTERNAL_ERROR and not closed.by_us:
            self.checklist.book(LIVES, (Miss("", "the connection to stay open", str(closed)),), needed=True)
        if closed is not None:
            raise self.checklist.give_up(f"the connection to the system under test is gone: {closed}")
        return self.peer

    # -- the system's CALLs ----------------------------------------------------------------------------------------

    def answers(self, action: str, *answers: OurAnswer) -> None:
        """Set what the system's CALLs of this action get, in turn; the last answer stays.

        An answer is a response payload, a `Refusal`, `SILENCE`, or a function of the CALL that makes one of these.
        """
        self._planned.plan(action, answers)

    @property
    def mark(self) -> int:
        """A bookmark: what arrives from now on has a frame index of at least this."""
        return len(self.recording.entries)

    async def next_call(
        self,
        *actions: str,
        since: int = 0,
        within: float | None = None,
        where: Mapping[str, object] | None = None,
    ) -> ReceivedCall:
        """The first CALL of the system with one of these actions (any, if none) and fields, from bookmark `since` on.

        Raises `Inconclusive` when none comes within `within` real seconds (default: patience for replies).
        """
        limit = self.patience.reply if within is None else within
        found = await self._find(actions, since, limit, where)
        if found is None:
            what = " or ".join(actions) or "any message"
            fields = f" with {where}" if where else ""
            raise self.checklist.give_up(f"waited {limit:g} s for {what}{fields}, it did not come")
        return found

    async def must_send(
        self,
        source: Source,
        *actions: str,
        since: int = 0,
        within: float | None = None,
        where: Mapping[str, object] | None = None,
    ) -> ReceivedCall:
        """As `next_call`, but a message that does not come is a `Violation` of the source."""
        limit = self.patience.reply if within is None else within
        began = self.mark
        found = await self._find(actions, since, limit, where)
        if found is None:
            fields = f" with {where}" if where else ""
            others = [f"{call.action} {dict(call.payload)}" for call in self.received(*actions, since=since)]
            miss = Miss("", f"{' or '.join(actions)}{fields} within {limit:g} s", ", ".join(others[:3]) or "none")
            self.checklist.book(source, (miss,), needed=True, waited_from=began)
            raise self.checklist.give_up(f"{' or '.join(actions)} did not come")
        self.checklist.book(source, (), frame=found.frame)
        return found

    async def comes(self, *actions: str, since: int = 0) -> bool:
        """Wait for a CALL with one of these actions as long as for a reply; whether it came is no verdict."""
        return await self._find(actions, since, self.patience.reply, None) is not None

    def received(self, *actions: str, since: int = 0, until: int | None = None) -> list[ReceivedCall]:
        """The CALLs that came, with one of these actions (any, if none), between two bookmarks."""
        return [
            call
            for call in self.inbox
            if call.frame >= since and (until is None or call.frame < until) and (not actions or call.action in actions)
        ]

    async def tidy(self, left: str, action: str, payload: Payload) -> None:
        """Send a CALL at the end of a case that puts right what it `left` behind.

        Neither judges nor raises: what can't be put right is noted, and an error of the case stays the first one.
        """
        try:
            reply = await self.live.call(action, payload, timeout=self.patience.reply)
        except (CallFailedError, Inconclusive) as error:
            self.recording.note(f"left behind: {left}: {error}")
        else:
            if isinstance(reply, CallError):
                self.recording.note(f"left behind: {left}: CALLERROR {reply.code}")

    async def listen(self, seconds: float) -> None:
        """Let real time pass while messages are taken and answered; for intervals that the specification gives."""
        with self.recording.waiting("an interval to pass", seconds):
            await pause(seconds)

    async def first(self, holds: Callable[[ReceivedCall], bool], since: int) -> ReceivedCall:
        """The first CALL of the system from bookmark `since` on for which this holds; waits without an end."""
        looked_at = 0
        while True:
            for call in self.inbox[min(looked_at, len(self.inbox)) :]:
                if call.frame >= since and holds(call):
                    return call
            looked_at = len(self.inbox)
            self._arrived.clear()
            await self._arrived.wait()

    async def _find(
        self, actions: Iterable[str], since: int, limit: float, where: Mapping[str, object] | None
    ) -> ReceivedCall | None:
        wanted = tuple(actions)

        def fits(call: ReceivedCall) -> bool:
            return (not wanted or call.action in wanted) and (where is None or not mismatches(where, call.payload))

        try:
            with self.recording.waiting(" or ".join(wanted) or "any message", limit):
                async with limited(limit):
                    return await self.first(fits, since)
        except TimeoutError:
            return None

    # -- the answerer of our peer ------------------------------------------------------------------------------------

    def answer(self, call: Call) -> str | None:
        frame, at, connection = self._last_received
        received = ReceivedCall(self.checklist, frame, at, judge_call(call, self.role.other), call, connection, [])
        if len(self.inbox) < INBOX:
            self.inbox.append(received)
        self._arrived.set()
        text = self._text_for(call)
        if text is not None:
            received.answered.append(times.monotonic())
        return text

    def _text_for(self, call: Call) -> str | None:
        return self._planned.text_for(call)

    def answer_malformed(self, malformed: Malformed) -> str | None:
        return None  # recorded and judged by the monitors; to answer it would blur what is being tested

    def took(
        self, connection: int, sender: Role, raw: str | bytes, deliberate: bool, frame: Frame | None = None
    ) -> None:
        """Record a message that was sent or received on a connection; `frame` is what one that came is."""
        self._tell_standstill()
        index = self.recording.frame(connection, sender, raw, deliberate=deliberate, frame=frame)
        if sender is self.role:
            return
        self._last_received = (index, times.monotonic(), connection)
        if self._provoked is not None and not self._provoked.done():
            self._notice(index, frame or parse(raw))

    def _ended(self, connection: int, closed: Closed) -> None:
        """Record the end of a connection."""
        self._tell_standstill()
        self.recording.close(connection, self.closer(closed), closed)

    def _tell_standstill(self) -> None:
        watch = self._standstills = self._standstills or standstills()
        if watch.last > self._told_until:
            lost, self._told_until = watch.since(self._told_until), times.monotonic()
            self.recording.stood_still(lost)

    def _notice(self, index: int, frame: Frame) -> None:
        waiting = self.live.open_call
        assert self._provoked is not None
        if isinstance(frame, Call) or (isinstance(frame, Malformed) and frame.message_type == 2):
            return
        if waiting is not None and frame.message_id == waiting.message_id:
            return
        id = frame.message_id
        if id is not None and id != self._provoking and (id in self._provocations or self.live.is_late(id)):
            self.recording.note(f"#{index} is late: it answers message {id}, which was sent before")
            return
        self._provoked.set_result((index, frame))

    def closer(self, closed: Closed) -> Role:
        """Who closed first."""
        return self.role if closed.by_us else self.role.other

    def _adopt(self, socket: Socket) -> Peer:
        self.wire = Wire(self, self.recording.handshake(socket.handshake))
        self.peer = Peer(socket, self.role, self, timeout=self.patience.reply, tap=self.wire)
        return self.peer


class Wire:
    """The tap on one connection; `connection` is its number in the present recording."""

    def __init__(self, probe: Probe, connection: int) -> None:
        self.probe, self.connection = probe, connection

    def frame(self, sender: Role, raw: str | bytes, deliberate: bool, frame: Frame | None = None) -> None:
        self.probe.took(self.connection, sender, raw, deliberate, frame)


def _settle(provoked: asyncio.Future[tuple[int, Frame] | None]) -> None:
    if not provoked.done():
        provoked.set_result(None)
