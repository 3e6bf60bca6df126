"""How long our instruments wait."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Real seconds, except what an OCPP interval scales.

    `reply` is for answers and for messages that must follow at once, `quiet` the one window in which silence is
    believed where no later message can prove it, `connect` for handshakes and closes, `boot` for a station to come
    back from a reboot, `back_off` for one that waits before it connects again (Part 4, 5.3), `reset` for one that
    accepted a Reset to leave, or boot, `install` for the next status of a firmware update. `time_scale` multiplies
    the seconds that OCPP counts (1 for every external system). `rate` is how many messages a second they send at
    most.
    """

    reply: float = 5.0
    quiet: float = 0.25
    connect: float = 5.0
    boot: float = 5.0
    back_off: float = 5.0
    reset: float = 300.0
    install: float = 5.0
    time_scale: float = 1.0
    rate: float = math.inf

    def scaled(self, seconds: float) -> float:
        """The real duration of an OCPP interval."""
        return seconds * self.time_scale

    def silence(self, seconds: float) -> float:
        """Real seconds in which what nothing prescribes would have come: an OCPP interval, or the quiet window."""
        return max(self.quiet, self.scaled(seconds))

    def too_early(self, seconds: float) -> float:
        """Real seconds before which something due after an OCPP interval is too early.

        The slack of 10 % or 20 ms is what timers of an honest peer need on a busy machine.
        """
        real = self.scaled(seconds)
        return real - max(real * 0.1, 0.02)

    def too_late(self, seconds: float) -> float:
        """Real seconds after which something due after an OCPP interval will not come any more."""
        return self.scaled(seconds) * 2.5 + self.reply


async def pause(seconds: float) -> None:
    """Let real time pass while the event loop serves everybody else; only for intervals that something prescribes."""
    try:
        async with asyncio.timeout(seconds):
            await asyncio.get_running_loop().create_future()
    except TimeoutError:
        pass
