"""Prompts for the operator on the terminal."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable

from ocpp_conformance.harness.sut.operator import GoneError, Press, Prompt

KEYS = {
    **dict.fromkeys(("d", "done"), Press.DONE),
    **dict.fromkeys(("c", "can't", "cant", "cannot"), Press.CANNOT),
    **dict.fromkeys(("s", "skip"), Press.SKIP),
}
"""What may be typed."""


class TerminalPrompts:
    """Asks on `say` and reads the answers, one a line, from the file descriptor `source`.

    A thread of its own reads: whatever the standard input is, it must not hold the event loop up. Lines that nobody
    asked for are dropped.
    """

    def __init__(self, source: int, say: Callable[[str], None]) -> None:
        self._source, self._say = source, say
        self._closed = False
        self._reader: threading.Thread | None = None
        self._asked: asyncio.Future[Press] | None = None

    async def ask(self, prompt: Prompt) -> Press:
        loop = asyncio.get_running_loop()
        if self._closed:
            raise GoneError("the standard input is closed, so nobody can answer")
        self._asked = loop.create_future()
        self._say(_text(prompt))
        if self._reader is None:
            self._reader = threading.Thread(target=self._read, args=(loop,), name="operator", daemon=True)
            self._reader.start()
        try:
            return await self._asked
        finally:
            self._asked = None

    def tell(self, text: str) -> None:
        self._say(f"operator: {text}")

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        pending = b""
        try:
            while chunk := os.read(self._source, 1024):
                *lines, pending = (pending + chunk).split(b"\n")
                for line in lines:
                    loop.call_soon_threadsafe(self._take, line.decode("utf-8", "replace").strip().lower())
        except OSError:  # the terminal was closed
            pass
        except RuntimeError:  # the run is over
            return
        try:
            loop.call_soon_threadsafe(self._end)
        except RuntimeError:
            pass

    def _take(self, line: str) -> None:
        if self._asked is None or self._asked.done():
            return
        if line in KEYS:
            self._asked.set_result(KEYS[line])
        else:
            self._say("operator: type d (done), c (can't) or s (skip), and Enter")

    def _end(self) -> None:
        self._closed = True
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(GoneError("the standard input was closed before anybody answered"))


def _text(prompt: Prompt) -> str:
    awaited = f"   awaited: {prompt.awaited}; the prompt closes itself when it arrives\n" if prompt.awaited else ""
    return (
        f"operator: {prompt.case} {prompt.title}\n   TO DO:   {prompt.text}\n{awaited}"
        f"   d = done, c = can't, s = skip (then Enter, within {prompt.seconds:g} s)"
    )
