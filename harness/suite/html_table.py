"""The columns that we add to pytest-html's table, and the wire of each case below its row."""

from __future__ import annotations

import html
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.evidence.conclusion import Conclusion
from ocpp_conformance.harness.evidence.generated import generated_of
from ocpp_conformance.harness.evidence.verdict import Verdict
from ocpp_conformance.harness.places import is_suite, suite_folder
from ocpp_conformance.harness.suite import terminal
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.state import SuiteState
from ocpp_conformance.harness.suite.tally import Tally

CUT = 2000
"""Characters of one frame that the table shows; results.jsonl holds the whole."""


_STYLE = """<style>
.run-count, .filters input:disabled, .filters input:disabled + span, th[data-column-type="result"], td.col-result
{ display: none }
.passed .col-verdict { color: green } .failed .col-verdict, .error .col-verdict { color: red }
.skipped .col-verdict, .xfailed .col-verdict { color: orange }
</style>"""
"""pytest's own results and their number are not shown: the verdicts are."""


@dataclass
class Outcomes:
    """pytest-html's boxes in our words: an outcome of pytest is named by the verdicts that it stands for."""

    data: Any = None
    _verdicts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, row: pytest.TestReport | pytest.CollectReport, outcome: str, verdict: str) -> None:
        """Note the verdict of a row; setup and teardown that passed have none."""
        if row.when in ("call", "collect") or row.outcome != "passed":
            self._verdicts[outcome.lower()].add(verdict)

    def name(self) -> None:
        """Name the boxes, once all rows are there."""
        for outcome, verdicts in self._verdicts.items():
            self.data.outcomes[outcome]["label"] = _in_order(verdicts)


def _in_order(verdicts: Iterable[str]) -> str:
    order = [str(verdict) for verdict in Verdict]
    return " or ".join(sorted(verdicts, key=lambda name: order.index(name) if name in order else len(order)))


def wanted(config: pytest.Config) -> bool:
    """Whether this run has suite files among its arguments, so that a report makes sense."""
    paths = [Path(config.invocation_params.dir, argument.split("::")[0]) for argument in config.args]
    return any(is_suite(path) or suite_folder().is_relative_to(path.resolve()) for path in paths)


def set_default(config: pytest.Config, folder: Path) -> bool:
    """Let pytest-html write `conformance.html`, one file with all it needs, unless the user gave `--html`; whether it
    does."""
    if hasattr(config.option, "htmlpath") and not config.option.htmlpath and not config.option.collectonly:
        config.option.htmlpath = str(folder / "conformance.html")
        config.option.self_contained_html = True
        return True
    return False


def keep_quiet(config: pytest.Config) -> None:
    """Let pytest-html not name its file at the end: the page is named. Its work is done when this is called."""
    for plugin in list(config.pluginmanager.get_plugins()):
        if type(plugin).__module__.startswith("pytest_html.") and hasattr(plugin, "pytest_terminal_summary"):
            config.pluginmanager.unregister(plugin)


def summary(state: SuiteState, tally: Tally, conclusion: Conclusion) -> list[str]:
    """What stands above the table."""
    counts = ", ".join(f"{len(tally.of(verdict))} {verdict}" for verdict in Verdict if tally.of(verdict))
    lines = [_STYLE, f"<p>System under test: <b>{_safe(terminal.system(state.sut))}</b></p>"]
    lines.append(f"<p><b>{_safe(conclusion.alone)}</b></p>")
    lines.append(f"<p>{_safe(counts or 'nothing was judged')}</p>")
    for rule in tally.rules():
        text = f"{terminal.named(rule)} ({rule.role}): {rule.text}"
        seen = f"on {rule.frames} frames of {len(rule.cases)} cases, first in {rule.cases[0]}"
        lines.append(f"<p><b>{rule.verdict}</b> {_safe(text)} <i>{_safe(seen)}</i></p>")
    note = "No certification and not the OCTT; ids and titles of TC_ cases are the Open Charge Alliance's."
    lines.append(f"<p><i>{note}</i></p>")
    return lines


def header(cells: list[str]) -> None:
    """The heads of our columns."""
    cells.insert(1, '<th class="sortable" data-column-type="case">Case</th>')
    cells.insert(2, '<th class="sortable" data-column-type="verdict">Verdict</th>')
    cells.insert(3, "<th>Sources</th>")


def row(cells: list[str], report: CaseReport | None) -> str:
    """Our cells of one row; the verdict in it, where there is no case pytest's word."""
    if report is None:
        case, verdict, sources = "", outcome_in(cells).lower(), ""
    else:
        line = report.line
        case, verdict = f"{line.case} {line.title}", line.verdict
        sources = ", ".join(dict.fromkeys([*(check.source for check in report.checks), *line.sources]))
    cells.insert(1, f'<td class="col-case">{_safe(case)}</td>')
    cells.insert(2, f'<td class="col-verdict">{_safe(verdict)}</td>')
    cells.insert(3, f'<td class="col-sources">{_safe(sources)}</td>')
    return verdict


def outcome_in(cells: list[str]) -> str:
    """pytest's outcome as pytest-html writes it in the first cell of a row."""
    return cells[0].removeprefix('<td class="col-result">').removesuffix("</td>")


def extra(data: list[str], report: CaseReport | None) -> None:
    """The message, the checks and the wire of a case, in place of captured output."""
    if report is None:
        return
    lines = [report.line.message, ""] if report.line.message else []
    for check in report.checks:
        seen = f" (seen: {check.seen})" if check.seen else ""
        misses = f": {'; '.join(map(str, check.misses))}" if check.misses else ""
        misses += f" (sent before: #{check.after})" if check.after is not None else ""
        lines.append(f"{'relayed' if check.relayed else check.outcome} {check.source}{misses}{seen}")
    generated = generated_of(report.line.notes)
    lines += ["", *generated.lines()] if generated is not None else []
    lines += ["", *report.wire]
    data[:] = ["\n".join(_safe(line if len(line) <= CUT else f"{line[:CUT]}…") for line in lines)]


def _safe(text: str) -> str:
    return html.escape(harmless(text))
