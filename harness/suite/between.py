"""What an external station says before the first case and between cases: recorded and judged like a case."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.evidence import Entry, HandshakeEntry, Recording
from ocpp_conformance.harness.evidence.lines import BreachLine, CreditLine, EntryLine, Line
from ocpp_conformance.harness.requirements import Judge, Judged

BETWEEN = "between cases"
"""In place of the id of a case."""


class Between:
    """The recording between cases, and what the rules say of it."""

    def __init__(self, write: Callable[[Line], None]) -> None:
        self._write = write
        self.recording = Recording(sink=self._entry)
        self.judged: list[Judged] = []
        self._heard = 0
        self._carried: list[Entry] = []

    def hear(self, judge: Judge) -> None:
        """Let the rules judge what came since the last case; nothing is done where nothing came."""
        self.recording.tell_dropped()
        entries = self.recording.entries[self._heard :]
        self._heard, self._carried = len(self.recording.entries), []
        if all(_is_carried(entry) for entry in entries):
            return
        judge.begin(BETWEEN)
        for entry in entries:
            judge.take(entry)
        judged = judge.end()
        self.judged.append(judged)
        for breach in judged.breaches:
            self._write(BreachLine(BETWEEN, breach))
        self._write(CreditLine(BETWEEN, dict(judged.proven), dict(judged.held)))

    def _entry(self, entry: Entry) -> None:
        """A connection that is only carried on is no line until something is said on it."""
        self._carried.append(entry)
        if not _is_carried(entry):
            for each in self._carried:
                self._write(EntryLine(BETWEEN, each))
            self._carried = []


def _is_carried(entry: Entry) -> bool:
    return isinstance(entry, HandshakeEntry) and entry.carried
