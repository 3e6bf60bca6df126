"""How much of the page each case may take: red cases stand in it, of the others only what is said; their frames are
folded into compressed text."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from dataclasses import dataclass

STATIC, TOLD = 6_000_000, 4_000_000
"""Characters of red cases, and of what is said about others, that stand in the page; what comes after is folded too."""
FOLDED_RED, FOLDED_GREEN = 6_000_000, 14_000_000
"""Characters of compressed evidence. With the table, the matrix and what stands the page stays under 30 MB."""


@dataclass(frozen=True, slots=True)
class Body:
    """The evidence of a case: HTML to stand in the page, and folded text to follow it."""

    html: str = ""
    folded: str = ""


@dataclass
class Budget:
    """Spends the room of the page, case by case; the counters are for the page's footer."""

    static_left: int = STATIC
    told_left: int = TOLD
    red_left: int = FOLDED_RED
    green_left: int = FOLDED_GREEN
    static: int = 0
    folded: int = 0
    without_frames: int = 0

    def place(self, red: bool, told: str, wire: str, without_frames: Callable[[], str]) -> Body:
        """Where a case's evidence goes: what is `told` of it and its `wire`, which `without_frames` renders again."""
        if red and len(told) + len(wire) <= self.static_left:
            self.static_left -= len(told) + len(wire)
            self.static += 1
            return Body(html=told + wire)
        stands = len(told) <= self.told_left
        self.told_left -= len(told) if stands else 0
        before = "" if stands else told
        packed = fold(before + wire)
        if len(packed) > (self.red_left if red else self.green_left):
            self.without_frames += 1
            packed = fold(before + without_frames())
        if red:
            self.red_left -= len(packed)
        else:
            self.green_left -= len(packed)
        self.folded += 1
        return Body(html=told if stands else "", folded=packed)


def fold(html: str) -> str:
    """Compressed with gzip, in base64: the page's script unfolds it with DecompressionStream."""
    return base64.b64encode(gzip.compress(html.encode(), 6, mtime=0)).decode()
