"""Runs before this one: the one in the folder of the reports is set aside, not overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ocpp_conformance.harness.evidence.lines import HeaderLine, VerdictLine
from ocpp_conformance.harness.evidence.results import ResultsError, read_results
from ocpp_conformance.harness.evidence.verdict import RED

RESULTS = "results.jsonl"
RUNS = "runs"
"""The folder in that of the reports that holds earlier runs, each in one of its own, named by its start."""
KEPT = 10
"""Earlier runs that are kept, beside the last whole one."""
_FILES = (RESULTS, "index.html", "junit.xml", "summary.md", "badge.json", "conformance.html", "frames")


def set_aside(folder: Path) -> Path | None:
    """Move the run in this folder to a folder of its own in `runs/`; returns that, None where there is no run."""
    results = folder / RESULTS
    if not results.exists():
        return None
    target = _free(folder / RUNS / f"{_began(results):%Y%m%d-%H%M%S}")
    target.mkdir(parents=True)
    for each in _FILES:
        if (folder / each).exists():
            shutil.move(folder / each, target / each)
    _prune(earlier(folder))
    return target


def earlier(folder: Path) -> list[Path]:
    """The earlier runs of a folder of reports, the newest first."""
    runs = (folder / RUNS).glob(f"*/{RESULTS}")
    return sorted((path.parent for path in runs), key=lambda path: path.name, reverse=True)


def red_cases(folder: Path) -> tuple[str, ...]:
    """The cases that the run in this folder left red. Raises `ResultsError`, and `OSError` where there is none."""
    lines = read_results(folder / RESULTS)
    return tuple(line.case for line in lines if isinstance(line, VerdictLine) and line.verdict in RED)


def _prune(runs: Sequence[Path]) -> None:
    whole = next((run for run in runs if (header := _header(run / RESULTS)) and not header.partial), None)
    for run in runs[KEPT:]:
        if run != whole:
            shutil.rmtree(run)


def _began(results: Path) -> datetime:
    header = _header(results)
    try:
        return datetime.fromisoformat(header.started or "" if header else "")
    except ValueError:
        return datetime.fromtimestamp(results.stat().st_mtime, UTC)


def _free(path: Path) -> Path:
    """The path, with a number behind it where it is taken."""
    names = (path, *(path.with_name(f"{path.name}-{number}") for number in range(2, 1000)))
    return next(each for each in names if not each.exists())


def _header(results: Path) -> HeaderLine | None:
    """The first line; None where it can't be read."""
    try:
        header = next(read_results(results), None)
    except (ResultsError, OSError):
        return None
    return header if isinstance(header, HeaderLine) else None
