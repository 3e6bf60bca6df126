"""The pytest plugin: options, collection of cases, verdicts, results, exit code.

Loaded by the clone's conftest.py, by `ocpp-conformance run`, or by a third party on purpose; never by an entry point.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("ocpp_conformance.conformance", "ocpp_conformance.fixtures")

from ocpp_conformance.harness import garbage  # noqa: E402 - rewriting comes first
from ocpp_conformance.harness.evidence.results import ResultsWriter, withdraw  # noqa: E402 - rewriting comes first
from ocpp_conformance.harness.evidence.verdict import Exit  # noqa: E402
from ocpp_conformance.harness.fuzzing import options as fuzz_options  # noqa: E402
from ocpp_conformance.harness.places import is_suite  # noqa: E402
from ocpp_conformance.harness.suite import again, collection, declared, live, options, outcome, terminal  # noqa: E402
from ocpp_conformance.harness.suite.case import TOPICS  # noqa: E402
from ocpp_conformance.harness.suite.channels import own_stdout  # noqa: E402
from ocpp_conformance.harness.suite.controller import Controller  # noqa: E402
from ocpp_conformance.harness.suite.liveness import look_after  # noqa: E402
from ocpp_conformance.harness.suite.needs import missing  # noqa: E402
from ocpp_conformance.harness.suite.preflight import acquainted, preflight  # noqa: E402
from ocpp_conformance.harness.suite.run import CaseRun  # noqa: E402
from ocpp_conformance.harness.suite.state import CASE, ERROR, NUMBER, RUN, SUITE, SuiteState  # noqa: E402

_FIXTURES = ("suite", "operator")
_FIXTURES_OF = {"fuzz": "fuzzing", "rfid": "rest"}
"""Folder of the suite → fixtures that only its cases have; they bring Hypothesis and aiohttp along."""
pytest_plugins = [f"ocpp_conformance.fixtures.{name}" for name in _FIXTURES]


def pytest_addoption(parser: pytest.Parser) -> None:
    declared.add_options(parser)
    fuzz_options.add_options(parser)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    own = Path(config.rootpath) / "harness" / "plugin.py"
    if own.exists() and not own.samefile(__file__):
        raise pytest.UsageError(
            f"this clone's cases would run on another copy of the harness ({Path(__file__).parent}); "
            "run `pip install -e .` in the clone"
        )
    for topic, text in TOPICS.items():
        config.addinivalue_line("markers", f"{topic}: {text}")
    options.check_sources(config.getoption("--requirement"))
    edition = options.edition_of(config)
    options.check_blocks(config.getoption("--block"), edition)
    options.check_profiles(config.getoption("--profile"), edition)
    sut = options.describe(config)
    folder = config.invocation_params.dir / config.getoption("--output")
    if not config.option.collectonly:
        options.make_writable(folder, config.getoption("--output"))
    state = SuiteState(sut, folder, options.redactor(sut), options.known_failures(config), edition)
    state.command = again.command(config, sut, edition)
    config.stash[SUITE] = state
    config.stash[fuzz_options.SCHEDULE] = fuzz_options.schedule(config, folder)
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(folder / ".hypothesis"))  # not in the user's folder
    worker = getattr(config, "workerinput", None)
    if worker is None:
        config.pluginmanager.register(Controller(config, state), "ocpp-controller")
    else:
        state.results = ResultsWriter(folder / f"results-{worker['workerid']}.part.jsonl", state.redact)


def pytest_unconfigure(config: pytest.Config) -> None:
    garbage.restore()
    state = config.stash.get(SUITE, None)
    if state is not None and state.results is not None:
        state.results.close()
        if hasattr(config, "workerinput"):
            withdraw(state.results.path)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the controller what the disk did not take."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    state = session.config.stash.get(SUITE, None)
    if output is not None and state is not None and state.results is not None:
        output["trouble"] = state.results.trouble


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"ocpp-conformance {version('ocpp-conformance')}", *terminal.header(config.stash[SUITE])]


# -- collection --------------------------------------------------------------------------------------------------------


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if collection.is_spared(collection_path, config) else None


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    here = {name for folder, name in _FIXTURES_OF.items() if folder in module_path.parts or not is_suite(module_path)}
    for name in sorted(here):
        parent.config.pluginmanager.import_plugin(f"ocpp_conformance.fixtures.{name}")
    if not is_suite(module_path):
        return None
    module: pytest.Module = collection.CaseModule.from_parent(parent, path=module_path)
    return module


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if not is_suite(path):
        return None
    directory: pytest.Collector = pytest.Dir.from_parent(parent, path=path)
    return directory


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(name: str, obj: object) -> None:
    collection.mark_coroutine(obj)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    try:
        collection.adopt(config, items)
    except pytest.UsageError as error:
        if output is None:
            raise
        output["usage"] = str(error)  # raised in a worker it becomes an INTERNALERROR without its text
        items.clear()
    state = config.stash[SUITE]
    if output is not None:
        output["not in the edition"] = sorted(state.not_in_edition)
        if state.whole_suite:
            output["cases"] = sorted(state.case_ids)


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        state = session.config.stash[SUITE]
        state.sut, state.driver_trouble = acquainted(state.sut)
    garbage.settle()


# -- running -----------------------------------------------------------------------------------------------------------


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        return
    state = session.config.stash[SUITE]
    if not state.sut.embedded and not hasattr(session.config, "workerinput"):
        state.unreachable = preflight(state.sut)
    if not state.unreachable:
        state.sut, state.unreachable = acquainted(state.sut)
    if state.unreachable:
        pytest.exit("the system under test can't be judged", returncode=Exit.UNREACHABLE)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    case = item.stash.get(CASE, None)
    if case is None:
        return
    state = item.config.stash[SUITE]
    judge = state.judge(case.role)
    state.between.hear(judge)
    item.stash[RUN] = CaseRun(case, state.write, judge, item.stash[NUMBER], again.with_file(state.command, item))
    lacking = missing(case, state.sut)
    if lacking is not None:
        raise lacking


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    done = yield
    if RUN in item.stash:
        look_after(item)
        del item.stash[RUN]  # with all that was recorded, which an error holds too
        if ERROR in item.stash:
            del item.stash[ERROR]
    return done


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    if RUN not in item.stash:
        return (yield)
    out, progress = item.config.pluginmanager.get_plugin("terminalreporter"), item.config.stash[SUITE].progress
    with progress.at(partial(live.text, item.stash[RUN])):
        if out is None or not out.isatty:
            return (yield)
        with own_stdout(item.config) as screen, live.LiveLine(out, screen, progress):
            return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    with outcome.without_traceback(item, call):
        report = yield
    if RUN in item.stash:
        outcome.grade(item, call, report)
    outcome.redact(report, item.config.stash[SUITE].redact)
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    return outcome.status(report)


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, dict[str, Any] | None, dict[str, Any] | None]:
    data = yield
    carried: dict[str, Any] | None = outcome.carriable(data)
    return carried
