"""Several results files side by side: case × system, requirement × system, what changed from each to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from ocpp_conformance.harness.catalogue import Source, catalogue
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.standing import State
from ocpp_conformance.harness.evidence.verdict import GREY
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.matrix import SILENT, STATES, standing_of
from ocpp_conformance.reports.page.record import CaseRecord, Run, read_run
from ocpp_conformance.reports.page.render import write
from ocpp_conformance.reports.page.summary import Summary, summarise
from ocpp_conformance.reports.page.words import RED

SLOWER, SLOWER_BY = 2.0, 0.25
"""A case is slower when it takes this many times as long and this many seconds more: below that it is noise."""


SHOWN = 10
"""How many changes of a kind a terminal shows."""
KINDS = ("new red", "fixed", "not run", "otherwise changed", "slower", "added")
"""What a change can be. Not run: it was there before, and nothing of this run says how it is now."""
ABSENT = "not in this run"


@dataclass(frozen=True, slots=True)
class Column:
    """One results file. `name` tells files apart that judge the same system."""

    name: str
    run: Run
    summary: Summary


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case, or one breach of a rule, in every file; a cell is None where it does not occur."""

    id: str
    title: str
    role: str
    block: str
    cells: tuple[tuple[str, float | None] | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """What every file says about one requirement or rule of Part 4 for one role; a cell is None where the role was not
    judged."""

    source: Source
    role: str
    cells: tuple[State | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One case that is not as before."""

    id: str
    title: str
    before: str
    after: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One breach, and the cases that showed it."""

    text: str
    cases: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one file to the next, by kind; kinds without changes are there too."""

    before: str
    after: str
    kinds: Mapping[str, tuple[Change, ...]]


def write_comparison(
    files: Sequence[Path], target: Path, *, diff: bool, names: Mapping[Path, str] = MappingProxyType({})
) -> Sequence[Diff]:
    """Write the matrix case × system and requirement × system of several results files, under these names where a file
    has one; with `diff` also what changed from each to the next, which is returned.

    Raises `ResultsError` for a file that is no results file.
    """
    columns = [_column(path, files, names.get(path, "")) for path in files]
    pairs = pairwise(columns) if diff else ()
    diffs = [Diff(a.name, b.name, changes(a.run, b.run)) for a, b in pairs]
    target.parent.mkdir(parents=True, exist_ok=True)
    write(
        "comparison.html.j2",
        target,
        columns=columns,
        rows=[*_rows(columns), *_rule_rows(columns)],
        requirements=tuple(_requirement_rows(columns)),
        states=STATES,
        diffs=diffs,
        slower=SLOWER,
        slower_by=SLOWER_BY,
    )
    return diffs


def changes(before: Run, after: Run) -> Mapping[str, tuple[Change, ...]]:
    """What changed, by kind: new red, fixed, not run, otherwise changed, slower, added; cases and breaches of rules.

    A breach is fixed where a case that showed it ran again, and new where one that shows it ran before.
    """
    found: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for case_id in sorted({*before.cases, *after.cases}):
        for kind, change in _case_changes(case_id, before.cases.get(case_id), after.cases.get(case_id)):
            found[kind].append(change)
    was, now = _breaches(before), _breaches(after)
    for key in sorted({*was, *now}):
        if key not in now:
            kind = "fixed" if was[key].cases & _judged(after) else "not run"
            found[kind].append(Change(key[1], was[key].text, "found", "not found" if kind == "fixed" else ABSENT))
        elif key not in was:
            kind = "new red" if now[key].cases & _judged(before) else "added"
            found[kind].append(Change(key[1], now[key].text, "not found" if kind == "new red" else ABSENT, "found"))
    return {kind: tuple(each) for kind, each in found.items()}


def told(diff: Diff) -> Iterator[str]:
    """The changes as lines for a terminal: how many of each kind, and which are red or fixed."""
    for kind, found in diff.kinds.items():
        yield f"{len(found)} {kind}"
        listed = found if kind in ("new red", "fixed") else ()
        yield from (f"    {each.id}: {each.before} → {each.after}: {each.title}" for each in listed[:SHOWN])
        if len(listed) > SHOWN:
            yield f"    … and {len(listed) - SHOWN} more on the page"


def _case_changes(case_id: str, a: CaseRecord | None, b: CaseRecord | None) -> Iterator[tuple[str, Change]]:
    if a is None or b is None:
        known = a or b
        assert known is not None
        change = Change(case_id, known.title, a.verdict if a else ABSENT, b.verdict if b else ABSENT)
        yield "added" if a is None else "not run", change
        return
    was, now = a.verdict in RED, b.verdict in RED
    if a.verdict != b.verdict:
        healed = was and b.verdict in ("passed", "advisory")
        kind = "new red" if now and not was else "fixed" if healed else "otherwise changed"
        kind = "not run" if b.verdict in GREY and a.verdict not in GREY else kind
        yield kind, Change(case_id, b.title, a.verdict, b.verdict, b.message.split("\n")[0])
    elif a.duration and b.duration and b.duration >= SLOWER * a.duration and b.duration - a.duration >= SLOWER_BY:
        factor = f"{b.duration / a.duration:.1f} times as long"
        yield "slower", Change(case_id, b.title, f"{a.duration:.2f} s", f"{b.duration:.2f} s", factor)


def _judged(run: Run) -> set[str]:
    """The cases that were judged."""
    return {case.id for case in run.cases.values() if case.verdict not in GREY}


def _breaches(run: Run) -> Mapping[tuple[str, str, str], Seen]:
    """The breaches of a MUST, by role, rule and cause."""
    found: dict[tuple[str, str, str], Seen] = {}
    for case in run.cases.values():
        for breach in case.breaches:
            if breach.binding == MUST:
                found.setdefault((case.role, breach.rule, breach.cause), Seen(breach.text)).cases.add(case.id)
    return found


def _column(path: Path, files: Sequence[Path], name: str) -> Column:
    run = read_run(path, lambda case: case.entries.clear())
    if name:
        return Column(name, run, summarise(run))
    names = (lambda file: file.name, lambda file: f"{file.parent.name}/{file.name}", str)
    telling = next((name for name in names if len({name(file) for file in files}) == len(files)), str)
    return Column(telling(path), run, summarise(run))


def _rows(columns: Sequence[Column]) -> Iterator[CaseRow]:
    known = {case.id: case for column in columns for case in column.run.cases.values()}
    for case in sorted(known.values(), key=lambda case: case.order):
        found = [column.run.cases.get(case.id) for column in columns]
        cells = tuple((each.verdict, each.duration) if each else None for each in found)
        differs = len({cell[0] if cell else None for cell in cells}) > 1
        yield CaseRow(case.id, case.title, case.role, case.block, cells, differs)


def _rule_rows(columns: Sequence[Column]) -> Iterator[CaseRow]:
    found = [_breaches(column.run) for column in columns]
    for key in sorted({key for each in found for key in each}):
        role, rule, _ = key
        text = next(each[key].text for each in found if key in each)
        cells = tuple(("failed", None) if key in each else None for each in found)
        yield CaseRow(rule, text, role, "rules", cells, len(set(cells)) > 1)


def _requirement_rows(columns: Sequence[Column]) -> Iterator[RequirementRow]:
    """Those about which some file says something; one that no case or rule of any file speaks of has no row."""
    standings = [(column.run.roles, standing_of(column.run)) for column in columns]
    for source in catalogue().sources():
        for role in Role:
            cells = tuple(standing.state(source, role) if str(role) in roles else None for roles, standing in standings)
            if any(cell is not None and cell not in SILENT for cell in cells):
                yield RequirementRow(source, str(role), cells, len(set(cells)) > 1)
