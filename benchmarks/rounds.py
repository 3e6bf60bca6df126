"""Let things take turns, and compare them round by round."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Stimulus = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `at_most` or `at_least` is the target; neither makes the line information.

    `unit` is put behind the measured value: `x` for a ratio, `%` for a share.
    """

    what: str
    measured: float
    detail: str
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the target, if there is one, is reached."""
        low = self.at_least is None or self.measured >= self.at_least
        return low and (self.at_most is None or self.measured <= self.at_most)

    @property
    def target(self) -> str:
        """The target in words."""
        if self.at_most is None and self.at_least is None:
            return "-"
        limit, word = (self.at_most, "at most") if self.at_most is not None else (self.at_least, "at least")
        return f"{word} {limit:g} {self.unit}, {'holds' if self.holds else 'MISSED'}"


async def take_turns(stimuli: Mapping[str, Stimulus], rounds: int, calls: int) -> dict[str, list[float]]:
    """Microseconds of processor time a call, one value a round; each stimulus warms up for half a round."""
    taken: dict[str, list[float]] = {name: [] for name in stimuli}
    for stimulus in stimuli.values():
        await _time(stimulus, calls // 2)
    for _ in range(rounds):
        for name, stimulus in stimuli.items():
            taken[name].append(await _time(stimulus, calls))
    return taken


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median of the ratios of the single rounds."""
    return median(a / b for a, b in zip(above, below, strict=True))


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    cells = [("what", "measured", "target", "how it came about")]
    cells += [(row.what, f"{row.measured:.2f} {row.unit}", row.target, row.detail) for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


async def _time(stimulus: Stimulus, calls: int) -> float:
    started = time.process_time()  # both ends live in this process and never sleep, so other processes don't count
    for _ in range(calls):
        await stimulus()
    return (time.process_time() - started) / calls * 1e6
