"""What a run has said so far, in the form the views need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.verdict import Verdict


class Tally:
    """Verdicts by node id and monitor findings, each cause once with the cases in which it was seen."""

    def __init__(self, known: KnownFailures) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        self._known = known
        self._monitors: dict[tuple[str, str, str], dict[str, Any]] = {}

    def add(self, nodeid: str, report: dict[str, Any]) -> None:
        """Take the report of a finished case."""
        self.cases[nodeid] = report
        role = report["line"]["role"]
        for finding in report["findings"]:
            key = (role, finding["monitor"], finding["cause"])
            if key not in self._monitors:
                self._monitors[key] = {"line": "monitor", **finding, "role": role, "cases": [], **self._judged(finding)}
            self._monitors[key]["cases"].append(report["case"])

    def _judged(self, finding: dict[str, Any]) -> dict[str, str]:
        if finding["binding"] != "must":
            return {"verdict": str(Verdict.ADVISORY), "message": ""}
        name, source, text = finding["monitor"], finding["source"], finding["text"]
        verdict, why = self._known.judge(name, Verdict.FAILED, source, text)
        return {"verdict": str(verdict), "message": why}

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of every finished case."""
        return (Verdict(report["verdict"]) for report in self.cases.values())

    def of(self, *verdicts: Verdict) -> list[dict[str, Any]]:
        """The finished cases with one of these verdicts, by case id."""
        chosen = [report for report in self.cases.values() if Verdict(report["verdict"]) in verdicts]
        return sorted(chosen, key=lambda report: str(report["case"]))

    def monitors(self) -> list[dict[str, Any]]:
        """The verdict lines of the monitors, the red ones first."""
        ranked = sorted(self._monitors.values(), key=lambda line: (line["role"], line["monitor"], line["cause"]))
        return sorted(ranked, key=lambda line: line["verdict"] != Verdict.FAILED)

    @property
    def advisory_monitors(self) -> bool:
        """Whether a monitor found a SHOULD missed."""
        return any(line["verdict"] == Verdict.ADVISORY for line in self._monitors.values())

    @property
    def monitors_found(self) -> bool:
        """Whether a monitor found a breach of a MUST that is not known."""
        return any(line["verdict"] == Verdict.FAILED for line in self._monitors.values())
