"""Read access to the catalogue files beside this module. Each file is read on first use and then kept."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

from ocpp_conformance.harness.catalogue.editions import DEFAULT_EDITION, Edition
from ocpp_conformance.harness.catalogue.entries import (
    CaseEntry,
    CatalogueError,
    Conflict,
    Feature,
    Level,
    Observable,
    ScenarioStep,
    Source,
)
from ocpp_conformance.harness.rpc.role import Role

T = TypeVar("T")


class Catalogue:
    """The catalogue of one edition. Iterates in the order of the files: by id. Only the cases differ by edition."""

    def __init__(self, edition: Edition = DEFAULT_EDITION, folder: Path = Path(__file__).parent) -> None:
        self.edition = edition
        self._folder = folder

    def case(self, id: str) -> CaseEntry:
        """The case with this published id. Raises `CatalogueError`."""
        return _find("case", id, self._cases)

    def has(self, id: str) -> bool:
        """Whether a case with this id is in force: printed in this edition, and not withdrawn by its errata."""
        return id in self._cases and self._cases[id].status != "removed"

    def cases(self, role: Role | None = None) -> tuple[CaseEntry, ...]:
        """All cases, those withdrawn too, or those that test `role`."""
        return tuple(case for case in self._cases.values() if role in (None, case.role))

    def source(self, id: str) -> Source:
        """The requirement or rule with this id. Raises `CatalogueError`."""
        return _find("requirement or rule", id, self._sources)

    def sources(self, role: Role | None = None) -> tuple[Source, ...]:
        """All requirements, then all rules; or those that bind `role`."""
        return tuple(s for s in self._sources.values() if role is None or role in s.levels)

    def rules(self, role: Role, observable: Observable | None = None) -> tuple[Source, ...]:
        """The rules of Part 4 that bind `role`, or those of them that show at `role` in this way."""
        bound = (s for s in self.sources(role) if s.kind == "rule")
        return tuple(s for s in bound if observable in (None, s.observable.get(role)))

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Where Part 4 contradicts itself."""
        return tuple(Conflict(c["id"], tuple(c["rules"]), c["text"]) for c in self._part4["conflicts"])

    def feature(self, id: str, role: Role) -> Feature:
        """What `id` means in an expression about `role`: the questions of the two roles share ids.

        Raises `CatalogueError`, also for an id that only the other role has.
        """
        return _find(f"feature of a {role}", id, {f.id: f for f in self.features(role)})

    def features(self, role: Role) -> tuple[Feature, ...]:
        """Every feature, question, hardware feature and profile that has a meaning for `role`."""
        return tuple(feature for feature in self._features if role in feature.applies_to)

    @cached_property
    def _cases(self) -> Mapping[str, CaseEntry]:
        return {id: _case(row) for id, row in sorted(self._rows().items())}

    def _rows(self) -> dict[str, Mapping[str, Any]]:
        """The rows of Edition 2, with what a later edition and its errata change in them, drop and add."""
        rows = {row["id"]: row for row in self._json("edition-2")}
        if self.edition.number == 2:
            return rows
        later = self._json(f"edition-{self.edition.number}")
        for changed in (later["changed"], later["added"], later["errata"].get(self.edition.errata, ())):
            rows |= {row["id"]: {**rows.get(row["id"], {}), **row} for row in changed}
        return {id: row for id, row in rows.items() if id not in later["dropped"]}

    @cached_property
    def _sources(self) -> Mapping[str, Source]:
        levels = tomllib.loads((self._folder / "levels.toml").read_text("utf-8"))
        requirements = (_requirement(row, levels["requirements"][row["id"]]) for row in self._json("requirements"))
        rules = (_rule(row, levels["rules"][row["id"]]) for row in self._part4["rules"])
        return {source.id: source for group in (requirements, rules) for source in group}

    @cached_property
    def _part4(self) -> Mapping[str, Any]:
        rules: Mapping[str, Any] = self._json("rules")
        return rules

    @cached_property
    def _features(self) -> tuple[Feature, ...]:
        return tuple(_feature(row) for row in self._json("features"))

    def _json(self, name: str) -> Any:
        return json.loads((self._folder / f"{name}.json").read_text("utf-8"))


@cache
def catalogue(edition: Edition = DEFAULT_EDITION) -> Catalogue:
    """The one catalogue of this edition in this process. Do not change what it hands out."""
    return Catalogue(edition)


def _find(kind: str, id: str, known: Mapping[str, T]) -> T:
    if id in known:
        return known[id]
    raise CatalogueError(kind, id, _nearest(id, known))


def _nearest(id: str, known: Iterable[str]) -> tuple[str, ...]:
    spelled = {name.casefold(): name for name in known}
    return tuple(spelled[match] for match in get_close_matches(id.casefold(), spelled, n=3))


def _by_role(row: Mapping[str, Any]) -> dict[Role, Any]:
    return {role: row[role] for role in Role if role in row}


def _case(row: Mapping[str, Any]) -> CaseEntry:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    role, page = Role(values.pop("sut")), values.pop("part6_page")
    steps = tuple(_step(step) for step in values.pop("steps"))
    return CaseEntry(**values, role=role, steps=steps, page=page)


def _step(row: Mapping[str, Any]) -> ScenarioStep:
    optional = ("step", "direction", "name", "text", "withheld")
    return ScenarioStep(kind=row["kind"], fields=row.get("fields", {}), **{name: row.get(name) for name in optional})


def _levels(row: Mapping[str, Any]) -> dict[Role, Level]:
    return {role: Level(text) for role, text in _by_role(row).items()}


def _requirement(row: Mapping[str, Any], graded: Mapping[str, Any]) -> Source:
    levels = _levels(graded)
    return Source(
        id=row["id"],
        kind="requirement",
        text=row["paraphrase"],
        block=row["block"],
        section=None,
        levels=levels,
        observable=dict.fromkeys(levels, graded["observable"]),
        by=dict.fromkeys(levels, graded["by"]) if "by" in graded else {},
        note=graded.get("note"),
    )


def _rule(row: Mapping[str, Any], graded: Mapping[str, Any]) -> Source:
    return Source(
        id=row["id"],
        kind="rule",
        text=row["rule"],
        block=None,
        section=row["section"],
        levels=_levels(graded),
        observable=_by_role(row["observable"]),
        by=_by_role(row["stimulus"]),
        note=graded.get("note"),
        passes=row["passes"],
        fails=row["fails"],
    )


def _feature(row: Mapping[str, Any]) -> Feature:
    applies_to = frozenset(Role(role) for role in row["applies_to"])
    return Feature(row["id"], row["kind"], row["name"], applies_to, _by_role(row["requirement"]))
