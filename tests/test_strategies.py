"""The Hypothesis strategies: what they call compliant is, and every wrong frame is wrong in the way it says."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from ocpp_conformance.fixtures.frames import VALID, frames_of, wrong_frames
from ocpp_conformance.fixtures.tokens import BAD_TOKENS, bad_tokens, compliant_tokens, kind_of
from ocpp_conformance.harness.rpc import Call, Malformed, Role, Wrong, parse
from ocpp_conformance.harness.station import tokens
from ocpp_conformance.harness.validation import judge_call

COMPLIANT = re.compile(r"\A(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{14})\Z")
MANY = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def judged(raw: str, sender: Role) -> tuple[Wrong, ...]:
    """Every row of the error table that a text belongs to."""
    frame = parse(raw)
    if isinstance(frame, Malformed):
        return (frame.wrong,)
    assert isinstance(frame, Call)
    judgement = judge_call(frame, sender)
    if judgement is None:
        return ()
    return tuple({judgement.wrong, *(finding.wrong for finding in judgement.defects)})


def seen(strategy, of):
    """What `of` makes of many examples."""
    found = set()

    @MANY
    @given(strategy)
    def look(example):
        found.add(of(example))

    look()
    return found


@MANY
@given(compliant_tokens())
def test_compliant_tokens_match_the_rule(token):
    assert COMPLIANT.match(token)
    assert tokens.broken_rule(token) is None


def test_compliant_tokens_have_both_lengths_and_all_letter_cases():
    cases = ("upper", "lower", "mixed")
    assert seen(compliant_tokens(), kind_of) == {f"{n} bytes, {case} case" for n in (4, 7) for case in cases}


@MANY
@given(bad_tokens())
def test_bad_tokens_break_the_rule_they_name(token):
    assert not COMPLIANT.match(token.text)
    broken = tokens.broken_rule(token.text)
    assert broken is not None
    assert broken.rule == token.rule


def test_every_way_of_not_being_compliant_is_reached():
    assert seen(bad_tokens(), lambda token: token.label) == set(BAD_TOKENS)


@pytest.mark.parametrize("sender", Role)
def test_the_payloads_to_break_are_valid(sender):
    found = {action: judge_call(Call("x", action, payload), sender) for action, payload in VALID[sender].items()}
    assert found == dict.fromkeys(VALID[sender])


@pytest.mark.parametrize("sender", Role)
def test_every_row_of_the_error_table_is_reached(sender):
    assert seen(wrong_frames(sender), lambda frame: frame.wrong) == set(Wrong)


@pytest.mark.parametrize("sender", Role)
@pytest.mark.parametrize("wrong", Wrong)
def test_a_wrong_frame_is_wrong_as_labelled_and_in_no_other_way(sender, wrong):
    @settings(MANY, max_examples=100)
    @given(frames_of(sender, wrong))
    def look(frame):
        assert judged(frame.raw, sender) == (wrong,)

    look()
