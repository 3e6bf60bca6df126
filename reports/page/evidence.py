"""The section of a case: what it proves, how, what was checked, and what went over the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ocpp_conformance.harness.catalogue import CaseEntry, CatalogueError, catalogue
from ocpp_conformance.harness.catalogue.kills import Killer, killers_of
from ocpp_conformance.harness.catalogue.own_rules import own_rule
from ocpp_conformance.harness.evidence import Check, Outcome
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.diagram import Diagram, draw
from ocpp_conformance.reports.page.frames import View
from ocpp_conformance.reports.page.record import CaseRecord
from ocpp_conformance.reports.page.text import cut

SHOWN = 120
"""A case with more entries shows its first ones, its last ones and those around what deviates; the rest is folded."""
CHECKS = 100
"""How many checks that passed a case shows, and half of how many checks in all."""
_FIRST, _LAST, _AROUND, _MARKS = 40, 20, 10, 3


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source with its level for the judged role and its text, in our own words."""

    id: str
    level: str
    text: str
    in_matrix: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as a table row; `misses` are (pointer, expected, actual), `after` is what was sent before a miss."""

    source: SourceText
    outcome: str
    misses: tuple[tuple[str, str, str], ...]
    seen: str
    frame: int | None
    relayed: bool
    after: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of entries of a case, in the page or folded away."""

    views: tuple[View, ...]
    folded: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the template of a case needs beside the record itself."""

    case: CaseRecord
    published: CaseEntry | None
    demands: tuple[SourceText, ...]
    checks: tuple[CheckView, ...]
    more_passed: int
    diagram: Diagram
    pieces: tuple[Piece, ...]
    rerun: str
    detects: tuple[Killer, ...]
    sent: View | None


def evidence_of(case: CaseRecord, views: Sequence[View]) -> Evidence:
    """Everything about a case; `views` are its wire entries in order."""
    shown = _shown(len(views), [i for i, view in enumerate(views) if view.deviates])
    start = views[0].at if views else 0.0
    missed = sum(check.outcome is not Outcome.PASSED for check in case.checks)
    chosen = _first(case.checks, CHECKS)
    return Evidence(
        case=case,
        published=_published(case),
        demands=tuple(source_text(source, case) for source in _demands(case)),
        checks=tuple(_check(case, check) for check in chosen),
        more_passed=len(case.checks) - missed - sum(check.outcome is Outcome.PASSED for check in chosen),
        diagram=draw([views[i] for i in sorted(shown)], start=start),
        pieces=tuple(_pieces(views, shown)),
        rerun=case.rerun or f"ocpp-conformance run -k {case.id}",
        detects=killers_of(case.id),
        sent=next((view for view in views if view.index == case.sent), None),
    )


def source_text(source: str, case: CaseRecord) -> SourceText:
    """What a source demands of the role that the case judges."""
    if source.startswith("step "):
        return SourceText(source, "step", _step_text(case, source), in_matrix=False)
    return _source_text(source, case.role)


@cache
def _source_text(source: str, role: str) -> SourceText:
    own = own_rule(source, Role(role)) if role in set(Role) else None
    if own is not None:
        return SourceText(source, "our rule", own, in_matrix=False)
    try:
        entry = catalogue().source(source)
    except CatalogueError:
        return SourceText(cut(source, 80), "", "", in_matrix=False)
    level = entry.level(Role(role))
    return SourceText(source, str(level or ""), entry.text, in_matrix=True)


def _first(checks: Sequence[Check], most: int) -> list[Check]:
    """In order: all that were missed, and as many of the others as there is room for."""
    room = set([i for i, check in enumerate(checks) if check.outcome is Outcome.PASSED][:most])
    return [check for i, check in enumerate(checks) if check.outcome is not Outcome.PASSED or i in room][: 2 * most]


def _demands(case: CaseRecord) -> tuple[str, ...]:
    checked = (check.source for check in case.checks)
    cited = dict.fromkeys((*case.sources, *checked))
    return tuple(source for source in cited if not source.startswith("step "))


def _check(case: CaseRecord, check: Check) -> CheckView:
    misses = tuple((cut(m.pointer, 200), cut(m.expected, 600), cut(m.actual, 600)) for m in check.misses)
    source = source_text(check.source, case)
    return CheckView(source, str(check.outcome), misses, cut(check.seen, 600), check.frame, check.relayed, check.after)


def _published(case: CaseRecord) -> CaseEntry | None:
    if not case.id.startswith("TC_"):
        return None
    try:
        return catalogue(case.edition).case(case.id)
    except CatalogueError:
        return None


def _step_text(case: CaseRecord, source: str) -> str:
    entry, number = _published(case), source.removeprefix("step ")
    if entry is None or not number.isdecimal():
        return ""
    try:
        found = entry.step(int(number))
    except CatalogueError:
        return ""
    return found.text or f"{found.sender or ''}: {found.name or ''}".removeprefix(": ")


def _shown(count: int, marks: Sequence[int]) -> set[int]:
    if count <= SHOWN:
        return set(range(count))
    around = {i for mark in marks[:_MARKS] for i in range(mark - _AROUND, mark + _AROUND + 1)}
    return (set(range(_FIRST)) | set(range(count - _LAST, count)) | around) & set(range(count))


def _pieces(views: Sequence[View], shown: set[int]) -> Iterator[Piece]:
    run: list[View] = []
    for i, view in enumerate(views):
        if run and ((i in shown) != (i - 1 in shown) or (i not in shown and len(run) >= SHOWN)):
            yield Piece(tuple(run), folded=i - 1 not in shown)
            run = []
        run.append(view)
    if run:
        yield Piece(tuple(run), folded=len(views) - 1 not in shown)
