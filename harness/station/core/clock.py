"""The station's time: OCPP seconds on a scaled clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from ocpp_conformance.harness import times
from ocpp_conformance.harness.times import now

DAY = 86400
"""Seconds."""


class Clock:
    """Counts OCPP seconds; one of them lasts `scale` real seconds.

    `ahead` is by how many real seconds the time that it tells is ahead of the machine's: it may follow a CSMS.
    """

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self._since_1970 = times.wall() - times.monotonic()
        self._written = (0.0, "")
        self.ahead = 0.0

    def wall(self) -> float:
        """The time that it tells, in seconds since 1970."""
        return times.wall() + self.ahead

    def stamp(self) -> str:
        """The time that it tells, as OCPP writes it."""
        return now(timedelta(seconds=self.ahead))

    def now(self) -> float:
        """OCPP seconds on a clock that never goes back; that of the next process goes on from it."""
        return (times.monotonic() + self._since_1970) / self.scale

    def written(self, moment: float) -> str:
        """A moment on the clock of `now` as OCPP writes it, the same each time; the wall clock doesn't scale."""
        if self._written[0] != moment:
            self._written = moment, now(timedelta(seconds=(moment - self.now()) * self.scale + self.ahead))
        return self._written[1]

    def of_day(self) -> float:
        """OCPP seconds since midnight UTC; with a scaled clock a day is as much shorter."""
        return self.wall() / self.scale % DAY

    async def wait(self, event: asyncio.Event, seconds: float | None) -> bool:
        """Wait for the event, at most so many OCPP seconds (None: for ever); says whether it came. Never early."""
        try:
            async with asyncio.timeout(None if seconds is None else seconds * self.scale):
                await event.wait()
        except TimeoutError:
            return False
        return True

    def after(self, seconds: float) -> float:
        """The moment so many OCPP seconds from now, on the clock of `now`."""
        return self.now() + seconds

    async def wait_until(self, event: asyncio.Event, moment: float) -> bool:
        """Wait for the event until a moment on the clock of `now`; says whether it came."""
        left = moment - self.now()
        return await self.wait(event, left) if left > 0 else event.is_set()
