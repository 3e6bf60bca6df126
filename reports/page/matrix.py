"""The requirement matrix: what this run says about every requirement of Part 2 and rule of Part 4, for each role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from ocpp_conformance.harness.catalogue import Level, Source, catalogue
from ocpp_conformance.harness.evidence import Outcome
from ocpp_conformance.harness.evidence.breach import MUST, SHOULD
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.record import CaseRecord, Run
from ocpp_conformance.reports.page.text import cut
from ocpp_conformance.reports.page.words import Word, block_name


class State(StrEnum):
    """What a run says about one source for one role; the first that applies."""

    FAILED = "failed"
    ADVISORY = "advisory"
    PROVEN = "proven"
    RELAYED = "only relayed"
    NOT_REACHED = "not reached"
    NOT_RUN = "not run"
    INSIDE = "inside"
    NO_DEMAND = "no demand"
    NOT_COVERED = "not covered"


STATES: Mapping[State, Word] = MappingProxyType(
    {
        State.FAILED: Word("✗", "red", "a check or a rule saw it broken"),
        State.ADVISORY: Word("△", "blue", "a SHOULD was missed, or a SHALL in a way that is graded harmless"),
        State.PROVEN: Word("✓", "green", "a check of this run held"),
        State.RELAYED: Word("⇄", "amber", "seen only in values that the harness itself dictated, which proves nothing"),
        State.NOT_REACHED: Word("?", "amber", "a case that judges it ended before the check"),
        State.NOT_RUN: Word("○", "grey", "the cases that judge it did not run; see what to give"),
        State.INSIDE: Word("▫", "grey", "not observable on the wire"),
        State.NO_DEMAND: Word("–", "grey", "nothing to miss: a MAY or a fact"),
        State.NOT_COVERED: Word("·", "grey", "no case of this run judges it"),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One source for one role. `hint` says what to give or how it would be shown; `cases` judged it or would have."""

    state: State
    level: str
    hint: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One source; a role that it does not bind has no cell."""

    source: Source
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Group:
    """The sources of one functional block, or all rules of Part 4, with the number of cells in each state by role."""

    block: str
    name: str
    rows: tuple[Row, ...]
    counts: Mapping[str, Counter[State]]


@dataclass
class _Evidence:
    """What the cases of one role say about one source: ids of cases by the state that they speak for."""

    cases: dict[State, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    give: dict[str, None] = field(default_factory=dict)

    def add(self, state: State, case_id: str) -> None:
        self.cases[state][case_id] = None

    def strongest(self) -> State | None:
        return next((state for state in State if self.cases.get(state)), None)


_OUTCOMES = {Outcome.FAILED: State.FAILED, Outcome.ADVISORY: State.ADVISORY, Outcome.PASSED: State.PROVEN}
_BINDINGS = {MUST: State.FAILED, SHOULD: State.ADVISORY}


def matrix(run: Run) -> tuple[Group, ...]:
    """The whole catalogue for the judged roles, by block; the rules of Part 4 come last, as block "J-"."""
    roles = [Role(role) for role in run.roles if role in set(Role)]
    known = _gather(run.cases.values())
    groups: dict[str, list[Row]] = defaultdict(list)
    for source in catalogue().sources():
        cells = {str(role): _cell(source, role, known.get((str(role), source.id))) for role in roles}
        groups[source.block or "J-"].append(Row(source, {role: cell for role, cell in cells.items() if cell}))
    return tuple(_group(block, rows, roles) for block, rows in groups.items())


def totals(groups: Iterable[Group]) -> Mapping[str, Counter[State]]:
    """Cells in each state, by role."""
    summed: dict[str, Counter[State]] = defaultdict(Counter)
    for group in groups:
        for role, counts in group.counts.items():
            summed[role].update(counts)
    return summed


def _group(block: str, rows: Sequence[Row], roles: Sequence[Role]) -> Group:
    counts = {str(role): Counter(row.cells[role].state for row in rows if role in row.cells) for role in roles}
    name = "Rules of Part 4, OCPP-J" if block == "J-" else block_name(block)
    return Group(block, name, tuple(rows), counts)


def _gather(cases: Iterable[CaseRecord]) -> Mapping[tuple[str, str], _Evidence]:
    known: dict[tuple[str, str], _Evidence] = defaultdict(_Evidence)
    for case in cases:
        for source in case.sources:
            evidence = known[case.role, source]
            if case.verdict in ("not run", "not applicable"):
                evidence.add(State.NOT_RUN, case.id)
                evidence.give[cut(case.message, 300)] = None
            else:
                evidence.add(State.NOT_REACHED, case.id)
        for check in case.checks:
            held = check.outcome is Outcome.PASSED
            state = State.RELAYED if check.relayed and held else _OUTCOMES[check.outcome]
            known[case.role, check.source].add(state, case.id)
        for breach in case.breaches:
            if breach.binding in _BINDINGS:
                for id in (breach.rule, *breach.also):
                    known[case.role, id].add(_BINDINGS[breach.binding], case.id)
    return known


def _cell(source: Source, role: Role, evidence: _Evidence | None) -> Cell | None:
    level = source.level(role)
    state = evidence.strongest() if evidence else None
    if evidence is not None and state is not None:
        hint = "; ".join(evidence.give) if state is State.NOT_RUN else ""
        return Cell(state, str(level or ""), hint, tuple(evidence.cases[state]))
    if level is None:
        return None
    if level in (Level.MAY, Level.FACT):
        return Cell(State.NO_DEMAND, str(level))
    if source.observable.get(role) == "inside":
        return Cell(State.INSIDE, str(level))
    return Cell(State.NOT_COVERED, str(level), source.by.get(role, ""))
