"""How fast our instruments talk: systems that limit the rate of messages refuse what comes faster."""

from __future__ import annotations

import math
import re
from functools import cache

from ocpp_conformance.harness import times
from ocpp_conformance.harness.probes.patience import pause
from ocpp_conformance.harness.rpc import CallError

SLOWEST = 1.0
"""Messages a second below which nobody is spoken to more slowly."""
FIRST = 10.0
"""Messages a second once a system has said that it limits them; half of it each time that it says so again."""
_LIMIT = re.compile(r"rate.{0,9}limit|too many (requests|messages|calls)|throttl|slow down", re.IGNORECASE)


class Pace:
    """A second's worth of messages goes at once, then so many a second."""

    def __init__(self, rate: float) -> None:
        self._rate, self._free, self._at = rate, rate, times.monotonic()
        self.limit = ""
        """What the system said of its limit, and what followed; empty while it has said nothing."""

    @property
    def is_limited(self) -> bool:
        """Whether there is a pace to keep."""
        return self._rate != math.inf

    async def turn(self) -> None:
        """Wait until the next message may go."""
        if not self.is_limited:
            return
        now = times.monotonic()
        self._free = min(self._free + (now - self._at) * self._rate, self._rate) - 1
        self._at = now
        if self._free < 0:
            await pause(-self._free / self._rate)

    def slow_down(self, refusal: CallError) -> bool:
        """Half the rate, and nothing for a second; whether that was possible."""
        if self._rate <= SLOWEST:
            return False
        self._rate = max(min(self._rate / 2, FIRST), SLOWEST)
        self._free, self._at = -self._rate, times.monotonic()
        said = f"{refusal.code} ({refusal.description})"
        self.limit = f"the system limits how fast it is spoken to, {said}: from here {self._rate:g} messages a second"
        return True


@cache
def pace_of(rate: float) -> Pace:
    """The pace that all instruments of a process keep together at this rate."""
    return Pace(rate)


def limits_rate(refusal: CallError) -> bool:
    """Whether it says that we were too fast."""
    return _LIMIT.search(refusal.description) is not None
