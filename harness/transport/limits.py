"""The limits of our servers and clients."""

from __future__ import annotations

from dataclasses import dataclass

QUEUE = 64
"""Messages that were received and nobody has taken yet; with more, the other end is no longer read from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes; `message_size` counts after inflation, so a compressed bomb ends the connection with 1009."""

    open_timeout: float = 10.0
    close_timeout: float = 1.0
    message_size: int = 1 << 20
    connections: int = 10_000
