"""The process that sees the whole run: gathers verdicts, merges results, sets the exit code, feeds the views."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

import pytest

from ocpp_conformance.conformance.catalogue import EDITION
from ocpp_conformance.harness.evidence.results import FORMAT, ResultsWriter
from ocpp_conformance.harness.suite.state import CASE, SuiteState
from ocpp_conformance.harness.suite.verdict import Exit, Verdict, exit_code
from ocpp_conformance.harness.validation import validator
from ocpp_conformance.reports import html_table, terminal
from ocpp_conformance.reports.tally import Tally


class Controller:
    """Registered as a plugin of its own in the process that is no xdist worker."""

    def __init__(self, config: pytest.Config, state: SuiteState) -> None:
        self.config, self.state, self.tally = config, state, Tally()
        self._collected: set[str] = set()
        self._finished: set[str] = set()
        self._internal_error = False
        self._others_failed = False
        self._suite_broken = False
        if html_table.wanted(config):
            html_table.set_default(config, state.folder)

    # -- while it runs -------------------------------------------------------------------------------------------------

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if any(CASE in item.stash for item in session.items) and not session.config.option.collectonly:
            self._open_results()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        self._collected.update(ids)
        if ids and html_table.wanted(self.config):
            self._open_results()

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._suite_broken = self._suite_broken or (report.failed and html_table.wanted(self.config))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._finished.add(report.nodeid)
        mine: dict[str, Any] | None = getattr(report, "ocpp", None)
        if mine is None:
            self._others_failed = self._others_failed or report.failed
        elif "line" in mine:
            self.tally.add(report.nodeid, mine)

    def pytest_internalerror(self) -> None:
        self._internal_error = True

    # -- the end -------------------------------------------------------------------------------------------------------

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.state.unreachable:
            self._open_results()
            self.state.write({"line": "unreachable", "text": self.state.unreachable})
            self._say_why(self.state.unreachable)
        elif session.exitstatus == Exit.NOTHING_SELECTED and html_table.wanted(self.config):
            self._say_why("no case matches this selection; `ocpp-conformance list` shows them all")
        lost = self._collected - self._finished if session.exitstatus != Exit.INTERRUPTED else set()
        code = exit_code(
            self.tally.verdicts(),
            monitors_found=self.tally.monitors_found,
            interrupted=session.exitstatus == Exit.INTERRUPTED,
            harness_error=self._internal_error or self._suite_broken or bool(lost),
            unreachable=bool(self.state.unreachable),
        )
        if code is Exit.OK and self._others_failed:
            code = Exit.FAILED
        if code is not Exit.OK or session.exitstatus == Exit.FAILED:
            session.exitstatus = code
        self._close_results(int(session.exitstatus))

    def _say_why(self, text: str) -> None:
        """Print why nothing was judged; pytest's own summary is left out with these exit codes."""
        out = self.config.pluginmanager.get_plugin("terminalreporter")
        if out is not None:
            out.section("not judged", sep="=", red=True)
            out.line(terminal.harmless(text))
            out.line(f"report: {html_table.path(self.config)}")

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminal.summary(terminalreporter, self.state, self.tally, html_table.path(self.config))

    # -- pytest-html ---------------------------------------------------------------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        report.title = "OCPP 2.0.1 conformance"

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str]) -> None:
        prefix.extend(html_table.summary(self.state, self.tally))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        html_table.header(cells)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        html_table.row(cells, self.tally.cases.get(report.nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        html_table.extra(data, self.tally.cases.get(report.nodeid))

    # -- results.jsonl -------------------------------------------------------------------------------------------------

    def _open_results(self) -> None:
        if self.state.results is not None:
            return
        for stale in self.state.folder.glob("results-*.part.jsonl"):
            if not getattr(self.config.option, "numprocesses", None):
                stale.unlink()
        self.state.results = ResultsWriter(self.state.folder / "results.jsonl")
        self.state.write(
            {
                "line": "header",
                "format": FORMAT,
                "suite": version("ocpp-conformance"),
                "edition": EDITION,
                "roles": [str(role) for role in self.state.sut.roles],
                "system": terminal.system(self.state.sut),
                "validator": validator().name,
                "python": platform.python_version(),
                "platform": platform.platform(),
            }
        )

    def _close_results(self, code: int) -> None:
        results = self.state.results
        if results is None:
            return
        for part in sorted(self.state.folder.glob("results-*.part.jsonl")):
            results.append_file(part)
        counts = {str(verdict): 0 for verdict in Verdict}
        for verdict in self.tally.verdicts():
            counts[str(verdict)] += 1
        self.state.write({"line": "footer", "verdicts": counts, "exit": code})
        results.close()
