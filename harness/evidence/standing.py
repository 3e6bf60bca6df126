"""What a run says about every requirement of Part 2 and rule of Part 4, for each role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ocpp_conformance.harness.catalogue import Level, Source, catalogue
from ocpp_conformance.harness.evidence.breach import MUST, SHOULD, Breach
from ocpp_conformance.harness.evidence.checklist import Check, Outcome
from ocpp_conformance.harness.rpc import Role


class State(StrEnum):
    """What a run says about one source for one role; the first that applies."""

    FAILED = "failed"
    ADVISORY = "advisory"
    PROVEN = "proven"
    HELD = "held"
    RELAYED = "only relayed"
    NOT_REACHED = "not reached"
    NOT_EXERCISED = "not exercised"
    NOT_RUN = "not run"
    INSIDE = "inside"
    NO_DEMAND = "no demand"
    NOT_COVERED = "not covered"


FIGURE: Mapping[str, frozenset[State]] = {
    "proven": frozenset({State.PROVEN}),
    "held": frozenset({State.HELD}),
    "breached": frozenset({State.FAILED, State.ADVISORY}),
    "not exercised": frozenset({State.RELAYED, State.NOT_REACHED, State.NOT_EXERCISED}),
    "not reachable": frozenset({State.NOT_RUN, State.NOT_COVERED}),
}
"""The figure of a role: each visible requirement counts under one of these."""


@dataclass
class Told:
    """What is told about one source for one role: cases by the state that they speak for, what to give for those that
    did not run, and on how many frames a rule found it proven."""

    cases: dict[State, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    give: dict[str, None] = field(default_factory=dict)
    frames: int = 0

    def add(self, state: State, case: str) -> None:
        """A case speaks for this state."""
        self.cases[state][case] = None

    def strongest(self) -> State | None:
        """The first state that a case speaks for."""
        return next((state for state in State if self.cases.get(state)), None)


_OUTCOMES = {Outcome.FAILED: State.FAILED, Outcome.ADVISORY: State.ADVISORY, Outcome.PASSED: State.PROVEN}
_BINDINGS = {MUST: State.FAILED, SHOULD: State.ADVISORY}


class Standing:
    """Gathers what the cases of a run say; `judged` are by role the sources that some rule judges."""

    def __init__(self, judged: Mapping[str, Iterable[str]]) -> None:
        self._judged = {role: frozenset(ids) for role, ids in judged.items()}
        self._told: dict[tuple[str, str], Told] = defaultdict(Told)

    def case(self, id: str, role: str, verdict: str, message: str, sources: Iterable[str]) -> None:
        """A case that cites these sources has this verdict."""
        for source in sources:
            told = self._told[role, source]
            if verdict in ("not run", "not applicable"):
                told.add(State.NOT_RUN, id)
                told.give[message] = None
            else:
                told.add(State.NOT_REACHED, id)

    def check(self, id: str, role: str, check: Check) -> None:
        """A check of a case came out."""
        held = check.outcome is Outcome.PASSED
        self._told[role, check.source].add(State.RELAYED if check.relayed and held else _OUTCOMES[check.outcome], id)

    def breach(self, id: str, role: str, breach: Breach) -> None:
        """A rule was broken in a case."""
        if breach.binding in _BINDINGS:
            for source in (breach.rule, *breach.also):
                self._told[role, source].add(_BINDINGS[breach.binding], id)

    def credit(self, id: str, role: str, proven: Mapping[str, int], held: Mapping[str, int]) -> None:
        """Rules held in a case."""
        for source, frames in proven.items():
            self._told[role, source].add(State.PROVEN, id)
            self._told[role, source].frames += frames
        for source in held:
            self._told[role, source].add(State.HELD, id)

    def told(self, source: str, role: Role) -> Told:
        """What is told about a source."""
        return self._told.get((str(role), source), Told())

    def state(self, source: Source, role: Role) -> State | None:
        """What this run says about a source; None where it does not bind the role and nobody speaks of it."""
        strongest = self.told(source.id, role).strongest()
        judged = source.id in self._judged.get(str(role), ())
        if strongest is not None and not (strongest is State.NOT_RUN and judged):
            return strongest
        level = source.level(role)
        if level is None:
            return None
        if level in (Level.MAY, Level.FACT):
            return State.NO_DEMAND
        if source.observable.get(role) == "inside":
            return State.INSIDE
        return State.NOT_EXERCISED if judged else strongest or State.NOT_COVERED

    def figure(self, role: Role) -> dict[str, int]:
        """How many requirements that bind the role can be seen, and how many of these are in each state."""
        states = [self.state(source, role) for source in visible(role)]
        return {"visible": len(states)} | {
            name: sum(state in members for state in states) for name, members in FIGURE.items()
        }


def visible(role: Role) -> tuple[Source, ...]:
    """The requirements of Part 2 that demand something of this role which can be seen on the wire."""
    return tuple(
        source
        for source in catalogue().sources(role)
        if source.kind == "requirement"
        and source.levels[role].binding is not None
        and source.observable.get(role) != "inside"
    )


def percent(figure: Mapping[str, int]) -> str:
    """The share that is proven, `34.8 %`."""
    return f"{100 * figure['proven'] / max(figure['visible'], 1):.1f} %"


def in_words(role: str, figure: Mapping[str, int]) -> str:
    """The figure of a role in a line."""
    name = {"csms": "a CSMS", "station": "a charging station"}.get(role, role)
    counts = ", ".join(f"{figure[state]} {state}" for state in FIGURE if state != "proven" and figure.get(state))
    of = f"{figure['proven']} of the {figure['visible']} requirements of {name} that can be seen"
    return f"{of} proven ({percent(figure)}); {counts}"
