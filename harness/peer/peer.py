"""One end of an OCPP-J connection: a socket, a session, and somebody who answers the CALLs."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Iterator
from typing import Protocol

from ocpp_conformance.harness.peer.errors import DisconnectedError, MalformedAnswerError, NoAnswerError
from ocpp_conformance.harness.rpc import Call, Malformed, Payload, Reply, Role
from ocpp_conformance.harness.rpc.session import (
    CallReceived,
    Event,
    MalformedReceived,
    ReplyReceived,
    Session,
)
from ocpp_conformance.harness.transport import Closed, Socket, SocketClosedError


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

    def frame(self, sender: Role, raw: str | bytes, deliberate: bool) -> None: ...


class Peer:
    """Drives one connection: `run()` reads until it ends, `call()` sends a CALL when the line is free.

    CALLs of the other end are answered while ours is open, so CALLs of both ends may cross (J-4.1.1-06); ours queue in
    the order in which they were asked for (J-4.1.1-01).
    """

    def __init__(
        self, socket: Socket, role: Role, answerer: Answerer, *, timeout: float = 10.0, tap: Tap | None = None
    ) -> None:
        self.socket, self.role, self.timeout = socket, role, timeout
        self.last_sent = time.monotonic()
        self._other = role.other
        self._answerer, self._tap = answerer, tap
        self._message_ids = _message_ids()
        self._session = Session()
        self._line = asyncio.Lock()
        self._waiting: asyncio.Future[Reply] | None = None
        self._closed: Closed | None = None

    @property
    def open_call(self) -> Call | None:
        """Our CALL that waits for its answer."""
        return self._session.open_call

    @property
    def closed(self) -> Closed | None:
        """How the connection ended, once `run()` has seen it."""
        return self._closed

    async def run(self) -> Closed:
        """Read and answer until the connection ends. A CALL still open then fails with `DisconnectedError`."""
        try:
            while True:
                raw = await self.socket.receive()
                if self._tap is not None:
                    self._tap.frame(self._other, raw, False)
                answer = self._answer_to(self._session.receive(raw))
                if answer is not None:
                    await self.send(answer)
        except SocketClosedError as error:
            self._closed = error.closed
            return error.closed
        finally:
            self._session.abandon()
            self._fail(DisconnectedError(self._closed))

    async def call(
        self, action: str, payload: Payload, *, timeout: float | None = None, message_id: str | None = None
    ) -> Reply:
        """Ask, and wait for the CALLRESULT or CALLERROR; `timeout` counts from the moment the CALL is sent.

        Raises `NoAnswerError` (the line is free afterwards), `MalformedAnswerError`, `DisconnectedError`.
        """
        limit = self.timeout if timeout is None else timeout
        call = Call(message_id or next(self._message_ids), action, payload)
        async with self._line:
            if self._closed is not None:
                raise DisconnectedError(self._closed)
            text = self._session.send_call(call, time.monotonic(), limit)
            waiting: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
            self._waiting = waiting
            timer = asyncio.get_running_loop().call_later(limit, self._fail, NoAnswerError(call, limit))
            try:
                await self.send(text)
                return await waiting
            except SocketClosedError as error:
                raise DisconnectedError(error.closed) from None
            finally:
                timer.cancel()
                self._waiting = None
                self._session.expire(float("inf"))

    async def send(self, raw: str | bytes, *, deliberate: bool = False) -> None:
        """Send a message as it is. Raises `SocketClosedError`."""
        self.last_sent = time.monotonic()
        if self._tap is not None:
            self._tap.frame(self.role, raw, deliberate)
        await self.socket.send(raw)

    def _answer_to(self, event: Event) -> str | None:
        """Act on what came; returns the text to answer with."""
        if isinstance(event, CallReceived):
            return self._answerer.answer(event.call)
        if isinstance(event, ReplyReceived):
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(event.reply)
        elif isinstance(event, MalformedReceived):
            if event.failed is not None:
                self._fail(MalformedAnswerError(event.failed, event.malformed))
            return self._answerer.answer_malformed(event.malformed)
        return None  # late and unknown replies: the tap has them, there is nobody to give them to

    def _fail(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)


def _message_ids() -> Iterator[str]:
    """Ids that no other connection of this identity has: 16 random digits, then a count (J-4.1.4-01); a UUID for every
    CALL would cost ten times as much."""
    prefix = secrets.token_hex(8)
    return (f"{prefix}-{number}" for number in itertools.count(1))
