"""The clocks of this process, the present time as OCPP writes it, and times read back.

Who waits on an event loop tells the time from here: where idle time is left out (`transport/idle.py`) all of them are
ahead of the machine's by the same.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Literal

_skipped = 0.0


def skip(seconds: float) -> None:
    """From here on every clock is so much further."""
    global _skipped
    _skipped += seconds


def monotonic() -> float:
    """Seconds on a clock that never goes back, with an arbitrary start."""
    return time.monotonic() + _skipped


def wall() -> float:
    """The present time, in seconds since 1970."""
    return time.time() + _skipped


def now(later: timedelta = timedelta(), precision: Literal["seconds", "milliseconds"] = "milliseconds") -> str:
    """The present time, or the time that much later: RFC 3339, UTC with Z, at most three decimals (Part 2, 2.1.3).

    It never scales.
    """
    return written(wall() + later.total_seconds(), precision)


def written(moment: float, precision: Literal["seconds", "milliseconds"] = "milliseconds") -> str:
    """A moment in seconds since 1970, as `now` writes it."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def epoch(text: object) -> float | None:
    """Seconds since the epoch of an RFC 3339 time, whatever its offset; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()
