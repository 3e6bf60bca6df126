"""The published cases of each certification profile, as Part 5 lists them, and what this run says about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ocpp_conformance.harness.catalogue import CaseEntry, catalogue
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.reports.page.record import Run

STATUSES: Mapping[str, str] = MappingProxyType(
    {"M": "mandatory", "C": "conditional", "unlisted": "in no profile", "removed": "withdrawn"}
)
"""How a status of the catalogue is written."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One published case. `verdict` is empty where it is not in the run; `condition` says what makes it due."""

    id: str
    title: str
    status: str
    condition: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Certification:
    """The cases of one profile for one role, in the order of Part 6."""

    role: str
    profile: str
    cases: tuple[Listed, ...]

    @property
    def counts(self) -> Mapping[str, Counter[str]]:
        """Verdicts by status, mandatory first; cases that are not in the run count under an empty verdict."""
        found = {status: Counter(case.verdict for case in self.cases if case.status == status) for status in _DUE}
        return {status: counts for status, counts in found.items() if counts}


_DUE = ("mandatory", "conditional")


def certification(run: Run) -> tuple[Certification, ...]:
    """The lists of the judged roles, the profile with most cases first; none where no case was run."""
    return () if run.recorded else tuple(_lists(run))


def _lists(run: Run) -> Iterator[Certification]:
    for role in (Role(role) for role in run.roles if role in set(Role)):
        entries = catalogue(run.edition).cases(role)
        for profile, _ in Counter(profile for entry in entries for profile in entry.profiles).most_common():
            listed = (_listed(entry, run) for entry in entries if profile in entry.profiles)
            yield Certification(str(role), profile, tuple(sorted(listed, key=lambda case: case.id)))


def _listed(entry: CaseEntry, run: Run) -> Listed:
    case = run.cases.get(entry.id)
    named = (entry.condition, entry.feature_expression)
    condition = ": ".join(text for text in named if text) if entry.status == "C" else ""
    return Listed(entry.id, entry.title, STATUSES[entry.status], condition, case.verdict if case else "")
