"""From what happened in a test's phases to the verdict that its reports carry."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from ocpp_conformance.harness.evidence import Check, Inconclusive, NotApplicable, NotRun, Violation
from ocpp_conformance.harness.evidence.known import KnownFailures
from ocpp_conformance.harness.evidence.redaction import Redactor
from ocpp_conformance.harness.evidence.verdict import GREY, LETTERS, Verdict, verdict_of
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.suite.state import CASE, ERROR, RUN, SOURCES, SUITE

_OUR_VERDICTS = (Violation, Inconclusive, NotRun, NotApplicable)
NO_CHECK = "no check was evaluated"
ONLY_RELAYED = (
    "what the system is to send was only seen as the harness dictated it, which proves nothing; "
    "give a driver that asks for goals, so that the system words its CALLs itself"
)


def grade(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Give a report its verdict in `report.ocpp`; the one of the teardown holds the whole case."""
    error = call.excinfo.value if call.excinfo is not None else None
    if error is not None:
        item.stash.setdefault(ERROR, error)
        _word(item, call, report, error)
    verdict, message, why = _verdict(item)
    if report.when == "call" or error is not None:
        _dress(report, verdict, message, why)
    report.ocpp = {"case": item.stash[CASE].id, "verdict": str(verdict)}  # type: ignore[attr-defined]
    if report.when == "teardown":
        report.ocpp |= _whole(item, verdict, message, why)  # type: ignore[attr-defined]


@contextmanager
def without_traceback(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Show pytest the verdict of a case as a failure without a traceback in the block: it has words of its own, and to
    quote the code of each frame takes longer than most cases."""
    told = call.excinfo
    if RUN in item.stash and told is not None and isinstance(told.value, _OUR_VERDICTS):
        bare = pytest.fail.Exception(str(told.value), pytrace=False).with_traceback(told.tb)
        call.excinfo = pytest.ExceptionInfo.from_exception(bare)
    try:
        yield
    finally:
        call.excinfo = told


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


def redact(report: pytest.TestReport, redactor: Redactor) -> None:
    """Take secrets, and what a terminal or CI would obey, out of what a report shows: the failure, locals in it,
    captured output and logs."""
    if report.longrepr is not None and not isinstance(report.longrepr, tuple):
        text = str(report.longrepr)
        clean = harmless(redactor(text))
        if clean != text:
            report.longrepr = clean
    report.sections = [(title, harmless(redactor(text))) for title, text in report.sections]
    mine: dict[str, Any] | None = getattr(report, "ocpp", None)
    if mine is not None:
        report.ocpp = redactor.data(mine)  # type: ignore[attr-defined]


def carriable(data: Any) -> Any:
    """The same with every text in a form that UTF-8, XML and the wire of xdist can carry."""
    return _each(data, lambda text: text.encode("utf-8", "backslashreplace").decode())


def _each(data: Any, change: Any) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {_each(key, change): _each(value, change) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return type(data)(_each(value, change) for value in data)
    return data


def _verdict(item: pytest.Item) -> tuple[Verdict, str, str]:
    """The verdict so far, the message behind it, and why the known failures changed it."""
    error = item.stash.get(ERROR, None)
    run = item.stash[RUN]
    return weighed(item.stash[CASE], error, run.checklist.checks, item.config.stash[SUITE].known, run.relayed)


def weighed(
    case: Case, error: BaseException | None, checks: Collection[Check], known: KnownFailures, relayed: bool = False
) -> tuple[Verdict, str, str]:
    """The verdict on a case that ended with this error, the message behind it, and why the known failures changed it.

    A known rule excuses a case that it failed as the subject.
    """
    verdict = verdict_of(error, checks, relayed)
    if error is None:
        message = {Verdict.INCONCLUSIVE: NO_CHECK, Verdict.RELAYED: ONLY_RELAYED}.get(verdict, "")
    else:
        message = error.headline if isinstance(error, _OUR_VERDICTS) else repr(error)
    source = getattr(error, "source", None)
    if verdict is Verdict.FAILED and source in case.subject and (why := known.excuses(source, message)):
        return Verdict.KNOWN, message, why
    verdict, why = known.adjusted(case.id, verdict, source, message)
    return verdict, message, why


def _dress(report: pytest.TestReport, verdict: Verdict, message: str, why: str) -> None:
    """Make pytest's outcome agree with the verdict where the exception alone does not say it."""
    if verdict is Verdict.KNOWN:
        report.outcome = "skipped"
        report.wasxfail = why
    elif verdict is Verdict.STALE:
        report.outcome = "failed"
        report.longrepr = why
    elif report.longrepr is None and verdict is Verdict.INCONCLUSIVE:
        report.outcome = "failed"
        report.longrepr = message
    elif report.longrepr is None and verdict is Verdict.RELAYED:
        report.outcome = "skipped"
        report.longrepr = (report.nodeid, 0, message)


def _whole(item: pytest.Item, verdict: Verdict, message: str, why: str) -> dict[str, Any]:
    run: CaseRun = item.stash[RUN]
    error = item.stash.get(ERROR, None)
    line = run.finish(
        verdict,
        message=f"{why}\n{message}".strip() if why else message,
        source=getattr(error, "source", None),
        frame=getattr(error, "frame", None),
        sources=item.stash[SOURCES],
    )
    return CaseReport(line, tuple(run.checklist.checks), run.judged, tuple(run.wire())).plain()


def _word(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, error: BaseException) -> None:
    if not isinstance(error, _OUR_VERDICTS):
        return
    if verdict_of(error, ()) in GREY:
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.location[1] or 0, str(error))
        return
    assert call.excinfo is not None
    place = next((entry for entry in call.excinfo.traceback if entry.path == item.path), None)
    where = f"{item.path.name}:{place.lineno + 1}: {place.statement}" if place is not None else ""
    where = getattr(error, "place", "") or where
    report.longrepr = f"{error}\n{where}".strip()
