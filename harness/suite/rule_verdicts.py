"""From breaches in cases to one verdict line a cause: subjects, known failures and the selection taken into account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace

from ocpp_conformance.harness.evidence import Breach
from ocpp_conformance.harness.evidence.breach import INFORMATION, MUST, SHOULD
from ocpp_conformance.harness.evidence.known import KnownFailures, is_source
from ocpp_conformance.harness.evidence.lines import RuleLine
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.between import BETWEEN, Between
from ocpp_conformance.harness.suite.case_report import CaseReport

_GRADES = {MUST: Verdict.FAILED, SHOULD: Verdict.ADVISORY, INFORMATION: Verdict.PASSED}
"""What a breach of a rule with this binding is."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rules redden a run: all of them, or with `--requirement` and `--block` only what these pick. A breach of
    another rule is an advisory then. `--case` narrows nothing."""

    requirements: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()

    def holds(self, rule: str) -> bool:
        """Whether a breach of this rule reddens the run."""
        if not (self.requirements or self.blocks):
            return True
        block = "RPC" if rule.startswith(("J-", "Part ", "WIRE-")) else rule[:1]
        return rule in self.requirements or block in self.blocks


def rule_lines(
    reports: Iterable[CaseReport], known: KnownFailures, scope: Scope, between: Between | None = None
) -> list[RuleLine]:
    """The verdict lines of a run, the red ones first. Each cause is told once.

    A breach that was seen only in cases which it failed as their subject has no line: those cases say it.
    """
    reports = list(reports)
    lines: dict[tuple[str, str, str], RuleLine] = {}
    seen = [(report.line.role, report.case, report.judged) for report in reports]
    seen += [(str(Role.STATION), BETWEEN, judged) for judged in (between.judged if between else ())]
    for role, case, judged in seen:
        for breach in judged.breaches:
            key = (role, breach.rule, breach.cause)
            line = lines.get(key) or _first(role, breach, known, scope)
            cases = tuple(dict.fromkeys((*line.cases, case)))
            lines[key] = replace(line, cases=cases, frames=line.frames + breach.frames)
    told = {(report.case, report.line.source) for report in reports if report.line.subject}
    kept = [line for line in lines.values() if not all((case, line.rule) in told for case in line.cases)]
    broken = {id for line in lines.values() for id in (line.rule, *line.also)}
    ranked = sorted([*kept, *_stale(reports, known, broken)], key=lambda line: (line.role, line.rule, line.cause))
    return sorted(ranked, key=lambda line: line.verdict not in (Verdict.FAILED, Verdict.STALE))


def _first(role: str, breach: Breach, known: KnownFailures, scope: Scope) -> RuleLine:
    verdict, why = _GRADES[breach.binding], ""
    if verdict is Verdict.FAILED and not scope.holds(breach.rule):
        verdict, why = Verdict.ADVISORY, "a rule that was not selected"
    elif verdict is Verdict.FAILED:
        for id in (breach.rule, *breach.also):
            verdict, why = known.adjusted(id, Verdict.FAILED, breach.rule, breach.text)
            if verdict is Verdict.KNOWN:
                break
    told = {**asdict(breach), "frames": 0}
    return RuleLine(**told, role=role, cases=(), verdict=str(verdict), message=why)


def _stale(reports: list[CaseReport], known: KnownFailures, broken: set[str]) -> Iterator[RuleLine]:
    """Rules that are known as broken, and were proven; one that only held, or was not exercised, stays known."""
    for name in known.entries:
        proven = [report for report in reports if report.judged.proven.get(name)]
        if not is_source(name) or name in broken or not proven:
            continue
        verdict, why = known.adjusted(name, Verdict.PASSED, name, "")
        frames = sum(report.judged.proven[name] for report in proven)
        cases = tuple(report.case for report in proven)
        role = proven[0].line.role
        yield RuleLine(name, (), role, MUST, "", "it is proven in this run", None, frames, cases, str(verdict), why)
