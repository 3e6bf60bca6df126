"""Runs before this one: the one in the folder of the reports is set aside, not overwritten."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    start = str(_header(results).get("started") or "")
    try:
        began = datetime.fromisoformat(start)
    except ValueError:
        began = datetime.fromtimestamp(results.stat().st_mtime, UTC)
    name = f"{began:%Y%m%d-%H%M%S}"
    taken = sum(each.name.startswith(name) for each in earlier(folder))
    target = folder / RUNS / (f"{name}-{taken + 1}" if taken else name)
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
    whole = next((run for run in runs if not _header(run / RESULTS).get("partial")), None)
    for run in runs[KEPT:]:
        if run != whole:
            shutil.rmtree(run)


def _header(results: Path) -> dict[str, Any]:
    """The first line, as far as it can be read."""
    try:
        header = next(read_results(results), None)
    except (ResultsError, OSError, json.JSONDecodeError):
        return {}
    if not isinstance(header, HeaderLine):
        return {}
    return {"started": header.started, "partial": header.partial}
