"""Read access to the catalogue files beside this module. Each file is read on first use and then kept."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from ocpp_conformance.harness.rpc.role import Role

EDITION = "OCPP 2.0.1 Edition 2, errata 2023-12"

Observable = Literal["wire", "driver", "inside"]
"""Where keeping a source shows: frames alone; after something was triggered or configured; never on the wire."""


class Level(StrEnum):
    """How strongly a source binds a role."""

    SHALL = "SHALL"
    SHALL_NOT = "SHALL NOT"
    SHOULD = "SHOULD"
    SHOULD_NOT = "SHOULD NOT"
    MAY = "MAY"
    FACT = "FACT"

    @property
    def binding(self) -> Literal["must", "advisory"] | None:
        """What a miss means: "must" fails the case, "advisory" is counted, None: nothing can be missed."""
        return _BINDING.get(self)


_BINDING: Mapping[Level, Literal["must", "advisory"]] = {
    Level.SHALL: "must",
    Level.SHALL_NOT: "must",
    Level.SHOULD: "advisory",
    Level.SHOULD_NOT: "advisory",
}

T = TypeVar("T")

_SENDER = {"station->csms": Role.STATION, "csms->station": Role.CSMS}


class CatalogueError(LookupError):
    """An id that the catalogue does not hold. `nearest` are at most three ids that look like it."""

    def __init__(self, kind: str, id: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(kind, id, nearest)
        self.kind = kind
        self.id = id
        self.nearest = nearest

    def __str__(self) -> str:
        hint = f"did you mean {', '.join(self.nearest)}?" if self.nearest else "nothing there looks like it"
        return f"unknown {self.kind} {self.id!r}: {hint}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a case's main scenario.

    `step` is the printed number, None for a preparation between numbered steps. `name` is a message
    (`A|B`: either; `CALLERROR:code`: a refusal) or a reusable state; `text` describes a manual step or an
    action. `fields` are the values the document fixes, by dotted path. `withheld` names a message that must
    not be sent here.
    """

    step: int | None
    kind: Literal["message", "state", "manual", "action"]
    direction: str | None
    name: str | None
    text: str | None
    fields: Mapping[str, str]
    withheld: str | None

    @property
    def sender(self) -> Role | None:
        """Who sends the message; None where the step is none."""
        return _SENDER[self.direction] if self.direction else None


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One published certification case, errata applied.

    `role` is the system under test. `status`: "M" mandatory, "C" conditional (`condition` in words,
    `feature_expression` in ids of `Feature`), "removed" withdrawn by errata. `errata` are changes that the other
    members cannot express. `page` is the printed page of Part 6.
    """

    id: str
    title: str
    role: Role
    block: str
    use_cases: tuple[str, ...]
    requirements: tuple[str, ...]
    profile: str
    status: Literal["M", "C", "removed"]
    condition: str | None
    feature_expression: str | None
    prerequisites: tuple[str, ...]
    before_states: tuple[str, ...]
    topics: tuple[str, ...]
    errata: tuple[str, ...]
    steps: tuple[Step, ...]
    page: int

    def step(self, number: int) -> Step:
        """The step with this printed number. Raises `CatalogueError` naming the nearest numbers."""
        for step in self.steps:
            if step.step == number:
                return step
        numbers = sorted((s.step for s in self.steps if s.step is not None), key=lambda n: (abs(n - number), n))
        raise CatalogueError(f"step of {self.id}", str(number), tuple(str(n) for n in numbers[:3]))


@dataclass(frozen=True, slots=True)
class Source:
    """What a check can rest on: a functional requirement of Part 2, or a rule of Part 4.

    `levels` has a role only if it is bound. `observable` and `by` (how it is shown) are given for the roles where
    that is known; a rule of Part 4 may be on the wire for one role and not for the other. `passes` and `fails`
    say what to tell apart; only rules have them, and `fails` is None where nothing can fail.
    """

    id: str
    kind: Literal["requirement", "rule"]
    text: str
    block: str | None
    section: str | None
    levels: Mapping[Role, Level]
    observable: Mapping[Role, Observable]
    by: Mapping[Role, str]
    note: str | None
    passes: str | None = None
    fails: str | None = None

    def level(self, role: Role) -> Level | None:
        """How strongly it binds `role`; None: not at all."""
        return self.levels.get(role)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules of Part 4 that cannot all be kept, and what the harness does about it."""

    id: str
    rules: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Feature:
    """A name that feature expressions use: a feature, a laboratory question, a hardware feature or a profile.

    `requirement` is what Part 5 asks of each role ("Optional", "Required", "at least one of a list", …).
    """

    id: str
    kind: Literal["feature", "question", "hardware", "profile"]
    name: str
    applies_to: frozenset[Role]
    requirement: Mapping[Role, str]


class Catalogue:
    """The catalogue of one edition. Iterates in the order of the files: by id."""

    edition = EDITION

    def __init__(self, folder: Path = Path(__file__).parent) -> None:
        self._folder = folder

    def case(self, id: str) -> CaseEntry:
        """The case with this published id. Raises `CatalogueError`."""
        return _find("case", id, self._cases)

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
        return {row["id"]: _case(row) for row in self._json("cases")}

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
def catalogue() -> Catalogue:
    """The one catalogue of this process. Do not change what it hands out."""
    return Catalogue()


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


def _step(row: Mapping[str, Any]) -> Step:
    optional = ("step", "direction", "name", "text", "withheld")
    return Step(kind=row["kind"], fields=row.get("fields", {}), **{name: row.get(name) for name in optional})


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
