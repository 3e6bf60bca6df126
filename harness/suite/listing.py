"""The cases before they run: a line each, or one explained."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import pytest

from ocpp_conformance.harness.catalogue import CaseEntry, CatalogueError, catalogue
from ocpp_conformance.harness.catalogue.kills import killers_of
from ocpp_conformance.harness.catalogue.own_rules import WIRE_RULES, own_rule
from ocpp_conformance.harness.catalogue.seen import cases_that, exercised_by
from ocpp_conformance.harness.evidence import NotApplicable
from ocpp_conformance.harness.evidence.known import is_source
from ocpp_conformance.harness.evidence.standing import visible
from ocpp_conformance.harness.requirements import RULES, Rule, implied
from ocpp_conformance.harness.requirements.wire import WIRE
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.estimate import BOOT, attended, minutes
from ocpp_conformance.harness.suite.needs import Lever, missing, unmet_needs
from ocpp_conformance.harness.suite.state import CASE, SOURCES, SUITE
from ocpp_conformance.harness.suite.suggestions import conditional, proves, suggestions
from ocpp_conformance.harness.suite.terminal import other_editions, table

_SHORT = 4
"""So many columns of the list stand at a terminal that is too narrow for all."""


class Collected:
    """A pytest plugin that keeps what was collected."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []
        self.config: pytest.Config | None = None

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.config = session.config
        self.items = [item for item in session.items if CASE in item.stash]

    def cases(self) -> list[pytest.Item]:
        """The cases in catalogue order."""
        return sorted(self.items, key=lambda item: item.stash[CASE].order)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Lines of text; `known` is false when there is no such case and the lines say so."""

    known: bool
    lines: list[str]


def listing(found: Collected, width: int | None = None) -> list[str]:
    """Every case on a line, then how many would run, and what would add some.

    `width`: characters of a line at a terminal; the columns that don't fit are left out, and said.
    """
    assert found.config is not None
    sut = found.config.stash[SUITE].sut
    rows: list[tuple[str, ...]] = [("case", "role", "runs", "title", "topics", "checks", "exercises")]
    cases = [item.stash[CASE] for item in found.cases()]
    lacking = {case.id: missing(case, sut) for case in cases}
    for item in found.cases():
        case, cited = item.stash[CASE], item.stash[SOURCES]
        exercised = ", ".join(sorted(exercised_by(case.id)))
        rows.append(
            (
                case.id,
                str(case.role),
                _runs(lacking[case.id]),
                case.title,
                ", ".join(case.topics),
                ", ".join(cited),
                exercised,
            )
        )
    runs = sum(reason is None for reason in lacking.values())
    state = found.config.stash[SUITE]
    would = f"{state.edition}: {runs} of {len(cases)} cases would run as described"
    if sut.listen is not None and runs:
        lasts = minutes(case for case in cases if lacking[case.id] is None)
        would += f", in about {lasts} min with a boot of {BOOT:g} s"
    lines = [*_fitted(table(rows), rows, width), "", would]
    lines += other_editions(state)
    if sut.listen is not None:
        mine = [case for case in cases if not any(unmet.lever is Lever.BUNDLED for unmet in unmet_needs(case, sut))]
        lines.append(f"of the {len(mine)} cases for a station of somebody else, whatever is given:")
        lines += [f"  {line}" for line in attended(mine)]
    proven = proves(case for case in cases if lacking[case.id] is None)
    for role in dict.fromkeys(case.role for case in cases):
        number, of = sum(by is role for by, _ in proven), len(visible(role))
        lines.append(f"they can prove {number} of the {of} requirements of a {role} that can be seen")
    trouble = found.config.stash[SUITE].driver_trouble
    if trouble:
        lines.append(f"the driver can't be asked what it can do: {trouble}")
    maybe = conditional(cases)
    if sut.features is None and not sut.embedded and maybe:
        lines.append(
            f"{len(maybe)} of the {len(cases)} are about features, and no list of features says which the system has"
        )
    return lines + [str(suggestion) for suggestion in suggestions(cases, sut)]


def _fitted(lines: list[str], rows: list[tuple[str, ...]], width: int | None) -> list[str]:
    if width is None or max(map(len, lines)) <= width:
        return lines
    short = [line if len(line) <= width else f"{line[: width - 1]}…" for line in table([row[:_SHORT] for row in rows])]
    return [*short, f"{', '.join(rows[0][_SHORT:])}: in a file or a pipe, and `ocpp-conformance explain ID`"]


def _runs(lacking: Exception | None) -> str:
    if lacking is None:
        return "yes"
    return "n/a" if isinstance(lacking, NotApplicable) else "no"


def explanation(found: Collected, case_id: str) -> Explanation:
    """What one case proves, step by step; or what judges a requirement."""
    assert found.config is not None
    if is_source(case_id):
        return _requirement(found, case_id)
    by_id = {item.stash[CASE].id: item for item in found.items}
    if case_id not in by_id:
        return Explanation(False, [f"{case_id}: {found.config.stash[SUITE].no_case(case_id)}"])
    item = by_id[case_id]
    case = item.stash[CASE]
    lines = [f"{case.id}: {case.title}", f"judges: the {case.role}; topics: {', '.join(case.topics)}"]
    lines += _published(case.entry) if case.entry is not None else []
    lines.append("checks:")
    for source in item.stash[SOURCES]:
        lines.append(f"  {source}{_demands(source, case.role)}")
    exercised = sorted(exercised_by(case.id))
    lines.append(f"exercises: {', '.join(exercised) or 'no rule'}")
    lines.append(f"seen failing on: {', '.join(killer.name for killer in killers_of(case.id)) or 'no fault yet'}")
    lacking = missing(case, found.config.stash[SUITE].sut)
    needs = [*case.needs, *(f"the intent {name}" for name in case.intents)]
    lines.append(f"needs: {', '.join(needs) or 'nothing but the system'}")
    lines.append(f"runs as described: {'yes' if lacking is None else f'no: {lacking}'}")
    file, line, _ = item.location
    code = inspect.getsource(item.function).rstrip()  # type: ignore[attr-defined]
    lines += [f"code, {file}:{(line or 0) + 1}:", *(f"  {line}" for line in code.split("\n"))]
    return Explanation(True, lines)


def _demands(source: str, role: Role) -> str:
    """What a source demands of the role, with its level; our own rules have none."""
    own = own_rule(source, role)
    if own is not None:
        return f": {own}"
    entry = catalogue().source(source)
    return f" ({entry.level(role)}): {entry.text}"


def _requirement(found: Collected, id: str) -> Explanation:
    """A requirement or a rule of Part 4: what it says, which rules and cases judge it, which faults break it."""
    if id in WIRE_RULES:
        lines = [f"{id}: {WIRE_RULES[id]}", "judged in conversations of OCPP 1.6 and 2.1, of both roles"]
        return Explanation(True, lines + [_told(rule) for rule in WIRE if id in rule.ids])
    try:
        source = catalogue().source(id)
    except CatalogueError as error:
        return Explanation(False, [str(error)])
    lines = [f"{id}: {source.text}"]
    for role, level in source.levels.items():
        how = source.by.get(role) or {"inside": "never on the wire"}.get(source.observable.get(role, ""), "")
        lines.append(f"{level} for a {role}{f'; shown by: {how}' if how else ''}")
    lines += [_told(rule) for rule in RULES if id in (*rule.ids, *rule.twins)]
    rows = [f"rule: the schema of {row.action}{row.kind} implies it" for row in implied.ROWS if row.id == id]
    lines += list(dict.fromkeys(rows))
    lines.append(f"cases that check it: {', '.join(cases_that('checks', id)) or 'none'}")
    lines.append(f"cases that exercise it: {', '.join(cases_that('exercises', id)) or 'none'}")
    lines.append(f"faults that break it: {', '.join(killer.name for killer in killers_of(id)) or 'none yet'}")
    return Explanation(True, lines)


def _told(rule: Rule) -> str:
    return f"rule {rule.name}: {' '.join(rule.text.split())}"


def _published(entry: CaseEntry) -> list[str]:
    page = "" if entry.page is None else f", page {entry.page}"
    due = {"M": "mandatory", "C": "conditional"}.get(entry.status, "in no profile")
    lines = [f"published: Part 6{page}; {due}"]
    if entry.prerequisites:
        lines.append(f"preconditions: {'; '.join(entry.prerequisites)}")
    lines.append("steps:")
    for step in entry.steps:
        number = "-" if step.step is None else step.step
        lines.append(f"  {number}. {step.direction or step.kind}: {step.name or step.text or ''}")
    return lines
