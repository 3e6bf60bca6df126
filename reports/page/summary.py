"""The top of the page: the verdict, the counts, a bar per block, what is wrong, what did not run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ocpp_conformance.harness.evidence import Outcome
from ocpp_conformance.harness.evidence.causes import by_cause
from ocpp_conformance.harness.evidence.conclusion import Conclusion, Ending
from ocpp_conformance.harness.evidence.lines import RuleLine
from ocpp_conformance.harness.evidence.mandatory import mandatory
from ocpp_conformance.harness.evidence.standing import in_words
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.record import RUNNING, CaseRecord, Run
from ocpp_conformance.reports.page.text import cut
from ocpp_conformance.reports.page.words import VERDICTS, block_name


@dataclass(frozen=True, slots=True)
class Bar:
    """One block of one role. `parts` are (verdict, count, start, width) in percent, passed first."""

    block: str
    name: str
    total: int
    parts: tuple[tuple[str, int, float, float], ...]


@dataclass(frozen=True, slots=True)
class RoleSummary:
    """What is said about one judged role."""

    role: str
    conclusion: Conclusion
    counts: Counter[str]
    mandatory: str
    bars: tuple[Bar, ...]
    requirements: str = ""


@dataclass
class RuleGroup:
    """A breach of a rule, once per cause, with the cases in which it was seen and its frame there. `verdict`: what it
    was weighed as, empty where it was not."""

    role: str
    rule: str
    binding: str
    text: str
    cases: dict[str, int | None] = field(default_factory=dict)
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Caused:
    """Red cases that one cause made so; `counts` by verdict."""

    cause: str
    cases: tuple[CaseRecord, ...]
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class Grouped:
    """Cases with the same thing to say: a source or verdict, its text, and the cases with the frame that shows it."""

    source: str
    text: str
    cases: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything above the table of cases."""

    conclusion: Conclusion
    counts: Counter[str]
    roles: tuple[RoleSummary, ...]
    red: tuple[Caused, ...]
    findings: tuple[RuleGroup, ...]
    advisories: tuple[Grouped, ...]
    not_run: tuple[Grouped, ...]
    running: tuple[CaseRecord, ...]
    ending: Ending


def summarise(run: Run) -> Summary:
    """The summary of a run."""
    cases = run.ordered()
    findings = _findings(cases, run.account.rules)
    counts = Counter(case.verdict for case in cases)
    return Summary(
        conclusion=run.account.conclusion(),
        counts=counts,
        roles=tuple(_role(run, role, cases) for role in run.roles),
        red=tuple(_red(cases)),
        findings=tuple(findings),
        advisories=tuple(_grouped(_advisories(cases))),
        not_run=tuple(_grouped(_idle(cases))),
        running=run.running,
        ending=run.account.ending,
    )


def _role(run: Run, role: str, every: Iterable[CaseRecord]) -> RoleSummary:
    cases = [case for case in every if case.role == role]
    counts = Counter(case.verdict for case in cases)
    verdicts = {case.id: case.verdict for case in cases if case.verdict != RUNNING}
    due = mandatory(run.edition, Role(role), verdicts, run.partial) if role in set(Role) else ""
    figure = run.footer.requirements.get(role) if run.footer is not None else None
    told = in_words(role, figure) if figure else ""
    return RoleSummary(role, run.account.conclusion(role), counts, due, tuple(_bars(cases)), told)


def _bars(cases: Iterable[CaseRecord]) -> Iterator[Bar]:
    blocks: dict[str, Counter[str]] = defaultdict(Counter)
    for case in cases:
        blocks[case.block][case.verdict] += 1
    for block in sorted(blocks, key=lambda name: (len(name) > 1, name)):
        total, start = blocks[block].total(), 0.0
        parts = []
        for verdict in sorted(blocks[block], key=lambda name: (name != "passed", _rank(name))):
            width = 100 * blocks[block][verdict] / total
            parts.append((verdict, blocks[block][verdict], round(start, 2), round(width, 2)))
            start += width
        yield Bar(block, block_name(block), total, tuple(parts))


def _rank(verdict: str) -> int:
    return list(VERDICTS).index(verdict) if verdict in VERDICTS else len(VERDICTS)


def _findings(cases: Iterable[CaseRecord], rules: Iterable[RuleLine]) -> list[RuleGroup]:
    verdicts = {(line.role, line.rule, line.cause): line.verdict for line in rules}
    groups: dict[tuple[str, str, str], RuleGroup] = {}
    for case in cases:
        for breach in case.breaches:
            named = (case.role, ", ".join((breach.rule, *breach.also)), breach.binding, cut(breach.text, 400))
            group = groups.setdefault((case.role, breach.rule, breach.cause), RuleGroup(*named))
            group.cases.setdefault(case.id, breach.frame)
            group.verdict = verdicts.get((case.role, breach.rule, breach.cause), "")
    bindings = {"must": 0, "should": 1}
    return sorted(groups.values(), key=lambda group: (bindings.get(group.binding, 2), group.role, group.rule))


def _red(cases: Iterable[CaseRecord]) -> Iterator[Caused]:
    ordered = sorted(cases, key=lambda case: (_rank(case.verdict), case.order))
    for cause, mine in by_cause(ordered):
        yield Caused(cut(cause, 400), tuple(mine), Counter(case.verdict for case in mine))


def _advisories(cases: Iterable[CaseRecord]) -> Iterator[tuple[str, str, str, int | None]]:
    """What was seen, whatever it is cited for: one mistake stands under several requirements."""
    sources: dict[str, dict[str, None]] = defaultdict(dict)
    found = []
    for case in cases:
        for check in case.checks:
            if check.outcome is Outcome.ADVISORY:
                said = (f"{m.pointer} expected {m.expected}, got {m.actual}".strip() for m in check.misses)
                text = cut("; ".join(said), 400)
                sources[text][check.source] = None
                found.append((text, case.id, check.frame))
    for text, id, frame in found:
        yield ", ".join(sources[text]), text, id, frame


def _idle(cases: Iterable[CaseRecord]) -> Iterator[tuple[str, str, str, int | None]]:
    for case in cases:
        if case.verdict in ("relayed", "not run", "not applicable"):
            yield case.verdict, cut(case.message, 400), case.id, None


def _grouped(said: Iterable[tuple[str, str, str, int | None]]) -> Iterator[Grouped]:
    groups: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
    for source, text, case_id, frame in said:
        groups[source, text].setdefault(case_id, frame)
    for (source, text), cases in groups.items():
        yield Grouped(source, text, tuple(cases.items()))


def counted(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Verdicts that occurred with their counts, the worst first."""
    for verdict in sorted(counts, key=_rank):
        if counts[verdict]:
            yield verdict, counts[verdict]
