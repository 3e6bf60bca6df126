"""How far a run is, and how long the rest may take; told where a run is long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self, TextIO

from ocpp_conformance.harness.suite.estimate import Forecast

LONG = 10.0
"""Seconds after which a run is long enough to be told about."""
EVERY = 30.0
"""Seconds between two lines where no terminal shows a line that changes."""


class Progress:
    """Counts the cases of a run. `doing` says what the case at hand waits for, at a moment; empty where nobody knows.
    `forecast` knows better than their number how long the rest takes.

    Moments are monotonic seconds.
    """

    def __init__(self) -> None:
        self.selected = self.done = 0
        self.began = 0.0
        self.doing: Callable[[float], str] = _nothing
        self.forecast: Forecast | None = None

    @contextmanager
    def at(self, doing: Callable[[float], str]) -> Iterator[None]:
        """A case that says what it waits for is at hand in the block."""
        self.doing = doing
        try:
            yield
        finally:
            self.doing = _nothing

    def line(self, now: float) -> str:
        """How far the run is, and what it waits for; of a run that is not long only the latter."""
        return "; ".join(filter(None, (self._far(now), self.doing(now))))

    def _far(self, now: float) -> str:
        if now - self.began < LONG or not self.selected:
            return ""
        left = self._left(now)
        expected = f", about {_duration(left)} to go" if left else ""
        return f"{self.done} of {self.selected} cases{expected}"

    def _left(self, now: float) -> float:
        """Seconds that the rest takes, 0 where nobody knows."""
        if self.forecast is not None:
            return self.forecast.left()
        return (now - self.began) / self.done * max(self.selected - self.done, 0) if self.done else 0.0


def _nothing(now: float) -> str:
    return ""


class Ticker:
    """Ticks every so many seconds while the block runs, and once more at its end."""

    def __init__(self, every: float) -> None:
        self._every, self._over = every, threading.Event()
        self._thread = threading.Thread(target=self._run, name=type(self).__name__, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def tick(self, now: float) -> None:
        """Some time has passed; `now` is monotonic."""

    def end(self) -> None:
        """The block is over."""

    def _run(self) -> None:
        while not self._over.wait(self._every):
            self.tick(time.monotonic())
        self.end()


class Teller(Ticker):
    """Tells a log now and then how far the run is, and what the case at hand waits for."""

    def __init__(self, progress: Progress, log: TextIO, every: float = EVERY) -> None:
        super().__init__(every)
        self._progress, self._log = progress, log

    def tick(self, now: float) -> None:
        line = self._progress.line(now)
        if line:
            with suppress(OSError):  # who read the log may be gone
                self._log.write(f"\n{line}\n")
                self._log.flush()


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
