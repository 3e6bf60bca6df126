"""The present time as OCPP writes it, and times read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal


def now(later: timedelta = timedelta(), precision: Literal["seconds", "milliseconds"] = "milliseconds") -> str:
    """The present time, or the time that much later: RFC 3339, UTC with Z, at most three decimals (Part 2, 2.1.3).

    It never scales.
    """
    return (datetime.now(UTC) + later).isoformat(timespec=precision).replace("+00:00", "Z")


def epoch(text: object) -> float | None:
    """Seconds since the epoch of an RFC 3339 time, whatever its offset; None for anything else."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment.timestamp()
