"""All views of a run, made from its results file and from nothing else."""

from __future__ import annotations

from pathlib import Path

from ocpp_conformance.harness.evidence.results import read_results
from ocpp_conformance.reports.junit import write_junit
from ocpp_conformance.reports.markdown import badge, summary
from ocpp_conformance.reports.page import write_page

PAGE, JUNIT, MARKDOWN, BADGE = "index.html", "junit.xml", "summary.md", "badge.json"


def write_views(results: Path, folder: Path) -> str:
    """Write the page, JUnit XML, the Markdown summary and the badge beside each other; returns the summary."""
    write_junit(read_results(results), folder / JUNIT)
    text = summary(read_results(results))
    (folder / MARKDOWN).write_text(text, "utf-8")
    (folder / BADGE).write_text(badge(read_results(results)), "utf-8")
    write_page(results, folder / PAGE)
    return text
