"""The present time as OCPP writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal


def now(later: timedelta = timedelta(), precision: Literal["seconds", "milliseconds"] = "milliseconds") -> str:
    """The present time, or the time that much later: RFC 3339, UTC with Z, at most three decimals (Part 2, 2.1.3).

    It never scales.
    """
    return (datetime.now(UTC) + later).isoformat(timespec=precision).replace("+00:00", "Z")
