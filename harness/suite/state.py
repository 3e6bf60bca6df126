"""What the plugin keeps in pytest's stashes."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, EDITIONS, Edition, catalogue
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.lines import Line
from ocpp_conformance.harness.evidence.redaction import Redactor
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.requirements import Context, Judge
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.between import Between
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.progress import Progress
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.sut.description import Description


@dataclass
class SuiteState:
    """One run of the suite in one process. `results` is this process's file: a part file in an xdist worker. `case_ids`
    are the cases of the edition in use that were collected, `not_in_edition` those that it doesn't have; `command` does
    the run again, without its selection and its secrets."""

    sut: Description
    folder: Path
    redact: Redactor
    known: KnownFailures
    edition: Edition = DEFAULT_EDITION
    command: str = "ocpp-conformance run"
    results: ResultsWriter | None = None
    unreachable: str = ""
    driver_trouble: str = ""
    case_ids: frozenset[str] = frozenset()
    not_in_edition: frozenset[str] = frozenset()
    whole_suite: bool = False
    progress: Progress = field(default_factory=Progress)
    _judge: Judge | None = None
    _between: Between | None = None

    def context(self, role: Role, conversation: Conversation) -> Context:
        """What the rules know of the system under test."""
        sut = self.sut
        scale, reply = sut.patience.time_scale, sut.patience.reply
        return Context(role, conversation, evses=sut.evses, edition=str(self.edition), time_scale=scale, patience=reply)

    def judge(self, role: Role) -> Judge:
        """Who judges the next case. A conversation lives as long as its identity; where each case has an identity of
        its own, nothing is kept of the case before."""
        if self._judge is None or not (self.sut.listen or self.sut.shares_identity):
            self._judge = Judge(role, self.context)
        return self._judge

    @property
    def between(self) -> Between:
        """What an external station says between cases."""
        if self._between is None:
            self._between = Between(self.write)
        return self._between

    def no_case(self, id: str) -> str:
        """Why there is no case of this id in this run, and what to do."""
        editions = [Edition.of(number) for number in EDITIONS]
        publishing = [edition for edition in editions if catalogue(edition).has(id)]
        if id in self.not_in_edition:
            step = " or ".join(f"--edition {each.number}" for each in publishing)
            return f"{self.edition.name} has no such case; {f'give {step}' if step else 'it is withdrawn'}"
        if publishing:
            names = " and ".join(each.name for each in publishing)
            return f"{names} publishes it, and it is not written here yet; `ocpp-conformance list` shows those that are"
        two_digits = re.sub(r"_(\d)(?=_|$)", r"_0\1", id)  # as the number of every published id
        near = difflib.get_close_matches(two_digits, self.case_ids, cutoff=0.5)
        hint = f"near it are {', '.join(near)}" if near else "`ocpp-conformance list` shows them all"
        return f"there is no such case; {hint}"

    def write(self, line: Line) -> None:
        """Append a line to the results, where results are kept."""
        if self.results is not None:
            self.results.write(line)


SUITE = pytest.StashKey[SuiteState]()
CASE = pytest.StashKey[Case]()
NUMBER = pytest.StashKey[int]()
SOURCES = pytest.StashKey[tuple[str, ...]]()
ERROR = pytest.StashKey[BaseException]()
RUN = pytest.StashKey[CaseRun]()
