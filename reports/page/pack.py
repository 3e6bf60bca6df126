"""How much of the page each case may take: red cases stand in it, the others are folded into compressed text."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from dataclasses import dataclass

STATIC = 6_000_000
"""Characters of red cases that stand in the page as they are; what comes after them is folded too."""
FOLDED_RED, FOLDED_GREEN = 6_000_000, 14_000_000
"""Characters of compressed evidence. With the table, the matrix and `STATIC` the page stays under 30 MB."""


@dataclass(frozen=True, slots=True)
class Body:
    """The evidence of a case: HTML to stand in the page, or folded text; both empty when it went over the budget."""

    html: str = ""
    folded: str = ""


@dataclass
class Budget:
    """Spends the room of the page, case by case; the counters are for the page's footer."""

    static_left: int = STATIC
    red_left: int = FOLDED_RED
    green_left: int = FOLDED_GREEN
    static: int = 0
    folded: int = 0
    without_frames: int = 0

    def place(self, red: bool, html: str, without_frames: Callable[[], str]) -> Body:
        """Where a case's evidence goes. `without_frames` renders it again, without what went over the wire."""
        if red and len(html) <= self.static_left:
            self.static_left -= len(html)
            self.static += 1
            return Body(html=html)
        packed = fold(html)
        if len(packed) > (self.red_left if red else self.green_left):
            self.without_frames += 1
            packed = fold(without_frames())
        if red:
            self.red_left -= len(packed)
        else:
            self.green_left -= len(packed)
        self.folded += 1
        return Body(folded=packed)


def fold(html: str) -> str:
    """Compressed with gzip, in base64: the page's script unfolds it with DecompressionStream."""
    return base64.b64encode(gzip.compress(html.encode(), 6, mtime=0)).decode()
