"""One OCPP-J connection as a state machine without I/O (Part 4, section 4.1.1).

Frames go in, events come out; `now` is a parameter, in seconds of any monotonic clock. The session never raises for
what the peer did: the peer's mistakes are events.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.rpc.frames import Call, Frame, Malformed, Reply


@dataclass(slots=True)
class CallReceived:
    """The peer asks."""

    call: Call


@dataclass(slots=True)
class ReplyReceived:
    """Our open CALL is answered; the line is free again."""

    call: Call
    reply: Reply


@dataclass(frozen=True, slots=True)
class LateReply:
    """An answer to a CALL of ours that had timed out; to be recorded and ignored."""

    call: Call
    reply: Reply


@dataclass(frozen=True, slots=True)
class UnknownReply:
    """An answer with an id that no CALL of ours has, or that was answered before."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class MalformedReceived:
    """A text that is no frame. `failed` is our open CALL when the text was a malformed answer to it."""

    malformed: Malformed
    failed: Call | None = None


@dataclass(frozen=True, slots=True)
class CallTimedOut:
    """Our open CALL was not answered in time; the line is free again."""

    call: Call


Event = CallReceived | ReplyReceived | LateReply | UnknownReply | MalformedReceived


class LineBusyError(RuntimeError):
    """We tried to send a CALL while our last one is open (J-4.1.1-01): our own mistake, never the peer's."""

    def __init__(self, open_call: Call, refused: Call) -> None:
        super().__init__(open_call, refused)
        self.open_call, self.refused = open_call, refused

    def __str__(self) -> str:
        return (
            f"CALL {self.refused.action} ({self.refused.message_id}) refused: CALL {self.open_call.action} "
            f"({self.open_call.message_id}) is not answered yet (J-4.1.1-01)"
        )


REMEMBERED = 64
"""How many timed-out CALLs a session keeps to recognise a late answer; older ones come as `UnknownReply`."""


class Session:
    """The state of one connection: our open CALL and the CALLs that timed out."""

    def __init__(self) -> None:
        self._open: Call | None = None
        self._deadline = 0.0
        self._timed_out: dict[str, Call] = {}

    @property
    def open_call(self) -> Call | None:
        """Our CALL that waits for its answer."""
        return self._open

    @property
    def deadline(self) -> float | None:
        """When our open CALL runs out of time, by the caller's clock; None while there is none."""
        return None if self._open is None else self._deadline

    def has_timed_out(self, message_id: str) -> bool:
        """Whether a CALL of ours with this id ran out of time, and no answer came since."""
        return message_id in self._timed_out

    def send_call(self, call: Call, now: float, timeout: float) -> str:
        """Open a CALL; returns the text to send. Raises `LineBusyError` while another one is open."""
        if self._open is not None:
            raise LineBusyError(self._open, call)
        text = call.text()
        self._open, self._deadline = call, now + timeout
        return text

    def extend(self, seconds: float) -> None:
        """Give our open CALL more time."""
        self._deadline += seconds

    def expire(self, now: float) -> CallTimedOut | None:
        """Free the line when our open CALL has run out of time."""
        if self._open is None or now < self._deadline:
            return None
        call, self._open = self._open, None
        self._timed_out[call.message_id] = call
        if len(self._timed_out) > REMEMBERED:
            del self._timed_out[next(iter(self._timed_out))]
        return CallTimedOut(call)

    def abandon(self) -> Call | None:
        """Free the line because the connection ended; returns the CALL that will stay unanswered."""
        call, self._open = self._open, None
        return call

    def receive(self, frame: Frame) -> Event:
        """Take what one WebSocket message from the peer is."""
        if isinstance(frame, Call):
            return CallReceived(frame)
        if isinstance(frame, Malformed):
            return MalformedReceived(frame, self._failed_by(frame))
        return self._match(frame)

    def _match(self, reply: Reply) -> Event:
        if self._open is not None and reply.message_id == self._open.message_id:
            call, self._open = self._open, None
            return ReplyReceived(call, reply)
        late = self._timed_out.pop(reply.message_id, None)
        return LateReply(late, reply) if late is not None else UnknownReply(reply)

    def _failed_by(self, malformed: Malformed) -> Call | None:
        is_answer = malformed.message_type in (3, 4)
        if is_answer and self._open is not None and malformed.message_id == self._open.message_id:
            call, self._open = self._open, None
            return call
        return None
