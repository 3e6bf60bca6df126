"""What becomes of a rule: rule × subject × known × selection; verdict on the case, on the rule, and exit code."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest

from ocpp_conformance.harness.evidence import Inconclusive, Violation
from ocpp_conformance.harness.evidence.breach import MUST, Breach
from ocpp_conformance.harness.evidence.conclusion import exit_code
from ocpp_conformance.harness.evidence.known import Known, KnownFailures
from ocpp_conformance.harness.evidence.lines import VerdictLine
from ocpp_conformance.harness.evidence.verdict import Exit, Verdict
from ocpp_conformance.harness.requirements import Judged
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.case_report import CaseReport
from ocpp_conformance.harness.suite.outcome import weighed
from ocpp_conformance.harness.suite.rule_verdicts import Scope, rule_lines
from ocpp_conformance.harness.suite.run import CaseRun

RULE, OTHER = "B01.FR.08", "E01.FR.07"
BREACH = Breach(RULE, (), MUST, "cause", "it is broken", None)
JUDGED = {
    "held": Judged(proven=Counter({RULE: 3})),
    "held only": Judged(held=Counter({RULE: 3})),
    "missed": Judged([BREACH]),
    "not exercised": Judged(),
}
KNOWN = {"nothing": None, "the rule": RULE, "another rule": OTHER, "the case": "TC_X"}
SCOPES = {
    "everything": Scope(),
    "its block": Scope(blocks=frozenset({"B"})),
    "another block": Scope(blocks=frozenset({"C"})),
    "itself": Scope(frozenset({RULE})),
    "another": Scope(frozenset({OTHER})),
}
P, F, K, S, A, U = (Verdict(v) for v in ("passed", "failed", "known", "stale", "advisory", "inconclusive"))

TRUTH = [
    # rule, is it the subject, what is known, what is selected → the case, the line of the rule (or none), exit code
    ("held", False, "nothing", "everything", P, None, Exit.OK),
    ("held", True, "nothing", "everything", P, None, Exit.OK),
    ("held", False, "the rule", "everything", P, S, Exit.FAILED),
    ("held", True, "the rule", "everything", P, S, Exit.FAILED),
    ("held", True, "the case", "everything", S, None, Exit.FAILED),
    ("held only", False, "the rule", "everything", P, None, Exit.OK),
    ("held only", True, "nothing", "everything", P, None, Exit.OK),
    ("held only", True, "the rule", "everything", P, None, Exit.OK),
    ("missed", False, "nothing", "everything", P, F, Exit.FAILED),
    ("missed", True, "nothing", "everything", F, None, Exit.FAILED),
    ("missed", False, "the rule", "everything", P, K, Exit.OK),
    ("missed", True, "the rule", "everything", K, None, Exit.OK),
    ("missed", False, "another rule", "everything", P, F, Exit.FAILED),
    ("missed", True, "another rule", "everything", F, None, Exit.FAILED),
    ("missed", False, "the case", "everything", S, F, Exit.FAILED),
    ("missed", True, "the case", "everything", K, None, Exit.OK),
    ("missed", False, "nothing", "its block", P, F, Exit.FAILED),
    ("missed", False, "nothing", "another block", P, A, Exit.OK),
    ("missed", False, "nothing", "itself", P, F, Exit.FAILED),
    ("missed", False, "nothing", "another", P, A, Exit.OK),
    ("missed", True, "nothing", "another block", F, None, Exit.FAILED),
    ("missed", False, "the rule", "another block", P, A, Exit.OK),
    ("not exercised", False, "nothing", "everything", P, None, Exit.OK),
    ("not exercised", True, "nothing", "everything", U, None, Exit.FAILED),
    ("not exercised", False, "the rule", "everything", P, None, Exit.OK),
    ("not exercised", True, "the rule", "everything", U, None, Exit.FAILED),
    ("not exercised", True, "the case", "everything", K, None, Exit.OK),
]


@pytest.mark.parametrize(("rule", "subject", "known", "scope", "case", "line", "code"), TRUTH)
def test_what_becomes_of_a_rule(rule, subject, known, scope, case, line, code):
    report = told(JUDGED[rule], subject, failures(KNOWN[known]))
    lines = rule_lines([report], failures(KNOWN[known]), SCOPES[scope])
    assert report.verdict is case
    assert [Verdict(each.verdict) for each in lines] == ([] if line is None else [line])
    assert exit_code([report.verdict], rules=[Verdict(each.verdict) for each in lines]) is code


def failures(name):
    entries = {} if name is None else {name: (Known(name, "because"),)}
    return KnownFailures(entries, datetime.date(2026, 1, 1))


class Said:
    """In place of the judge: says the same of every case."""

    def __init__(self, judged):
        self._judged = judged

    def begin(self, case):
        pass

    def take(self, entry):
        pass

    def so_far(self):
        return self._judged


def told(judged, subject, known, id="TC_X"):
    """The report of a case in which the rules say this; another check of it passed."""
    case = Case(id, "a case", Role.STATION, "B", ("boot",), subject=(RULE,) if subject else ())
    run = CaseRun(case, lambda line: None, Said(judged))
    run.checklist.book(OTHER, ())
    error = None
    try:
        run.judge_subject()
        run.checklist.conclude()
    except (Violation, Inconclusive) as raised:
        error = raised
    verdict, message, _ = weighed(case, error, run.checklist.checks, known)
    source = getattr(error, "source", None)
    line = VerdictLine(id, "a case", "station", "B", str(verdict), subject=case.subject, message=message, source=source)
    return CaseReport(line, tuple(run.checklist.checks), judged, ())


def test_a_breach_beside_its_subject_has_a_line():
    nothing = failures(None)
    reports = [told(JUDGED["missed"], True, nothing), told(JUDGED["missed"], False, nothing, "TC_Y")]
    (line,) = rule_lines(reports, nothing, Scope())
    assert (line.verdict, line.cases, line.frames) == ("failed", ("TC_X", "TC_Y"), 2)


def test_a_cause_is_one_line_with_its_frames():
    nothing = failures(None)
    reports = [told(JUDGED["missed"], False, nothing, f"TC_{number}") for number in range(90)]
    (line,) = rule_lines(reports, nothing, Scope())
    assert (len(line.cases), line.frames) == (90, 90)


def test_a_twin_is_excused_by_its_own_entry():
    twin = Breach(OTHER, (RULE,), MUST, "cause", "it is broken", None)
    (line,) = rule_lines([told(Judged([twin]), False, failures(None))], failures(RULE), Scope())
    assert line.verdict == "known"
