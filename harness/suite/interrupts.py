"""Ctrl-C and SIGTERM: a run that they end is still reported."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any] | int | None


class Interrupts:
    """Takes the signals for the time of a run, but neither where others take SIGTERM nor outside the main thread."""

    def __init__(self) -> None:
        self._before: dict[signal.Signals, Handler] = {}
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            self._take(signal.SIGTERM, _as_ctrl_c)

    def came(self) -> None:
        """The run is interrupted: another signal doesn't take the report away, the one after that does."""
        for number in (signal.SIGINT, signal.SIGTERM):
            self._take(number, self._once_more)

    def restore(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}

    def _take(self, number: signal.Signals, handler: Handler) -> None:
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(number, handler)
            self._before.setdefault(number, before)

    def _once_more(self, number: int, frame: FrameType | None) -> None:
        sys.stderr.write("interrupted: the report is being written; once more gives it up\n")
        for each in (signal.SIGINT, signal.SIGTERM):
            self._take(each, signal.default_int_handler)


def _as_ctrl_c(number: int, frame: FrameType | None) -> None:
    taking = signal.getsignal(signal.SIGINT)
    if not callable(taking):  # ignored: so it is in what a shell has put into the background
        raise KeyboardInterrupt
    taking(signal.SIGINT, frame)
