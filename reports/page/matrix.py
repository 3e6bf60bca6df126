"""The requirement matrix: what this run says about every requirement of Part 2 and rule of Part 4, for each role."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ocpp_conformance.harness.catalogue import Source, catalogue
from ocpp_conformance.harness.evidence.standing import Standing, State
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.record import Run
from ocpp_conformance.reports.page.text import cut
from ocpp_conformance.reports.page.words import Word, block_name

STATES: Mapping[State, Word] = MappingProxyType(
    {
        State.FAILED: Word("✗", "red", "a check or a rule saw it broken"),
        State.ADVISORY: Word("△", "blue", "a SHOULD was missed, or a SHALL in a way that is graded harmless"),
        State.PROVEN: Word("✓", "green", "a check held, or a rule whose condition came"),
        State.HELD: Word("·✓", "grey", "a rule held, but what could break it did not occur: that proves nothing"),
        State.RELAYED: Word("⇄", "amber", "seen only in values that the harness itself dictated, which proves nothing"),
        State.NOT_REACHED: Word("?", "amber", "a case that judges it ended before the check"),
        State.NOT_EXERCISED: Word("◦", "grey", "a rule judges it, and its condition never came"),
        State.NOT_RUN: Word("○", "grey", "the cases that judge it did not run; see what to give"),
        State.INSIDE: Word("▫", "grey", "not observable on the wire"),
        State.NO_DEMAND: Word("–", "grey", "nothing to miss: a MAY or a fact"),
        State.NOT_COVERED: Word("·", "grey", "no case of this run judges it"),
    }
)


SILENT = frozenset({State.NOT_EXERCISED, State.INSIDE, State.NO_DEMAND, State.NOT_COVERED})
"""States of what the cases of a run say nothing about."""


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
    """The sources of one functional block, or all rules of Part 4, with the number of cells in each state by role.

    `size` is how many there are; `rows` are those to show: where cases were picked, what they say something about.
    """

    block: str
    name: str
    size: int
    rows: tuple[Row, ...]
    counts: Mapping[str, Counter[State]]


def matrix(run: Run) -> tuple[Group, ...]:
    """The whole catalogue for the judged roles, by block; the rules of Part 4 come last, as block "J-".

    Empty where only versions were judged of whose requirements there is no catalogue.
    """
    if not run.of_requirements:
        return ()
    roles = [Role(role) for role in run.roles if role in set(Role)]
    standing = standing_of(run)
    groups: dict[str, list[Row]] = defaultdict(list)
    for source in catalogue().sources():
        cells = {str(role): _cell(source, role, standing) for role in roles}
        groups[source.block or "J-"].append(Row(source, {role: cell for role, cell in cells.items() if cell}))
    return tuple(_group(block, rows, roles, run.header.partial) for block, rows in groups.items())


def totals(groups: Iterable[Group]) -> Mapping[str, Counter[State]]:
    """Cells in each state, by role."""
    summed: dict[str, Counter[State]] = defaultdict(Counter)
    for group in groups:
        for role, counts in group.counts.items():
            summed[role].update(counts)
    return summed


def _group(block: str, rows: Sequence[Row], roles: Sequence[Role], partial: bool) -> Group:
    counts = {str(role): Counter(row.cells[role].state for row in rows if role in row.cells) for role in roles}
    name = "Rules of Part 4, OCPP-J" if block == "J-" else block_name(block)
    shown = (row for row in rows if not partial or any(cell.state not in SILENT for cell in row.cells.values()))
    return Group(block, name, len(rows), tuple(shown), counts)


def standing_of(run: Run) -> Standing:
    """What the cases of a run say about every source."""
    standing = Standing(run.header.rules)
    for case in run.cases.values():
        standing.case(case.id, case.role, case.verdict, cut(case.message, 300), case.sources)
        for check in case.checks:
            standing.check(case.id, case.role, check)
        for breach in case.breaches:
            standing.breach(case.id, case.role, breach)
        standing.credit(case.id, case.role, case.proven, case.held)
    return standing


def _cell(source: Source, role: Role, standing: Standing) -> Cell | None:
    state, told = standing.state(source, role), standing.told(source.id, role)
    if state is None:
        return None
    hint = f"on {told.frames} frames" if state is State.PROVEN and told.frames else ""
    if state is State.NOT_RUN:
        hint = "; ".join(told.give)
    elif state in (State.NOT_COVERED, State.NOT_EXERCISED):
        hint = source.by.get(role, "")
    return Cell(state, str(source.level(role) or ""), hint, tuple(told.cases.get(state, ())))
