"""What the catalogue holds: cases and their steps, sources and their levels, conflicts, features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from ocpp_conformance.harness.rpc.role import Role

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
class ScenarioStep:
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
    """One published certification case of an edition, errata applied.

    `role` is the system under test. `status`: "M" mandatory, "C" conditional (`condition` in words,
    `feature_expression` in ids of `Feature`), "unlisted" printed and in no profile, "removed" withdrawn by errata.
    `profiles` are those of Part 5 that list it. `errata` are changes that the other members cannot express. `page` is
    the printed page of Part 6, where it is known.
    """

    id: str
    title: str
    role: Role
    block: str
    use_cases: tuple[str, ...]
    requirements: tuple[str, ...]
    profiles: tuple[str, ...]
    status: Literal["M", "C", "unlisted", "removed"]
    condition: str | None
    feature_expression: str | None
    prerequisites: tuple[str, ...]
    before_states: tuple[str, ...]
    topics: tuple[str, ...]
    errata: tuple[str, ...]
    steps: tuple[ScenarioStep, ...]
    page: int | None

    def step(self, number: int) -> ScenarioStep:
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
