"""Leaves out idle time where both sides live on one event loop: then nothing can happen in it but the next timer.

All clocks of the process go on together (`harness.times`), faster while nothing is ready: so a wait of seconds is over
in some real milliseconds, in the same order of events. Work takes the time that it takes. What a thread was asked for
isn't waited for by skipping, and a step is short beside every wait in which a message might still be on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import BaseSelector
from typing import Any

from ocpp_conformance.harness import times

LOOK = 0.001
"""Real seconds for which sockets are looked at before a step; what was sent on loopback has arrived by then."""
STEP = 0.05
"""Seconds by which the clocks go on at most before sockets are looked at again."""


@contextmanager
def idle_left_out() -> Iterator[None]:
    """Leave out the idle time of the running event loop in the block."""
    loop: Any = asyncio.get_running_loop()
    selector, run_in_executor = loop._selector, loop.run_in_executor  # no other way into a loop that runs
    skipping = _Skipping(selector)

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

    def __init__(self, selector: BaseSelector) -> None:
        self._selector, self.elsewhere = selector, 0

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
            ready = self._selector.select(min(left, LOOK))
            left -= LOOK
            if ready or left <= 0:
                return ready
            step = min(left, STEP)
            times.skip(step)
            left -= step
