"""How a connection begins and how it ends, as values."""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]
"""Names and values of HTTP headers, in their order and spelling."""


@dataclass(frozen=True, slots=True)
class Handshake:
    """The opening handshake. Headers keep their order and spelling; nothing in them is redacted here."""

    path: str
    request: Headers
    status: int
    response: Headers

    def asked(self, name: str) -> tuple[str, ...]:
        """The request's values of a header, in any letter case."""
        return tuple(value for key, value in self.request if key.lower() == name.lower())

    def answered(self, name: str) -> tuple[str, ...]:
        """The response's values of a header, in any letter case."""
        return tuple(value for key, value in self.response if key.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class Closed:
    """How a connection ended: `code` 1006 means without a close frame; `by_us` tells who closed first."""

    code: int
    reason: str
    by_us: bool

    def __str__(self) -> str:
        who = "we" if self.by_us else "the peer"
        return f"{who} closed the connection with {self.code}{f' ({self.reason})' if self.reason else ''}"
