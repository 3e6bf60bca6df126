"""All views of a run, made from its results file and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ocpp_conformance.harness.evidence.lines import EntryLine
from ocpp_conformance.harness.evidence.results import read_results
from ocpp_conformance.reports.junit import write_junit
from ocpp_conformance.reports.markdown import badge, summary
from ocpp_conformance.reports.page import write_page

PAGE, JUNIT, MARKDOWN, BADGE = "index.html", "junit.xml", "summary.md", "badge.json"


def write_views(results: Path, folder: Path) -> tuple[str, list[str]]:
    """Write the page, JUnit XML, the Markdown summary and the badge beside each other.

    Returns the summary, and what the disk did not take: a view that can't be written leaves no part of itself.
    """
    said = [line for line in read_results(results) if not isinstance(line, EntryLine)]  # entries are for the page alone
    text = summary(said)
    views: Mapping[str, Callable[[Path], object]] = {
        MARKDOWN: lambda path: path.write_text(text, "utf-8"),
        BADGE: lambda path: path.write_text(badge(said), "utf-8"),
        JUNIT: lambda path: write_junit(said, path),
        PAGE: lambda path: write_page(results, path),
    }
    troubles = []
    for name, write in views.items():
        try:
            write(folder / name)
        except OSError as error:
            (folder / name).unlink(missing_ok=True)
            troubles.append(f"{folder / name}: {error.strerror or error}")
    return text, troubles
