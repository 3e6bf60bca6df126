"""From what happened in a test's phases to the verdict that its reports carry."""

from __future__ import annotations

from typing import Any

import pytest

from ocpp_conformance.harness.evidence import Inconclusive, NotRun, Violation
from ocpp_conformance.harness.suite.state import CASE, ERROR, RUN, SOURCES
from ocpp_conformance.harness.suite.verdict import GREY, LETTERS, Verdict, verdict_of

_OUR_VERDICTS = (Violation, Inconclusive, NotRun)


def grade(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Give a report its verdict in `report.ocpp`; the one of the teardown holds the whole case."""
    run = item.stash[RUN]
    error = call.excinfo.value if call.excinfo is not None else None
    if error is not None:
        item.stash.setdefault(ERROR, error)
        _word(item, call, report, error)
    first = item.stash.get(ERROR, None)
    verdict = verdict_of(first, run.docket.checks)
    if report.when == "call" and first is None and verdict is Verdict.INCONCLUSIVE:
        report.outcome = "failed"
        report.longrepr = "no check was evaluated"
    if report.when != "teardown":
        report.ocpp = {"case": item.stash[CASE].id, "verdict": str(verdict)}  # type: ignore[attr-defined]
        return
    message = "" if first is None else str(first) if isinstance(first, _OUR_VERDICTS) else repr(first)
    if verdict is Verdict.INCONCLUSIVE and first is None:
        message = "no check was evaluated"
    line = run.finish(verdict, message, getattr(first, "frame", None), item.stash[SOURCES])
    report.ocpp = {  # type: ignore[attr-defined]
        "case": item.stash[CASE].id,
        "verdict": str(verdict),
        "line": line,
        "wire": run.wire(),
        "checks": [_check(check) for check in run.docket.checks],
        "findings": [_finding(finding) for finding in run.findings],
        "notes": run.notes,
    }


def status(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Category, letter and word for pytest's own lines; None for a report that is not a case's."""
    mine: dict[str, Any] | None = getattr(report, "ocpp", None)
    if mine is None:
        return None
    if report.when == "teardown" and not report.failed:
        return "", "", ""
    if report.when == "setup" and report.passed:
        return "", "", ""
    verdict = Verdict(mine["verdict"])
    return str(verdict), LETTERS[verdict], str(verdict).upper()


def carriable(data: Any) -> Any:
    """The same with every text in a form that UTF-8, XML and the wire of xdist can carry."""
    if isinstance(data, str):
        return data.encode("utf-8", "backslashreplace").decode()
    if isinstance(data, dict):
        return {carriable(key): carriable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(carriable(value) for value in data)
    return data


def _word(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, error: BaseException) -> None:
    if not isinstance(error, _OUR_VERDICTS):
        return
    if verdict_of(error, ()) in GREY:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, str(error))
        return
    assert call.excinfo is not None
    place = next((entry for entry in call.excinfo.traceback if entry.path == item.path), None)
    where = f"\n{item.path.name}:{place.lineno + 1}: {place.statement}" if place is not None else ""
    report.longrepr = f"{error}{where}"


def _check(check: Any) -> dict[str, Any]:
    return {
        "source": check.source,
        "outcome": str(check.outcome),
        "misses": [str(miss) for miss in check.misses],
        "frame": check.frame,
        "seen": check.seen,
    }


def _finding(finding: Any) -> dict[str, Any]:
    return {
        "monitor": finding.monitor,
        "source": finding.source,
        "binding": finding.binding,
        "cause": finding.cause,
        "text": finding.text,
        "frame": finding.frame,
    }
