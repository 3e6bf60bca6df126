"""Verdicts and exit codes: truth tables."""

import itertools

import pytest

from ocpp_conformance.harness.evidence import (
    Binding,
    Check,
    HarnessError,
    Inconclusive,
    Miss,
    NotApplicable,
    NotRun,
    Outcome,
    Violation,
)
from ocpp_conformance.harness.evidence.verdict import GREEN, GREY, LETTERS, RANK, Exit, Verdict, exit_code, verdict_of

PASSED = Check("B01.FR.02", Binding.MUST, Outcome.PASSED)
RELAYED = Check("C11.FR.01", Binding.MUST, Outcome.PASSED, relayed=True)
ADVISORY = Check("J-4.1.5-02", Binding.SHOULD, Outcome.ADVISORY)


@pytest.mark.parametrize(
    ("error", "checks", "verdict"),
    [
        (None, [PASSED], Verdict.PASSED),
        (None, [PASSED, ADVISORY], Verdict.ADVISORY),
        (None, [], Verdict.INCONCLUSIVE),
        (None, [RELAYED], Verdict.RELAYED),
        (None, [RELAYED, PASSED], Verdict.PASSED),
        (Inconclusive("x"), [RELAYED], Verdict.INCONCLUSIVE),
        (Violation("B01.FR.02", (Miss("", "a", "b"),), frame=1), [PASSED], Verdict.FAILED),
        (Inconclusive("x"), [PASSED], Verdict.INCONCLUSIVE),
        (NotRun("x", "y"), [], Verdict.NOT_RUN),
        (NotApplicable("C-44"), [], Verdict.NOT_APPLICABLE),
        (HarnessError("x"), [PASSED], Verdict.HARNESS_ERROR),
        (AssertionError("a plain assert says nothing about the system"), [PASSED], Verdict.HARNESS_ERROR),
        (KeyError("x"), [PASSED], Verdict.HARNESS_ERROR),
    ],
)
def test_verdict_of_a_case(error, checks, verdict):
    assert verdict_of(error, checks) is verdict


def test_what_was_only_relayed_is_no_pass():
    assert verdict_of(None, [PASSED], relayed=True) is Verdict.RELAYED
    assert verdict_of(Violation("B01.FR.02", (Miss("", "a", "b"),), frame=1), [PASSED], relayed=True) is Verdict.FAILED


@pytest.mark.parametrize(
    ("verdicts", "flags", "code"),
    [
        ([], {}, Exit.OK),
        ([Verdict.PASSED, Verdict.ADVISORY], {}, Exit.OK),
        ([Verdict.NOT_RUN, Verdict.NOT_APPLICABLE], {}, Exit.NOTHING_JUDGED),
        ([Verdict.NOT_RUN, Verdict.RELAYED], {}, Exit.NOTHING_JUDGED),
        ([Verdict.RELAYED, Verdict.PASSED], {}, Exit.OK),
        ([Verdict.RELAYED], {"rules": [Verdict.FAILED]}, Exit.FAILED),
        ([Verdict.PASSED, Verdict.FAILED], {}, Exit.FAILED),
        ([Verdict.INCONCLUSIVE], {}, Exit.FAILED),
        ([Verdict.HARNESS_ERROR], {}, Exit.HARNESS_ERROR),
        ([Verdict.PASSED], {"rules": [Verdict.FAILED]}, Exit.FAILED),
        ([Verdict.PASSED], {"interrupted": True}, Exit.INTERRUPTED),
        ([Verdict.PASSED], {"harness_error": True}, Exit.HARNESS_ERROR),
        ([], {"unreachable": True}, Exit.UNREACHABLE),
        ([Verdict.FAILED], {"interrupted": True}, Exit.INTERRUPTED),
        ([Verdict.FAILED, Verdict.HARNESS_ERROR], {"interrupted": True}, Exit.HARNESS_ERROR),
        ([Verdict.HARNESS_ERROR], {"unreachable": True}, Exit.UNREACHABLE),
    ],
)
def test_exit_code_of_a_run(verdicts, flags, code):
    assert exit_code(verdicts, **flags) is code


def test_the_worst_that_applies_wins():
    flags = ("interrupted", "harness_error", "unreachable")
    for idle, broken, *chosen in itertools.product((False, True), repeat=len(flags) + 2):
        given = dict(zip(flags, chosen, strict=True))
        order = [given["unreachable"], given["harness_error"], given["interrupted"], broken, idle]
        expected = next((code for code, applies in zip(RANK, order, strict=True) if applies), Exit.OK)
        assert exit_code([Verdict.NOT_RUN] * idle, rules=[Verdict.FAILED] * broken, **given) is expected


def test_every_verdict_has_a_letter_of_its_own():
    assert set(LETTERS) == set(Verdict)
    assert len(set(LETTERS.values())) == len(Verdict)
    assert GREEN.isdisjoint(GREY)
