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
from ocpp_conformance.harness.evidence.conclusion import RANK, Ending, Tone, conclude, exit_code
from ocpp_conformance.harness.evidence.verdict import GREEN, GREY, LETTERS, Exit, Verdict, verdict_of

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
        ([Verdict.PASSED], {"ending": Ending.INTERRUPTED}, Exit.INTERRUPTED),
        ([Verdict.PASSED], {"ending": Ending.LOST}, Exit.HARNESS_ERROR),
        ([], {"ending": Ending.UNREACHABLE}, Exit.UNREACHABLE),
        ([Verdict.FAILED], {"ending": Ending.INTERRUPTED}, Exit.INTERRUPTED),
        ([Verdict.FAILED, Verdict.HARNESS_ERROR], {"ending": Ending.INTERRUPTED}, Exit.HARNESS_ERROR),
        ([Verdict.HARNESS_ERROR], {"ending": Ending.UNREACHABLE}, Exit.UNREACHABLE),
    ],
)
def test_exit_code_of_a_run(verdicts, flags, code):
    assert exit_code(verdicts, **flags) is code


def test_the_worst_that_applies_wins():
    ends = {Ending.UNREACHABLE: Exit.UNREACHABLE, Ending.LOST: Exit.HARNESS_ERROR, Ending.INTERRUPTED: Exit.INTERRUPTED}
    for ending, idle, broken in itertools.product(Ending, (False, True), (False, True)):
        codes = {ends.get(ending), Exit.FAILED if broken else None, Exit.NOTHING_JUDGED if idle else None}
        expected = next((code for code in RANK if code in codes), Exit.OK)
        assert exit_code([Verdict.NOT_RUN] * idle, rules=[Verdict.FAILED] * broken, ending=ending) is expected


SENTENCES = [
    ({"passed": 2}, {}, "green", "conforms as far as tested, by 2 cases"),
    ({"passed": 1, "advisory": 1, "not run": 3}, {}, "green", "conforms as far as tested, by 2 of 5 cases"),
    ({"passed": 1}, {"partial": True}, "green", "passed what was selected, 1 case"),
    ({"passed": 1, "failed": 1}, {}, "red", "does not conform"),
    ({"passed": 1, "failed": 1}, {"ending": Ending.CUT}, "red", "does not conform; the run was cut after 2 cases"),
    ({"passed": 1}, {"rules": {"failed": 1}}, "red", "does not conform"),
    ({"passed": 1}, {"rules": {"known": 2}}, "amber", "does not conform in ways that are listed"),
    ({"passed": 1}, {"rules": {"stale": 1}}, "amber", "conforms as far as tested, but"),
    ({"passed": 1}, {"rules": {"advisory": 1}}, "green", "conforms as far as tested, by 1 case"),
    ({"known": 1, "stale": 1}, {}, "amber", "does not conform in ways that are listed"),
    (
        {"passed": 1},
        {"rules": {"known": 5}, "ending": Ending.CUT, "selected": 9},
        "amber",
        "could not be judged in full: the run was cut after 1 of 9 cases",
    ),
    ({"passed": 1}, {"ending": Ending.CUT}, "amber", "could not be judged in full: the run was cut after 1 case"),
    (
        {"passed": 1},
        {"ending": Ending.INTERRUPTED, "selected": 9},
        "amber",
        "could not be judged in full: the run was interrupted after 1 of 9 cases",
    ),
    ({}, {"ending": Ending.INTERRUPTED, "selected": 9}, "amber", "could not be judged: the run was interrupted"),
    (
        {"passed": 8},
        {"ending": Ending.LOST, "selected": 9},
        "amber",
        "could not be judged in full: cases were lost, 8 of 9 cases ended",
    ),
    ({}, {"ending": Ending.UNREACHABLE, "why": "no route"}, "amber", "could not be judged: no route"),
    ({"passed": 1, "harness error": 1}, {}, "amber", "could not be judged: the harness"),
    ({"passed": 1, "inconclusive": 1}, {}, "amber", "could not be judged in full: preconditions"),
    ({"passed": 1, "known": 1}, {}, "amber", "does not conform in ways that are listed"),
    ({"passed": 1, "stale": 1}, {}, "amber", "conforms as far as tested, but"),
    ({"not run": 2, "relayed": 1}, {}, "amber", "could not be judged: no case judged it"),
    ({}, {}, "amber", "could not be judged: no case judged it"),
]


@pytest.mark.parametrize(("counts", "more", "tone", "start"), SENTENCES)
def test_the_sentence_follows_the_counts(counts, more, tone, start):
    said = conclude(counts, **more)
    assert (said.tone, said.text[: len(start)]) == (tone, start)


def test_what_did_not_end_is_never_green():
    for ending in set(Ending) - {Ending.COMPLETE}:
        assert conclude({"passed": 5}, ending=ending).tone is Tone.AMBER
        assert exit_code([Verdict.PASSED], ending=ending) is not Exit.OK or ending is Ending.CUT


def test_every_verdict_has_a_letter_of_its_own():
    assert set(LETTERS) == set(Verdict)
    assert len(set(LETTERS.values())) == len(Verdict)
    assert GREEN.isdisjoint(GREY)
