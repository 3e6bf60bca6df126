"""Collect suite files under their full import names, give cases their marks and keywords, pick and order them."""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ocpp_conformance.harness.catalogue import catalogue
from ocpp_conformance.harness.catalogue.seen import exercised_by
from ocpp_conformance.harness.evidence import HarnessError, NotApplicable, NotRun
from ocpp_conformance.harness.places import is_suite, suite_folder
from ocpp_conformance.harness.suite.case import ATTRIBUTE, PROFILES, Case, CaseError, Declaration, Need
from ocpp_conformance.harness.suite.own_ids import check_id, ids_of_the_suite
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.suite.sources import check_file, sources_of
from ocpp_conformance.harness.suite.state import CASE, NUMBER, RUN, SOURCES, SUITE, SuiteState

CASE_LIMIT = 60.0
"""Real seconds a case on the bundled systems may take at the very most; an external one gets fifteen times as many, and
sixty times where a person is asked or firmware is updated."""


ENOUGH = 3
"""How many cases are picked for a requirement that none checks and some exercise."""


class CaseModule(pytest.Module):
    """A suite file, imported as `ocpp_conformance.conformance…` and never under a bare name."""

    # private in pytest, and overridden all the same: nothing else decides under which name a file is imported
    def _getobj(self) -> ModuleType:
        dotted = ".".join(self.path.resolve().relative_to(suite_folder()).with_suffix("").parts)
        try:
            return importlib.import_module(f"ocpp_conformance.conformance.{dotted}")
        except Exception as error:
            raise self.CollectError(traceback.format_exc()) from error


def mark_coroutine(function: object) -> None:
    """Let a coroutine case run on the one event loop of the session."""
    if inspect.iscoroutinefunction(function) and hasattr(function, ATTRIBUTE):
        pytest.mark.asyncio(loop_scope="session")(function)


def is_spared(path: Path, config: pytest.Config) -> bool:
    """Whether a file or folder of the suite holds none of the cases that `--case` names, so needn't be imported."""
    wanted = _files_of(frozenset(config.getoption("--case")))
    return bool(wanted) and is_suite(path) and not any(file.is_relative_to(path.resolve()) for file in wanted)


@functools.cache
def _files_of(ids: frozenset[str]) -> frozenset[Path]:
    """The files that hold these cases of the suite; none where one of them is not of the suite."""
    known = ids_of_the_suite()
    return frozenset(suite_folder().parent / known[id] for id in ids) if ids <= known.keys() else frozenset()


def adopt(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Find the cases among the items, mark them, drop those of other roles and filters, bring them into order."""
    state = config.stash[SUITE]
    published = catalogue(state.edition)
    seen: dict[str, str] = {}
    absent: dict[str, pytest.Item] = {}
    for item in items:
        declared: Declaration | None = getattr(getattr(item, "function", None), ATTRIBUTE, None)
        if declared is None:
            continue
        if declared.id in seen:
            both = f"{seen[declared.id]} and {item.nodeid}"
            raise pytest.UsageError(f"case {declared.id} is declared twice: {both}; give one of them another id")
        seen[declared.id] = item.nodeid
        case = declared.of(published)
        try:
            check_id(declared.id, item.path)
            if case is None:
                absent[declared.id] = item
            else:
                _introduce(item, case)
        except CaseError as error:
            raise pytest.UsageError(f"{item.nodeid}: {error}") from None
    state.case_ids, state.not_in_edition = frozenset(seen) - set(absent), frozenset(absent)
    spared = bool(_files_of(frozenset(config.getoption("--case"))))
    state.whole_suite = not spared and any(suite_folder().is_relative_to(Path(arg).resolve()) for arg in config.args)
    ordered = sorted((item for item in items if CASE in item.stash), key=lambda item: item.stash[CASE].order)
    for number, item in enumerate(ordered, start=1):
        item.stash[NUMBER] = number
    _select(config, items, state.sut.roles)
    if not state.sut.embedded or not config.pluginmanager.hasplugin("randomly"):
        by_hand = state.sut.operator is not None
        items.sort(key=lambda item: _place(item.stash[CASE], by_hand) if CASE in item.stash else ((),))


def _place(case: Case, by_hand: bool) -> tuple[tuple[str, ...], tuple[str, int, str, str]]:
    """Catalogue order; where a person helps, the cases that need the same hands follow one another at the end."""
    return (case.intents if by_hand else (), case.order)


def _introduce(item: pytest.Item, case: Case) -> None:
    function = item.function  # type: ignore[attr-defined]
    sources = sources_of(case)
    check_file(item.path, case.role)
    item.stash[CASE], item.stash[SOURCES] = case, sources
    if inspect.iscoroutinefunction(function):
        item.obj = _bounded(item.obj, item)  # type: ignore[attr-defined]
    for topic in case.topics:
        item.add_marker(topic)
    item.extra_keyword_matches.update({case.id, *case.topics, *sources})


def _bounded(function: Callable[..., Awaitable[None]], item: pytest.Item) -> Callable[..., Awaitable[None]]:
    """The case with a last deadline: each of its waits has one of its own, so this one means that we are wrong. At its
    end the rules about its subject decide."""
    sut, long = item.config.stash[SUITE].sut, Need.FIRMWARE in item.stash[CASE].needs
    limit = CASE_LIMIT * (1 if sut.embedded else 15 if sut.operator is None and not long else 60)

    @functools.wraps(function)
    async def bounded(*arguments: Any, **more: Any) -> None:
        try:
            async with asyncio.timeout(limit):
                await _to_its_end(item.stash[RUN], function(*arguments, **more))
        except TimeoutError as error:
            raise HarnessError(f"the case did not end within {limit:g} s") from error

    return bounded


async def _to_its_end(run: CaseRun, case: Awaitable[None]) -> None:
    """Run a case; what it missed on the way is its verdict, whatever came of its later steps."""
    try:
        await case
        run.judge_subject()
    except (NotRun, NotApplicable, TimeoutError):
        raise
    except Exception:
        run.checklist.conclude()
        raise
    run.checklist.conclude()


def _select(config: pytest.Config, items: list[pytest.Item], roles: Sequence[object]) -> None:
    wanted = Selection.of(config).reaching([item.stash[CASE] for item in items if CASE in item.stash], roles)
    state = config.stash[SUITE]
    _check_ids(wanted.ids, state)
    chosen: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        fits = _fits(item, wanted, roles)
        (chosen if fits else dropped).append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = chosen


def _fits(item: pytest.Item, wanted: Selection, roles: Sequence[object]) -> bool:
    """Whether it is picked: a case of the edition by the options, another test where they pick nothing."""
    case = item.stash.get(CASE, None)
    if case is not None:
        return case.role in roles and wanted.holds(case, item.stash[SOURCES])
    return not wanted and not hasattr(getattr(item, "function", None), ATTRIBUTE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases the options pick; an option that is not given picks all."""

    ids: frozenset[str]
    requirements: frozenset[str]
    blocks: frozenset[str]
    profiles: frozenset[str]
    mandatory: bool
    exercising: frozenset[str] = frozenset()

    @classmethod
    def of(cls, config: pytest.Config) -> Selection:
        """What the options of a run pick. A profile is held by its name in Part 5."""
        return cls(
            ids=frozenset(config.getoption("--case")),
            requirements=frozenset(config.getoption("--requirement")),
            blocks=frozenset(config.getoption("--block")),
            profiles=frozenset(PROFILES[name] for name in config.getoption("--profile")),
            mandatory=config.getoption("--mandatory"),
        )

    def reaching(self, cases: Sequence[Case], roles: Sequence[object]) -> Selection:
        """The same with the cheapest cases that exercise a requirement which none of these checks."""
        checked = {source for case in cases if case.role in roles for source in sources_of(case)}
        added: set[str] = set()
        for requirement in self.requirements - checked:
            able = [case for case in cases if case.role in roles and requirement in exercised_by(case.id)]
            cheapest = sorted(able, key=lambda case: (len(case.needs) + len(case.intents), case.order))[:ENOUGH]
            added.update(case.id for case in cheapest)
        return replace(self, exercising=frozenset(added))

    def __bool__(self) -> bool:
        return bool(self.ids or self.requirements or self.blocks or self.profiles or self.mandatory)

    def holds(self, case: Case, cited: tuple[str, ...]) -> bool:
        """Whether the case, which cites these sources, is picked."""
        return (
            (not self.ids or case.id in self.ids)
            and (not self.requirements or not self.requirements.isdisjoint(cited) or case.id in self.exercising)
            and (not self.blocks or case.block in self.blocks)
            and (not self.profiles or not self.profiles.isdisjoint(case.profiles))
            and (not self.mandatory or case.mandatory)
        )


def _check_ids(ids: frozenset[str], state: SuiteState) -> None:
    for id in sorted(ids - state.case_ids):
        raise pytest.UsageError(f"--case {id}: {state.no_case(id)}")
