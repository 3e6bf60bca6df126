"""Leaves out idle time where both sides live on one event loop: then nothing can happen in it but the next timer.

All clocks of the process go on together (`harness.times`) while nothing is ready: so a wait of seconds is over in some
real milliseconds, in the same order of events. Work takes the time that it takes. Before time is left out, whatever was
sent has come: datagrams to ourselves are behind it in the queue of the loopback interface. What a thread was asked for
is waited for.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from selectors import BaseSelector
from typing import Any

from ocpp_conformance.harness import times

STEP = 0.05
"""Seconds by which the clocks go on at most before sockets are looked at again."""
_HOPS = 3
"""Packets that follow from one another until a socket is ready: those of TCP's handshake."""
_LOST = 1.0
"""Real seconds for a datagram that ought to be there at once."""


@contextmanager
def idle_left_out() -> Iterator[None]:
    """Leave out the idle time of the running event loop in the block."""
    loop: Any = asyncio.get_running_loop()
    selector, run_in_executor = loop._selector, loop.run_in_executor  # no other way into a loop that runs
    with socket.socket(type=socket.SOCK_DGRAM) as to_ourselves:
        to_ourselves.bind(("127.0.0.1", 0))
        to_ourselves.connect(to_ourselves.getsockname())
        to_ourselves.settimeout(_LOST)
        skipping = _Skipping(selector, to_ourselves)

        def counted(executor: Any, function: Any, *arguments: Any) -> Any:
            future = run_in_executor(executor, function, *arguments)
            skipping.elsewhere += 1
            future.add_done_callback(skipping.one_is_back)
            return future

        loop._selector, loop.time, loop.run_in_executor = skipping, times.monotonic, counted
        try:
            yield
        finally:
            loop._selector = selector
            del loop.run_in_executor


class _Skipping:
    """A selector that lets the clocks run on while it has nothing to tell. `elsewhere` counts the threads at work."""

    def __init__(self, selector: BaseSelector, to_ourselves: socket.socket) -> None:
        self._selector, self._to_ourselves, self.elsewhere = selector, to_ourselves, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)

    def one_is_back(self, _: object) -> None:
        """A thread is done."""
        self.elsewhere -= 1

    def select(self, timeout: float | None = None) -> list[Any]:
        """What is ready; after idle time, nothing."""
        left = timeout
        while True:
            if left is None or left <= 0 or self.elsewhere:
                return self._selector.select(left)
            ready = self._selector.select(0) or self._after_what_was_sent()
            if ready:
                return ready
            step = min(left, STEP)
            times.skip(step)
            left -= step

    def _after_what_was_sent(self) -> list[Any]:
        """What is ready once all that was sent before has come."""
        for _ in range(_HOPS):
            with suppress(TimeoutError):
                self._to_ourselves.send(b".")
                self._to_ourselves.recv(1)
        return self._selector.select(0)
