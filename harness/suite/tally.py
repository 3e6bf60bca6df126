"""What a run has said so far, in the form the live tables need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

from ocpp_conformance.harness.evidence import Breach
from ocpp_conformance.harness.evidence.breach import INFORMATION, MUST, SHOULD
from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.lines import RuleLine
from ocpp_conformance.harness.evidence.standing import Standing
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case_report import CaseReport

_GRADES = {MUST: Verdict.FAILED, SHOULD: Verdict.ADVISORY, INFORMATION: Verdict.PASSED}
"""What a breach of a rule with this binding is."""


class Tally:
    """Verdicts by node id and breaches of standing rules, each cause once with the cases in which it was seen."""

    def __init__(self, known: KnownFailures) -> None:
        self.cases: dict[str, CaseReport] = {}
        self._known = known
        self._rules: dict[tuple[str, str, str], RuleLine] = {}

    def add(self, nodeid: str, report: CaseReport) -> None:
        """Take the report of a finished case."""
        self.cases[nodeid] = report
        role = report.line.role
        for breach in report.judged.breaches:
            key = (role, breach.rule, breach.cause)
            line = self._rules.get(key) or self._first(role, breach)
            frames = line.frames + breach.frames
            self._rules[key] = replace(line, cases=(*line.cases, report.case), frames=frames)

    def _first(self, role: str, breach: Breach) -> RuleLine:
        verdict, why = _GRADES[breach.binding], ""
        if breach.binding == MUST:
            verdict, why = self._known.adjusted(breach.rule, Verdict.FAILED, breach.rule, breach.text)
        told = {**asdict(breach), "frames": 0}
        return RuleLine(**told, role=role, cases=(), verdict=str(verdict), message=why)

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of every finished case."""
        return (report.verdict for report in self.cases.values())

    def of(self, *verdicts: Verdict) -> list[CaseReport]:
        """The finished cases with one of these verdicts, by case id."""
        chosen = [report for report in self.cases.values() if report.verdict in verdicts]
        return sorted(chosen, key=lambda report: report.case)

    def standing(self) -> Standing:
        """What the finished cases say about every requirement."""
        standing = Standing({role: rule_ids(Role(role)) for role in Role})
        for report in self.cases.values():
            line = report.line
            standing.case(line.case, line.role, line.verdict, line.message, line.sources)
            for check in report.checks:
                standing.check(line.case, line.role, check)
            for breach in report.judged.breaches:
                standing.breach(line.case, line.role, breach)
            standing.credit(line.case, line.role, report.judged.proven, report.judged.held)
        return standing

    def roles(self) -> list[Role]:
        """The roles of the finished cases."""
        found = {report.line.role for report in self.cases.values()}
        return [role for role in Role if role in found]

    def rules(self) -> list[RuleLine]:
        """The verdict lines of the standing rules, the red ones first."""
        ranked = sorted(self._rules.values(), key=lambda line: (line.role, line.rule, line.cause))
        return sorted(ranked, key=lambda line: line.verdict != Verdict.FAILED)

    @property
    def advisory_rules(self) -> bool:
        """Whether a standing rule found a SHOULD missed."""
        return any(line.verdict == Verdict.ADVISORY for line in self._rules.values())

    @property
    def rules_breached(self) -> bool:
        """Whether a standing rule found a breach of a MUST that is not known."""
        return any(line.verdict == Verdict.FAILED for line in self._rules.values())
