"""Times in which our event loop stood still, on a starved machine or behind long work: nothing was read or sent then,
and no other system can be blamed for it. Seconds are real, times those of `loop.time()`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

TICK = 0.02
"""Seconds from one look at the clock to the next."""
NOTABLE = 0.03
"""So many seconds late, a look was no mere delay."""
REMEMBERED = 200
"""Standstills that are kept; no wait is so long that it had more."""


class Standstills:
    """Watches the loop that it is made in, as long as that runs."""

    def __init__(self) -> None:
        self._spans: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)
        self.last = 0.0
        """When the last one was over."""
        self._look_again()

    def since(self, start: float) -> float:
        """Seconds that the loop stood still since then."""
        now = asyncio.get_running_loop().time()
        spans = self._spans if now - self._due < NOTABLE else (*self._spans, (self._due, now))
        return sum(until - max(start, since) for since, until in spans if until > start)

    def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._due >= NOTABLE:
            self._spans.append((self._due, now))
            self.last = now
        self._look_again()

    def _look_again(self) -> None:
        loop = asyncio.get_running_loop()
        self._due = loop.time() + TICK
        loop.call_at(self._due, self._look)


_of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Standstills] = WeakKeyDictionary()


def standstills() -> Standstills:
    """The watch over the running loop; it begins with the first question."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        _of_loops[loop] = Standstills()
    return _of_loops[loop]


@asynccontextmanager
async def limited(seconds: float) -> AsyncIterator[None]:
    """As `asyncio.timeout`, but longer, once, by what the loop stood still in these seconds. Raises `TimeoutError`."""
    loop, watch = asyncio.get_running_loop(), standstills()
    began = loop.time()
    async with asyncio.timeout(None) as scope:

        def over() -> None:
            timers.append(loop.call_later(watch.since(began), scope.reschedule, began))

        timers = [loop.call_later(seconds, over)]
        try:
            yield
        finally:
            timers[-1].cancel()
