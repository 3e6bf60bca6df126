"""What whoever runs the suite could give, and which cases that would add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ocpp_conformance.harness.catalogue.seen import proven_by
from ocpp_conformance.harness.evidence import NotApplicable
from ocpp_conformance.harness.evidence.standing import visible
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.needs import Acts, Unmet, acts, in_words, missing, unmet_needs
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.features import Features, parse

SHOWN = 5
"""How many cases of a gain are named."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What makes these cases run, all of it needed. `requirements` is how many these cases prove that those which run
    don't."""

    give: str
    cases: tuple[str, ...]
    requirements: int = 0

    def __str__(self) -> str:
        count = f"+{counted(len(self.cases), 'case')}, +{counted(self.requirements, 'requirement')}"
        named = ", ".join(self.cases[:SHOWN]) + (", …" if len(self.cases) > SHOWN else "")
        return f"{count}: {self.give} ({named})"


def suggestions(cases: Iterable[Case], sut: Description) -> list[Suggestion]:
    """What would add cases to those that run: one for all that the same acts add, the largest gain first."""
    found: dict[tuple[Acts, str], tuple[list[Unmet], list[Case]]] = defaultdict(lambda: ([], []))
    cases = list(cases)
    proven = proves(case for case in cases if missing(case, sut) is None)
    for case in cases:
        lacking = missing(case, sut)
        if lacking is None:
            continue
        unmet, change = unmet_needs(case, sut), ""
        if isinstance(lacking, NotApplicable):
            assert sut.features is not None
            change = _change(lacking.expression, sut.features)
        needs, added = found[acts(unmet, sut), change]
        needs += unmet
        added.append(case)
    listed = [
        Suggestion(
            " and ".join(text for text in (change, in_words(needs, sut)) if text),
            tuple(case.id for case in added),
            len(proves(added) - proven),
        )
        for (_, change), (needs, added) in found.items()
    ]
    return sorted(listed, key=lambda suggestion: (-len(suggestion.cases), suggestion.give))


def proves(cases: Iterable[Case]) -> set[tuple[Role, str]]:
    """The requirements of a role that these cases have been seen to prove, each with the role."""
    seen = {role: {source.id for source in visible(role)} for role in Role}
    return {(case.role, id) for case in cases for id in proven_by(case.id) & seen[case.role]}


def counted(number: int, what: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def conditional(cases: Iterable[Case]) -> list[str]:
    """The ids of the cases that a list of features could rule out."""
    return [case.id for case in cases if case.condition is not None]


def _change(expression: str, features: Features) -> str:
    """The one change of the list of features that makes the expression true, where one is enough."""
    parsed = parse(expression)
    for name in parsed.names:
        if parsed.holds(replace(features, ids=features.ids | {name})):
            return f"list {name} among the features, if the system has it"
        if parsed.holds(replace(features, ids=features.ids - {name})):
            return f"take {name} out of the features, if the system doesn't have it"
    return f"list the features that fulfil {expression}, if the system has them"
