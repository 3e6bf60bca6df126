"""One live line at a terminal: how far the run is, what is waited for, from whom, when the last frame came."""

from __future__ import annotations

from typing import TextIO

import pytest

from ocpp_conformance.harness.evidence import FrameEntry
from ocpp_conformance.harness.suite.progress import Progress, Ticker
from ocpp_conformance.harness.suite.run import CaseRun

PATIENCE = 1.0
"""Seconds a wait lasts before it is worth a line."""
EVERY = 0.5
_SAVE, _RESTORE, _CLEAR = "\x1b7", "\x1b8", "\x1b[K"


def text(run: CaseRun, now: float) -> str:
    """The line for a case at a moment; empty while nothing has been waited for long enough."""
    wait = run.recording.wait
    if wait is None or now - wait.since < PATIENCE:
        return ""
    role = "CSMS" if run.case.role.value == "csms" else "station"
    frames = [entry.at for entry in run.recording.entries[-50:] if isinstance(entry, FrameEntry)]
    last = f"last frame {now - frames[-1]:.0f} s ago" if frames else "no frame yet"
    return f"{run.case.id}: waiting for {wait.what} from the {role}, {max(wait.until - now, 0):.0f} s left, {last}"


class LiveLine(Ticker):
    """Shows the line of a run behind pytest's own progress while the block runs, and wipes it away.

    `screen` is the terminal itself: what pytest writes to is captured while a case runs.
    """

    def __init__(self, out: pytest.TerminalReporter, screen: TextIO, progress: Progress) -> None:
        super().__init__(EVERY)
        self._out, self._screen, self._progress, self._shown = out, screen, progress, False

    def tick(self, now: float) -> None:
        line, writer = self._progress.line(now), self._out._tw
        room = writer.fullwidth - writer.width_of_current_line - 2
        if line or self._shown:
            self._write(f"{_SAVE}{_CLEAR} {line[: max(room, 0)]}{_RESTORE}")
        self._shown = bool(line)

    def end(self) -> None:
        if self._shown:
            self._write(_CLEAR)

    def _write(self, code: str) -> None:
        self._screen.write(code)
        self._screen.flush()
