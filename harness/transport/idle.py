"""Leaves out idle time where both sides live on one event loop: then nothing can happen in it but the next timer.

All clocks of the process go on together (`harness.times`) while nothing is ready: so a wait of seconds is over in some
real milliseconds, in the same order of events. Work takes the time that it takes. Before time is left out, whatever was
sent has come: datagrams to ourselves are behind it in the queue of the loopback interface. What a thread was asked for
is waited for.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
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
    """Leave out the idle time of the running event loop in the block, and in those that overlap with it."""
    loop: Any = asyncio.get_running_loop()
    if not isinstance(loop._selector, _Skipping):  # no other way into a loop that runs
        loop._selector, loop.time = _Skipping(loop._selector, loop.run_in_executor), times.monotonic
        loop.run_in_executor = loop._selector.run_in_executor
    skipping: _Skipping = loop._selector
    skipping.blocks += 1
    try:
        yield
    finally:
        skipping.blocks -= 1
        if not skipping.blocks:
            loop._selector = skipping.selector
            del loop.run_in_executor
            skipping.to_ourselves.close()


class _Skipping:
    """A selector that lets the clocks run on while it has nothing to tell. `blocks` counts those that asked for it."""

    def __init__(self, selector: BaseSelector, run_in_executor: Callable[..., asyncio.Future[Any]]) -> None:
        self.selector, self._run_in_executor, self._elsewhere = selector, run_in_executor, 0
        self.blocks = 0
        self.to_ourselves = socket.socket(type=socket.SOCK_DGRAM)
        self.to_ourselves.bind(("127.0.0.1", 0))
        self.to_ourselves.connect(self.to_ourselves.getsockname())
        self.to_ourselves.settimeout(_LOST)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.selector, name)

    def run_in_executor(self, executor: Any, function: Any, *arguments: Any) -> asyncio.Future[Any]:
        """As the loop's own; nothing is left out until the thread is done."""
        future = self._run_in_executor(executor, function, *arguments)
        self._elsewhere += 1
        future.add_done_callback(self._one_is_back)
        return future

    def _one_is_back(self, _: object) -> None:
        self._elsewhere -= 1

    def select(self, timeout: float | None = None) -> list[Any]:
        """What is ready; after idle time, nothing."""
        left = timeout
        while True:
            if left is None or left <= 0 or self._elsewhere:
                return self.selector.select(left)
            ready = self.selector.select(0) or self._after_what_was_sent()
            if ready:
                return ready
            step = min(left, STEP)
            times.skip(step)
            left -= step

    def _after_what_was_sent(self) -> list[Any]:
        """What is ready once all that was sent before has come."""
        for _ in range(_HOPS):
            with suppress(TimeoutError):
                self.to_ourselves.send(b".")
                self.to_ourselves.recv(1)
        return self.selector.select(0)
