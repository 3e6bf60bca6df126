"""What a run has said so far, in the form the live tables need."""

from __future__ import annotations

from collections.abc import Iterator

from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.lines import RuleLine
from ocpp_conformance.harness.evidence.standing import Standing
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.between import BETWEEN, Between
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.rule_verdicts import Scope, rule_lines


class Tally:
    """The finished cases by node id, and what they say together."""

    def __init__(self, known: KnownFailures, scope: Scope, between: Between) -> None:
        self.cases: dict[str, CaseReport] = {}
        self._known, self._scope, self._between = known, scope, between

    def add(self, nodeid: str, report: CaseReport) -> None:
        """Take the report of a finished case."""
        self.cases[nodeid] = report

    def verdicts(self) -> Iterator[Verdict]:
        """The verdict of every finished case."""
        return (report.verdict for report in self.cases.values())

    def of(self, *verdicts: Verdict) -> list[CaseReport]:
        """The finished cases with one of these verdicts, by case id."""
        chosen = [report for report in self.cases.values() if report.verdict in verdicts]
        return sorted(chosen, key=lambda report: report.case)

    def roles(self) -> list[Role]:
        """The roles of the finished cases."""
        found = {report.line.role for report in self.cases.values()}
        return [role for role in Role if role in found]

    def rules(self) -> list[RuleLine]:
        """The verdict lines of broken rules, one a cause, the red ones first."""
        return rule_lines(self.cases.values(), self._known, self._scope, self._between)

    def proven(self) -> set[str]:
        """The requirements that rules proved."""
        return {id for report in self.cases.values() for id in report.judged.proven}

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
        for judged in self._between.judged:
            for breach in judged.breaches:
                standing.breach(BETWEEN, str(Role.STATION), breach)
            standing.credit(BETWEEN, str(Role.STATION), judged.proven, judged.held)
        return standing
