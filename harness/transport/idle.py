"""Leaves out idle time where both sides live on one event loop: then nothing can happen in it but the next timer.

All clocks of the process go on together (`harness.times`), ten times as fast while nothing is ready, in the same order
of events. Work takes the time that it takes. On a busy machine what was sent on loopback may take some real
milliseconds: each step is short beside every wait in which it might still come. What a thread was asked for is waited
for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from selectors import BaseSelector
from typing import Any

from ocpp_conformance.harness import times

LOOK = 0.002
"""Real seconds for which sockets are looked at before a step."""
STEP = 0.02
"""Seconds by which the clocks go on at most before sockets are looked at again."""


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


class _Skipping:
    """A selector that lets the clocks run on while it has nothing to tell. `blocks` counts those that asked for it."""

    def __init__(self, selector: BaseSelector, run_in_executor: Callable[..., asyncio.Future[Any]]) -> None:
        self.selector, self._run_in_executor, self._elsewhere = selector, run_in_executor, 0
        self.blocks = 0

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
            ready = self.selector.select(min(left, LOOK))
            left -= LOOK
            if ready or left <= 0:
                return ready
            step = min(left, STEP)
            times.skip(step)
            left -= step
