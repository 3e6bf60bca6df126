"""What a run has said so far, in the form the live tables need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

from ocpp_conformance.harness.evidence import Breach
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.lines import MonitorLine
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.suite.case_report import CaseReport


class Tally:
    """Verdicts by node id and breaches of standing rules, each cause once with the cases in which it was seen."""

    def __init__(self, known: KnownFailures) -> None:
        self.cases: dict[str, CaseReport] = {}
        self._known = known
        self._monitors: dict[tuple[str, str, str], MonitorLine] = {}

    def add(self, nodeid: str, report: CaseReport) -> None:
        """Take the report of a finished case."""
        self.cases[nodeid] = report
        role = report.line.role
        for breach in report.breaches:
            key = (role, breach.monitor, breach.cause)
            line = self._monitors.get(key) or self._first(role, breach)
            self._monitors[key] = replace(line, cases=(*line.cases, report.case))

    def _first(self, role: str, breach: Breach) -> MonitorLine:
        if breach.binding == MUST:
            verdict, why = self._known.judge(breach.monitor, Verdict.FAILED, breach.source, breach.text)
        else:
            verdict, why = Verdict.ADVISORY, ""
        return MonitorLine(**asdict(breach), role=role, cases=(), verdict=str(verdict), message=why)

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of every finished case."""
        return (report.verdict for report in self.cases.values())

    def of(self, *verdicts: Verdict) -> list[CaseReport]:
        """The finished cases with one of these verdicts, by case id."""
        chosen = [report for report in self.cases.values() if report.verdict in verdicts]
        return sorted(chosen, key=lambda report: report.case)

    def monitors(self) -> list[MonitorLine]:
        """The verdict lines of the standing rules, the red ones first."""
        ranked = sorted(self._monitors.values(), key=lambda line: (line.role, line.monitor, line.cause))
        return sorted(ranked, key=lambda line: line.verdict != Verdict.FAILED)

    @property
    def advisory_monitors(self) -> bool:
        """Whether a standing rule found a SHOULD missed."""
        return any(line.verdict == Verdict.ADVISORY for line in self._monitors.values())

    @property
    def monitors_found(self) -> bool:
        """Whether a standing rule found a breach of a MUST that is not known."""
        return any(line.verdict == Verdict.FAILED for line in self._monitors.values())
