"""One end of an OCPP-J connection: a socket, a session, and somebody who answers the CALLs."""

from __future__ import annotations

import asyncio
import itertools
import math
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Protocol

from ocpp_conformance.harness.peer.errors import (
    CallFailedError,
    DisconnectedError,
    MalformedAnswerError,
    NoAnswerError,
)
from ocpp_conformance.harness.rpc import Call, Frame, Malformed, Payload, Reply, Role, parse
from ocpp_conformance.harness.rpc.session import (
    CallReceived,
    Event,
    MalformedReceived,
    ReplyReceived,
    Session,
)
from ocpp_conformance.harness.transport import Closed, Socket, SocketClosedError, limited, standstills


class Answerer(Protocol):
    """Who answers what the other end asks; must return at once. None leaves the message unanswered."""

    def answer(self, call: Call) -> str | None:
        """The text that answers a CALL."""
        ...

    def answer_malformed(self, malformed: Malformed) -> str | None:
        """The text that answers a message that is no frame."""
        ...


class Tap(Protocol):
    """Who is told of every message, before it is acted on."""

    def frame(self, sender: Role, raw: str | bytes, deliberate: bool, frame: Frame | None = None) -> None:
        """`frame` is what a message that came is; None for one of ours."""
        ...


NEVER_BLOCKS = 4096
"""Characters that a socket without a backlog takes at once: at most 16 KiB, and websockets waits above 32 KiB."""

FAIR = 16
"""Messages after which a peer that never falls silent lets others have their turn."""

_Outcome = Reply | CallFailedError | None
"""What ends the wait for an answer; None says that the time is over."""


class Peer:
    """Drives one connection: `run()` reads until it ends, `call()` sends a CALL when the line is free.

    CALLs of the other end are answered while ours is open, so CALLs of both ends may cross (J-4.1.1-06); ours queue in
    the order in which they were asked for (J-4.1.1-01).
    """

    def __init__(
        self, socket: Socket, role: Role, answerer: Answerer, *, timeout: float = 10.0, tap: Tap | None = None
    ) -> None:
        self.socket, self.role, self.timeout = socket, role, timeout
        self._other = role.other
        self._answerer, self._tap = answerer, tap
        self._message_ids = _message_ids()
        self._session = Session()
        self._line = asyncio.Lock()
        self._waiting: asyncio.Future[_Outcome] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._standstills = standstills()
        self._counts_from: float | None = None
        self._closed: Closed | None = None
        self._over = asyncio.Event()
        self.when_over: Callable[[], object] = lambda: None
        """Called once `run()` has ended."""

    @property
    def open_call(self) -> Call | None:
        """Our CALL that waits for its answer."""
        return self._session.open_call

    def is_late(self, message_id: str) -> bool:
        """Whether an answer with this id comes after its CALL ran out of time."""
        return self._session.has_timed_out(message_id)

    @property
    def closed(self) -> Closed | None:
        """How the connection ended, once `run()` has seen it."""
        return self._closed

    async def run(self) -> Closed:
        """Read and answer until the connection ends. A CALL still open then fails with `DisconnectedError`."""
        try:
            for number in itertools.count(1):
                raw = await self.socket.receive()
                if number % FAIR == 0:
                    await asyncio.sleep(0)
                frame = parse(raw)
                if self._tap is not None:
                    self._tap.frame(self._other, raw, False, frame)
                answer = self._act(self._session.receive(frame))
                if answer is not None:
                    with suppress(SocketClosedError):  # what came before the close is still to be read
                        await self.send(answer)
        except SocketClosedError as error:
            self._closed = error.closed
        finally:
            self._session.abandon()
            self._settle(DisconnectedError(self._closed))
            self._stop_timer()
            self._over.set()
            self.when_over()
        assert self._closed is not None
        return self._closed

    async def wait_over(self) -> None:
        """Wait until `run()` has ended."""
        await self._over.wait()

    async def call(
        self, action: str, payload: Payload, *, timeout: float | None = None, message_id: str | None = None
    ) -> Reply:
        """Ask, and wait for the CALLRESULT or CALLERROR; `timeout` counts from the moment the CALL is sent, without
        what our event loop stands still in it.

        Raises `NoAnswerError` (the line is free afterwards), `MalformedAnswerError`, `DisconnectedError`.
        """
        limit = self.timeout if timeout is None else timeout
        call = Call(message_id or next(self._message_ids), action, payload)
        async with self._line:
            if self._closed is not None:
                raise DisconnectedError(self._closed)
            loop = asyncio.get_running_loop()
            self._counts_from = loop.time()
            text = self._session.send_call(call, self._counts_from, limit)
            waiting: asyncio.Future[_Outcome] = loop.create_future()
            self._waiting = waiting
            self._watch_deadline()
            try:
                if self._may_block(text):
                    async with limited(limit):
                        await self.send(text)
                else:
                    await self.send(text)
                outcome = await waiting
            except TimeoutError:
                outcome = None
            except SocketClosedError as error:
                raise DisconnectedError(error.closed) from None
            finally:
                self._waiting = None
                self._session.expire(math.inf)
        if outcome is None:
            raise NoAnswerError(call, limit)
        if isinstance(outcome, CallFailedError):
            raise outcome
        return outcome

    async def send(self, raw: str | bytes, *, deliberate: bool = False) -> None:
        """Send a message as it is. Raises `SocketClosedError`."""
        if self._tap is not None:
            self._tap.frame(self.role, raw, deliberate)
        await self.socket.send(raw)

    def _act(self, event: Event) -> str | None:
        """Act on what came; returns the text to answer with."""
        if isinstance(event, CallReceived):
            return self._answerer.answer(event.call)
        if isinstance(event, ReplyReceived):
            self._settle(event.reply)
        elif isinstance(event, MalformedReceived):
            if event.failed is not None:
                self._settle(MalformedAnswerError(event.failed, event.malformed))
            return self._answerer.answer_malformed(event.malformed)
        return None  # late and unknown replies: the tap has them, there is nobody to give them to

    def _settle(self, outcome: _Outcome) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(outcome)

    def _may_block(self, text: str) -> bool:
        """Whether sending may wait until the peer reads; a timeout costs too much to set one where it can't."""
        return len(text) > NEVER_BLOCKS or self.socket.backlog > 0

    def _watch_deadline(self) -> None:
        """Have `_time_is_over` called when the open CALL runs out of time.

        One timer serves many CALLs, which are nearly all answered long before; to set and cancel one for each made a
        call a tenth slower.
        """
        due = self._session.deadline
        if due is None or (self._timer is not None and self._timer.when() <= due):
            return
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_at(due, self._time_is_over)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_is_over(self) -> None:
        self._timer = None
        now, due = asyncio.get_running_loop().time(), self._session.deadline
        if due is not None and now >= due and self._counts_from is not None:
            self._session.extend(self._standstills.since(self._counts_from))
            self._counts_from = None  # once
        if self._session.expire(now) is not None:
            self._settle(None)
        else:
            self._watch_deadline()  # it was set for an earlier CALL; the open one has more time


def _message_ids() -> Iterator[str]:
    """Ids that no other connection of this identity has: 16 random digits, then a count (J-4.1.4-01); a UUID for every
    CALL would cost ten times as much."""
    prefix = secrets.token_hex(8)
    return (f"{prefix}-{number}" for number in itertools.count(1))
