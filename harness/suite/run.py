"""One case while it runs: its recording, its docket, what the monitors say at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from ocpp_conformance.harness.evidence import Check, Docket, Entry, FrameEntry, Recording
from ocpp_conformance.harness.evidence.lines import check_line, entry_line
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.monitors import MonitorFinding, judge
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.sources import binding_of

Line = dict[str, Any]
"""One line of results.jsonl."""


@dataclass
class CaseRun:
    """Collects the evidence of a case; every line goes to `write` as it happens."""

    case: Case
    write: Callable[[Line], None]
    number: int = 1
    command: str = "ocpp-conformance run"
    started: float = field(default_factory=time.monotonic)
    notes: dict[str, Any] = field(default_factory=dict)
    progress: str = ""

    def __post_init__(self) -> None:
        role = self.case.role
        self.recording = Recording(role.other, sink=self._entry)
        self.docket = Docket(self.case.id, self.recording, lambda source: binding_of(source, role), sink=self._check)
        self.findings: list[MonitorFinding] = []
        self.write({"line": "started", "case": self.case.id, "title": self.case.title, "role": str(role)})

    def judge_wire(self, patience: float) -> None:
        """Run the monitors over what was recorded; called once, when the case has let go of its systems."""
        self.findings = judge(self.recording, patience)
        for finding in self.findings:
            self.write({"line": "finding", "case": self.case.id, **asdict(finding)})

    def finish(
        self, verdict: Verdict, *, message: str, source: str | None, frame: int | None, sources: tuple[str, ...]
    ) -> Line:
        """The verdict line; written, and carried to the controller under xdist."""
        line: Line = {
            "line": "verdict",
            "case": self.case.id,
            "title": self.case.title,
            "role": str(self.case.role),
            "block": self.case.block,
            "topics": list(self.case.topics),
            "published": self.case.published,
            "mandatory": self.case.mandatory,
            "needs": [str(need) for need in self.case.needs],
            "intents": list(self.case.intents),
            "sources": list(sources),
            "verdict": str(verdict),
            "message": message,
            "source": source,
            "frame": frame,
            "frames": self.frames,
            "notes": self.notes,
            "rerun": f"{self.command} --case {self.case.id}",
            "duration": round(time.monotonic() - self.started, 4),
        }
        self.write(line)
        return line

    def wire(self) -> list[str]:
        """The recording as lines for people, one an entry."""
        return [entry.quote() for entry in self.recording.entries]

    @property
    def frames(self) -> int:
        """How many messages were recorded."""
        return sum(isinstance(entry, FrameEntry) for entry in self.recording.entries)

    def _entry(self, entry: Entry) -> None:
        self.write(entry_line(self.case.id, entry))

    def _check(self, check: Check) -> None:
        self.write(check_line(self.case.id, check))
