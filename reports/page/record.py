"""A results file, read as a stream: what was said about each case, and its wire entries while they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.catalogue import DEFAULT_EDITION, Edition
from ocpp_conformance.harness.catalogue.editions import versions_in
from ocpp_conformance.harness.evidence import Breach, Check, Entry, FrameEntry, Outcome
from ocpp_conformance.harness.evidence.conclusion import Account, Ending
from ocpp_conformance.harness.evidence.lines import (
    BreachLine,
    CheckLine,
    CreditLine,
    EntryLine,
    FooterLine,
    HeaderLine,
    Line,
    StartedLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.results import read_results
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.rpc.protocol import OCPP_201

RUNNING = "running"
"""The verdict of a case that has none because the run was cut."""


@dataclass
class CaseRecord:
    """What a run says about one case. `entries` are its recording; whoever is told of the case may drop them."""

    id: str
    title: str
    role: str
    block: str = ""
    edition: Edition = DEFAULT_EDITION
    verdict: str = RUNNING
    message: str = ""
    cause: str = ""
    frame: int | None = None
    duration: float | None = None
    mandatory: bool = False
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rerun: str = ""
    checks: list[Check] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    proven: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    frames: int = 0
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deviating(self) -> frozenset[int]:
        """The indices of the entries that a miss, a breach or the verdict points at."""
        named = [check.frame for check in self.checks if check.outcome is not Outcome.PASSED]
        named += [breach.frame for breach in self.breaches]
        return frozenset(index for index in (*named, self.frame) if index is not None)

    @property
    def sent(self) -> int | None:
        """The index of the last message that we sent before what did not come, where no frame shows what failed."""
        if self.frame is not None:
            return None
        return next((check.after for check in self.checks if check.after is not None), None)

    @property
    def order(self) -> tuple[str, bool, str, str]:
        """Catalogue order: role, published before our own, block, id."""
        return self.role, not self.id.startswith("TC_"), self.block, self.id


@dataclass
class Run:
    """One results file. `footer` is None when it was cut."""

    path: Path
    header: HeaderLine
    cases: dict[str, CaseRecord] = field(default_factory=dict)
    account: Account = field(default_factory=Account)

    @property
    def footer(self) -> FooterLine | None:
        """The last line."""
        return self.account.footer

    @property
    def unreachable(self) -> str:
        """Why nothing could be judged, or no more."""
        return self.account.stopped

    @property
    def roles(self) -> tuple[str, ...]:
        """The judged roles."""
        return self.header.roles or tuple(sorted({case.role for case in self.cases.values()}))

    @property
    def partial(self) -> bool:
        """Whether cases that there are may be missing: they were picked, or the run ended early."""
        return self.header.partial or self.account.ending is not Ending.COMPLETE

    @property
    def edition(self) -> Edition:
        """The edition whose cases were run."""
        return Edition.parse(self.header.edition)

    @property
    def versions(self) -> str:
        """The versions of OCPP that were judged, in words."""
        return versions_in(self.header.edition)

    @property
    def recorded(self) -> bool:
        """Whether no case was run: what others had recorded was judged."""
        return bool(self.cases) and all(case.verdict == Verdict.JUDGED for case in self.cases.values())

    @property
    def of_requirements(self) -> bool:
        """Whether a version was judged whose requirements are in the catalogue."""
        return str(OCPP_201) in self.versions

    @property
    def system(self) -> str:
        """The system under test in words."""
        return self.header.system

    @property
    def running(self) -> tuple[CaseRecord, ...]:
        """The cases that were under way when the run was cut."""
        return tuple(case for case in self.cases.values() if case.verdict == RUNNING)

    def ordered(self) -> list[CaseRecord]:
        """The cases in catalogue order."""
        return sorted(self.cases.values(), key=lambda case: case.order)


def read_run(path: Path, finished: Callable[[CaseRecord], None]) -> Run:
    """Read a results file; `finished` is called once for each case, as soon as its verdict is read.

    A case that was under way at the end of a cut file comes last, without a verdict. Raises `ResultsError` for a
    file without a header or of another format.
    """
    lines = read_results(path)
    header = next(lines)
    assert isinstance(header, HeaderLine)
    run = Run(path, header)
    run.account.take(header)
    for line in lines:
        _take(run, line, finished)
    for case in run.running:
        finished(case)
    return run


def _take(run: Run, line: Line, finished: Callable[[CaseRecord], None]) -> None:
    run.account.take(line)
    match line:
        case StartedLine(case, title, role):
            run.cases[case] = CaseRecord(case, title, role, _block(case), run.edition)
        case EntryLine() | CheckLine() | BreachLine() | CreditLine() | VerdictLine() if line.case in run.cases:
            _add(run.cases[line.case], line, finished)


def _add(
    case: CaseRecord,
    line: EntryLine | CheckLine | BreachLine | CreditLine | VerdictLine,
    finished: Callable[[CaseRecord], None],
) -> None:
    match line:
        case EntryLine(_, entry):
            if case.verdict == RUNNING:  # what comes after the verdict judges nothing any more
                case.entries.append(entry)
                case.frames += isinstance(entry, FrameEntry)
        case CheckLine(_, check):
            case.checks.append(check)
        case BreachLine(_, breach):
            case.breaches.append(breach)
        case CreditLine(_, proven, held):
            case.proven, case.held = proven, held
        case VerdictLine():
            for name in _VERDICT:
                setattr(case, name, getattr(line, name))
            finished(case)


_VERDICT = (
    *("title", "block", "verdict", "message", "cause", "frame", "duration", "mandatory", "rerun", "notes", "topics"),
    "sources",
)
"""What a verdict line says of its case."""


def _block(case_id: str) -> str:
    parts = case_id.replace("-", "_").split("_")
    return parts[1] if parts[0] == "TC" and len(parts) > 1 else parts[0]
