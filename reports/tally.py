"""What a run has said so far, in the form the views need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ocpp_conformance.harness.suite.verdict import Verdict


class Tally:
    """Verdicts by node id and monitor findings, each cause once with the cases in which it was seen."""

    def __init__(self) -> None:
        self.cases: dict[str, dict[str, Any]] = {}
        self.findings: dict[tuple[str, str, str], dict[str, Any]] = {}

    def add(self, nodeid: str, report: dict[str, Any]) -> None:
        """Take the report of a finished case."""
        self.cases[nodeid] = report
        role = report["line"]["role"]
        for finding in report["findings"]:
            key = (role, finding["monitor"], finding["cause"])
            known = self.findings.setdefault(key, {**finding, "role": role, "cases": []})
            known["cases"].append(report["case"])

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of every finished case."""
        return (Verdict(report["verdict"]) for report in self.cases.values())

    def of(self, *verdicts: Verdict) -> list[dict[str, Any]]:
        """The finished cases with one of these verdicts, by case id."""
        chosen = [report for report in self.cases.values() if Verdict(report["verdict"]) in verdicts]
        return sorted(chosen, key=lambda report: str(report["case"]))

    @property
    def monitors_found(self) -> bool:
        """Whether a monitor found a breach of a MUST."""
        return any(finding["binding"] == "must" for finding in self.findings.values())
