"""A results file, read as a stream: what was said about each case, and its wire entries while they are needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.evidence.results import FORMAT, read_lines

Line = dict[str, Any]
"""One line of results.jsonl."""

RUNNING = "running"
"""The verdict of a case that has none because the run was cut."""

_ENTRIES = frozenset({"frame", "handshake", "close", "note"})


class ResultsError(ValueError):
    """A file that is no results file of a format that this version reads."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass
class CaseRecord:
    """What a run says about one case. `entries` are its wire lines; whoever is told of the case may drop them."""

    id: str
    title: str
    role: str
    block: str = ""
    verdict: str = RUNNING
    message: str = ""
    frame: int | None = None
    duration: float | None = None
    mandatory: bool = False
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    rerun: str = ""
    checks: list[Line] = field(default_factory=list)
    findings: list[Line] = field(default_factory=list)
    entries: list[Line] = field(default_factory=list)
    frames: int = 0
    notes: Line = field(default_factory=dict)

    @property
    def deviating(self) -> frozenset[int]:
        """The indices of the entries that a miss, a finding or the verdict points at."""
        named = [check["frame"] for check in self.checks if check["outcome"] != "passed"]
        named += [finding["frame"] for finding in self.findings]
        return frozenset(index for index in (*named, self.frame) if index is not None)

    @property
    def order(self) -> tuple[str, bool, str, str]:
        """Catalogue order: role, published before our own, block, id."""
        return self.role, not self.id.startswith("TC_"), self.block, self.id


@dataclass
class Run:
    """One results file. `footer` is None when it was cut; `unreachable` says why nothing could be judged."""

    path: Path
    header: Line
    cases: dict[str, CaseRecord] = field(default_factory=dict)
    footer: Line | None = None
    unreachable: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """The judged roles."""
        return tuple(self.header.get("roles", ())) or tuple(sorted({case.role for case in self.cases.values()}))

    @property
    def system(self) -> str:
        """The system under test in words."""
        named = self.header.get("system", "")
        return named if isinstance(named, str) else " ".join(str(value) for value in named.values())

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
    lines = read_lines(path)
    header = next(lines, None)
    if header is None or header.get("line") != "header":
        raise ResultsError(path, "no results file: its first line is no header")
    if header.get("format") != FORMAT:
        raise ResultsError(path, f"format {header.get('format')!r}; this version reads {FORMAT}")
    run = Run(path, header)
    for line in lines:
        _take(run, line, finished)
    for case in run.running:
        finished(case)
    return run


def _take(run: Run, line: Line, finished: Callable[[CaseRecord], None]) -> None:
    kind = line["line"]
    if kind == "footer":
        run.footer = line
    elif kind == "unreachable":
        run.unreachable = line["text"]
    elif kind == "started":
        run.cases[line["case"]] = CaseRecord(line["case"], line["title"], line["role"], _block(line["case"]))
    elif line.get("case") in run.cases:
        _add(run.cases[line["case"]], line, finished)


def _add(case: CaseRecord, line: Line, finished: Callable[[CaseRecord], None]) -> None:
    kind = line["line"]
    if kind in _ENTRIES:
        if case.verdict == RUNNING:  # what comes after the verdict judges nothing any more
            case.entries.append(line)
            case.frames += kind == "frame"
    elif kind == "check":
        case.checks.append(line)
    elif kind == "finding":
        case.findings.append(line)
    elif kind == "verdict":
        for name in ("title", "block", "verdict", "message", "frame", "duration", "mandatory", "rerun"):
            setattr(case, name, line.get(name, getattr(case, name)))
        case.notes = line.get("notes") or {}
        case.topics, case.sources = tuple(line.get("topics", ())), tuple(line.get("sources", ()))
        finished(case)


def _block(case_id: str) -> str:
    parts = case_id.replace("-", "_").split("_")
    return parts[1] if parts[0] == "TC" and len(parts) > 1 else parts[0]
