"""The answers of the CSMS on one connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Protocol

from ocpp_conformance.harness.csms.background import Background
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Malformed, Reply
from ocpp_conformance.harness.transport import Socket, SocketClosedError


class Answering(Protocol):
    """The decisions of a CSMS that make an answer."""

    background: Background

    def looks_up(self, station: StationRecord, call: Call) -> Coroutine[Any, Any, object] | None: ...

    def reply(self, station: StationRecord, call: Call) -> Reply: ...

    def encode(self, reply: Reply) -> str | None: ...

    def malformed_reply(self, station: StationRecord, malformed: Malformed) -> str | None: ...


class Answers:
    """Answers what comes on one connection: at once, or where something has to be looked up first, when that is done.

    `send` sends a text on it.
    """

    def __init__(self, csms: Answering, station: StationRecord, socket: Socket) -> None:
        self._csms, self._station, self._socket = csms, station, socket
        self.send: Callable[[str], Awaitable[None]] = socket.send

    def answer(self, call: Call) -> str | None:
        """The text that answers a CALL; None where it comes later, or never."""
        lookup = self._csms.looks_up(self._station, call)
        if lookup is None:
            return self._csms.encode(self._csms.reply(self._station, call))
        self._csms.background.run(self._answer_after(lookup, call))
        return None

    def answer_malformed(self, malformed: Malformed) -> str | None:
        """The text that answers a message that is no frame."""
        return self._csms.malformed_reply(self._station, malformed)

    async def _answer_after(self, lookup: Coroutine[Any, Any, object], call: Call) -> None:
        with suppress(TimeoutError):  # then nothing was said
            await lookup
        try:
            text = self._csms.encode(self._csms.reply(self._station, call))
        except Exception:
            await self._socket.close(1011, "an error of the CSMS")
            raise
        if text is not None:
            with suppress(SocketClosedError):
                await self.send(text)
