"""The process that sees the whole run: gathers verdicts, merges results, sets the exit code, feeds the views."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.conclusion import Conclusion, Ending, conclude, exit_code
from ocpp_conformance.harness.evidence.known import update
from ocpp_conformance.harness.evidence.lines import UnreachableLine
from ocpp_conformance.harness.evidence.results import ResultsError
from ocpp_conformance.harness.evidence.verdict import Exit, Verdict
from ocpp_conformance.harness.requirements import rule_ids
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite import html_table, terminal
from ocpp_conformance.harness.suite.case_report import CaseReport, report_of
from ocpp_conformance.harness.suite.channels import own_stdout
from ocpp_conformance.harness.suite.estimate import Forecast
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.interrupts import Interrupts
from ocpp_conformance.harness.suite.needs import missing
from ocpp_conformance.harness.suite.progress import Teller
from ocpp_conformance.harness.suite.results_file import ResultsFile
from ocpp_conformance.harness.suite.rule_verdicts import Scope
from ocpp_conformance.harness.suite.state import CASE, SuiteState
from ocpp_conformance.harness.suite.tally import Tally
from ocpp_conformance.reports.markdown import append_step_summary
from ocpp_conformance.reports.views import PAGE, write_views


def scope_of(config: pytest.Config) -> Scope:
    """Which rules redden the run, by its options."""
    return Scope(frozenset(config.getoption("--requirement")), frozenset(config.getoption("--block")))


class Controller:
    """Registered as a plugin of its own in the process that is no xdist worker."""

    def __init__(self, config: pytest.Config, state: SuiteState) -> None:
        self.config, self.state, self.tally = config, state, Tally(state.known, scope_of(config), state.between)
        self._results_file = ResultsFile(config, state)
        self._collected: set[str] = set()
        self._finished: set[str] = set()
        self._internal_error = False
        self._interrupted = False
        self._interrupts = Interrupts()
        self._ended = Ending.COMPLETE
        self._others_failed = False
        self._suite_broken = False
        self._usage = ""
        self._troubles: list[str] = []
        self._lost_on_disk = False
        self._said_why = False
        self._outcomes = html_table.Outcomes()
        self._own_table = html_table.wanted(config) and html_table.set_default(config, state.folder)

    # -- while it runs -------------------------------------------------------------------------------------------------

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        cases = self.state.progress.selected = sum(CASE in item.stash for item in session.items)
        if cases and not session.config.option.collectonly:
            self._results_file.open(cases)
            self.state.progress.forecast = self._forecast(session.items)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtestloop(self) -> Iterator[None]:
        """A log is told how far the run is; at a terminal each case shows it."""
        self.state.progress.began = time.monotonic()
        out = self.config.pluginmanager.get_plugin("terminalreporter")
        if out is None or out.isatty:
            return (yield)
        with own_stdout(self.config) as log, Teller(self.state.progress, log):
            return (yield)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        self._collected.update(ids)
        if ids and html_table.wanted(self.config):
            self._results_file.open(len(ids))
            self.state.progress.selected = len(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what only a worker knows: what is wrong with the selection, which cases there are."""
        told = getattr(node, "workeroutput", {})
        self._usage = told.get("usage", self._usage)
        if told.get("trouble"):
            self._lost_on_disk = True
            self._troubles.append(told["trouble"])
        self.state.unreachable = self.state.unreachable or told.get("unreachable", "")
        self.state.not_in_edition |= frozenset(told.get("not in the edition", ()))
        if "cases" in told:
            self.state.case_ids, self.state.whole_suite = frozenset(told["cases"]), True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._others_failed = self._others_failed or report.failed
        self._suite_broken = self._suite_broken or (report.failed and html_table.wanted(self.config))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            self._finished.add(report.nodeid)
            self.state.progress.done = len(self._finished)
        mine: dict[str, Any] | None = getattr(report, "ocpp", None)
        if mine is None:
            self._others_failed = self._others_failed or report.failed
        else:
            self._results_file.open(0)  # where workers run the cases of others, nobody told us that there are some
            if "lines" in mine:
                self._judged(report.nodeid, report_of(mine))

    def _forecast(self, items: list[pytest.Item]) -> Forecast | None:
        """Of a station of somebody else; all cases of a CSMS are quick, and so are those of the bundled systems."""
        if self.state.sut.listen is None:
            return None
        cases = (item.stash[CASE] for item in items if CASE in item.stash)
        return Forecast(case for case in cases if missing(case, self.state.sut) is None)

    def _judged(self, nodeid: str, report: CaseReport) -> None:
        self.tally.add(nodeid, report)
        if self.state.progress.forecast is not None:
            self.state.progress.forecast.took(report.case, report.line.duration or 0.0)

    @pytest.hookimpl(tryfirst=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """From here on another Ctrl-C doesn't take the report away, a third does."""
        if isinstance(excinfo.value, KeyboardInterrupt):
            self._interrupted = True
            self._interrupts.came()

    def pytest_unconfigure(self) -> None:
        self._interrupts.restore()

    def pytest_internalerror(self) -> None:
        self._internal_error = True

    # -- the end -------------------------------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """Behind the other plugins, which may find the disk full; before the terminal's summary."""
        try:
            yield
        except OSError as error:
            self._troubles.append(str(error))
        self._finish(session)

    def _finish(self, session: pytest.Session) -> None:
        if self.state.unreachable:
            self._results_file.open(0)
            self.state.write(UnreachableLine(self.state.unreachable))
            self._say_why(self.state.unreachable)
        elif self._usage:
            session.exitstatus = Exit.USAGE
            self._say_why(self._usage)
        elif session.exitstatus == Exit.NOTHING_JUDGED and html_table.wanted(self.config):
            self._say_why("no case matches this selection; `ocpp-conformance list` shows them all")
        if not self.state.sut.embedded and self.tally.roles() == [Role.STATION]:
            self.state.between.hear(self.state.judge(Role.STATION))
        ending = self._ended = self._ending(session)
        code = exit_code(
            self.tally.verdicts(),
            rules=[Verdict(line.verdict) for line in self.tally.rules()],
            demanded_more=bool(self._unmet_demands()),
            ending=ending,
        )
        if code is Exit.OK and self._others_failed:
            code = Exit.FAILED
        if code is not Exit.OK or session.exitstatus == Exit.FAILED:
            session.exitstatus = code
        self._update_known()
        closed = self._results_file.close(self.tally, list(self.tally.verdicts()), int(session.exitstatus), ending)
        if closed:
            self._troubles.append(self._results_file.trouble)
            try:
                text, troubles = write_views(self.state.folder / "results.jsonl", self.state.folder)
                self._troubles += troubles
                append_step_summary(text, os.environ.get("GITHUB_STEP_SUMMARY"))
            except (OSError, ResultsError) as error:  # a disk that took not even the header
                self._troubles.append(str(error))
        self._tell_troubles(session)
        page = self.state.folder / PAGE
        out = self.config.pluginmanager.get_plugin("terminalreporter")
        if self._said_why and closed and page.exists() and out is not None:
            out.line(f"page: {page}")
        if self._own_table:
            html_table.keep_quiet(self.config)

    def _tell_troubles(self, session: pytest.Session) -> None:
        """Say what the disk did not take; a run whose results it did not take has lost cases."""
        told = [trouble for trouble in self._troubles if trouble]
        if not told:
            return
        if self._lost_on_disk or self._results_file.trouble:
            self._ended = Ending.LOST
        session.exitstatus = Exit.HARNESS_ERROR
        self._say_why(f"not all was written: {'; '.join(told)}; make room, or give another --output, and run again")

    def _ending(self, session: pytest.Session) -> Ending:
        if self.state.unreachable:
            return Ending.UNREACHABLE
        if self._interrupted or session.exitstatus == Exit.INTERRUPTED:
            return Ending.INTERRUPTED
        lost = self._internal_error or self._suite_broken or self._collected - self._finished
        return Ending.LOST if lost else Ending.COMPLETE

    def _conclusion(self) -> Conclusion:
        return conclude(
            Counter(str(verdict) for verdict in self.tally.verdicts()),
            Counter(line.verdict for line in self.tally.rules()),
            ending=self._ended,
            why=self.state.unreachable,
            selected=self._results_file.selected,
            partial=self._results_file.partial,
        )

    def _unmet_demands(self) -> list[str]:
        """What the user asked for beyond the verdicts and did not get."""
        option, unmet = self.config.getoption, []
        advisories = self.tally.of(Verdict.ADVISORY)
        if option("--fail-on-advisory") and (
            advisories or any(line.verdict == Verdict.ADVISORY for line in self.tally.rules())
        ):
            unmet.append("--fail-on-advisory: there are advisories")
        missed = [report for report in self.tally.of(Verdict.NOT_RUN, Verdict.RELAYED) if report.line.mandatory]
        if option("--require-complete") and missed:
            unmet.append(f"--require-complete: {len(missed)} mandatory cases not run or only relayed")
        if self.state.whole_suite:
            rules = {id for role in self.state.sut.roles for id in rule_ids(role)}
            names = self.state.known.unknown(self.state.case_ids | self.state.not_in_edition | rules)
            unmet += [f"--known: there is no case and no rule {name!r}; take the entry out" for name in names]
        return unmet

    def _update_known(self) -> None:
        if not self.config.getoption("--known-update"):
            return
        red = self.tally.of(Verdict.FAILED, Verdict.INCONCLUSIVE, Verdict.KNOWN)
        failures = [(report.case, report.line.source or "") for report in red]
        failures += [(line.rule, line.rule) for line in self.tally.rules() if line.binding == MUST]
        finished = {report.case for report in self.tally.cases.values()} | self.tally.proven()
        update(Path(self.config.getoption("--known")), failures, finished | {line[0] for line in failures})

    def _say_why(self, text: str) -> None:
        """Print why nothing was judged, or no more; pytest's own summary is left out with these exit codes."""
        out = self.config.pluginmanager.get_plugin("terminalreporter")
        if out is not None:
            out.section("stopped" if self.tally.cases else "not judged", sep="=", red=True)
            out.line(harmless(text))
            self._said_why = True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        page = self.state.folder / PAGE
        terminal.summary(
            terminalreporter,
            self.state,
            self.tally,
            self._conclusion(),
            self._results_file.partial or self._ended is not Ending.COMPLETE,
            self._unmet_demands(),
            page,
            self._results_file.before,
        )

    # -- pytest-html ---------------------------------------------------------------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_report_title(self, report: Any) -> None:
        report.title = "OCPP 2.0.1 conformance"
        self._outcomes.data = report

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_summary(self, prefix: list[str], session: pytest.Session) -> None:
        self._ended = self._ending(session)  # pytest-html may ask before the session is finished for us
        self._outcomes.name()
        prefix.extend(html_table.summary(self.state, self.tally, self._conclusion()))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_header(self, cells: list[str]) -> None:
        html_table.header(cells)

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_row(self, report: pytest.TestReport, cells: list[str]) -> None:
        outcome = html_table.outcome_in(cells)
        self._outcomes.take(report, outcome, html_table.row(cells, self.tally.cases.get(report.nodeid)))

    @pytest.hookimpl(optionalhook=True)
    def pytest_html_results_table_html(self, report: pytest.TestReport, data: list[str]) -> None:
        html_table.extra(data, self.tally.cases.get(report.nodeid))
