"""What came of a wrong message, judged by the error table."""

import pytest

from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Outcome, Recording, Violation
from ocpp_conformance.harness.fuzzing.oracle import row_of
from ocpp_conformance.harness.probes.pace import limits_rate
from ocpp_conformance.harness.probes.reaction import Reaction
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Wrong
from ocpp_conformance.harness.transport import Closed


@pytest.fixture
def checklist():
    return Checklist("X", Recording(), lambda _: Binding.MUST)


def reaction(checklist, answer, *, message_id="1", closed=None, fence_error=None):
    return Reaction(checklist, message_id, answer, 1, closed, fence_error)


@pytest.mark.parametrize(
    ("answer", "wrong", "booked"),
    [
        (CallError("1", "OccurrenceConstraintViolation"), Wrong.OCCURRENCE, Outcome.PASSED),
        (CallError("1", "FormatViolation"), Wrong.OCCURRENCE, Outcome.PASSED),
        (CallError("1", "InternalError"), Wrong.OCCURRENCE, Outcome.ADVISORY),
        (None, Wrong.OCCURRENCE, Outcome.PASSED),
        (CallError("1", "NotImplemented"), Wrong.UNKNOWN_ACTION, Outcome.PASSED),
        (CallError("1", "NotSupported"), Wrong.UNKNOWN_ACTION, Outcome.ADVISORY),
        (None, Wrong.UNKNOWN_ACTION, Outcome.ADVISORY),
        (None, Wrong.UNSUPPORTED_ACTION, Outcome.ADVISORY),
        (
            CallError("1", "OccurenceConstraintViolation"),
            Wrong.OCCURRENCE,
            Outcome.ADVISORY,
        ),  # a rule is red
    ],
)
def test_what_passes(checklist, answer, wrong, booked):
    reaction(checklist, answer).earns("J-4.1.7-02", wrong)
    assert checklist.checks[-1].outcome is booked


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (CallResult("1", {}), Wrong.OCCURRENCE),
        (CallError("2", "FormatViolation"), Wrong.OCCURRENCE),
        (Malformed("x", Wrong.REPLY, "no"), Wrong.OCCURRENCE),
    ],
)
def test_what_fails(checklist, answer, wrong):
    with pytest.raises(Violation):
        reaction(checklist, answer).earns("J-4.1.7-02", wrong)


@pytest.mark.parametrize("code", ["NotSupported", "NotImplemented"])
@pytest.mark.parametrize("wrong", [Wrong.OCCURRENCE, Wrong.UNKNOWN_PROPERTY, Wrong.TYPE, Wrong.VALUE])
def test_a_payload_that_nobody_looks_at_may_be_broken(checklist, wrong, code):
    provoked = reaction(checklist, CallError("1", code))
    provoked.earns("J-4.1.7-02", row_of(wrong, provoked))
    assert checklist.checks[-1].outcome is Outcome.PASSED


@pytest.mark.parametrize("answer", [CallError("1", "FormatViolation"), CallResult("1", {}), None])
def test_any_other_answer_is_about_the_payload(checklist, answer):
    assert row_of(Wrong.TYPE, reaction(checklist, answer)) is Wrong.TYPE


@pytest.mark.parametrize("wrong", [Wrong.UNKNOWN_ACTION, Wrong.NOT_JSON])
def test_an_action_that_nobody_knows_is_another_matter(checklist, wrong):
    assert row_of(wrong, reaction(checklist, CallError("1", "NotSupported"))) is wrong


def test_an_unreadable_id_is_answered_with_minus_one(checklist):
    good = reaction(checklist, CallError("-1", "RpcFrameworkError"), message_id=None)
    good.earns("J-4.2.3-04", Wrong.NOT_JSON)
    bad = reaction(checklist, CallError("", "RpcFrameworkError"), message_id=None)
    with pytest.raises(Violation, match="message id"):
        bad.earns("J-4.2.3-04", Wrong.NOT_JSON)


def test_a_number_that_was_read_as_an_id_is_an_advisory(checklist):
    told = reaction(checklist, CallError("17", "RpcFrameworkError"), message_id=None)
    told.earns("J-4.2.3-04", Wrong.UNREADABLE_ID, told_as="17")
    assert [check.outcome for check in checklist.checks] == [Outcome.ADVISORY, Outcome.PASSED]
    with pytest.raises(Violation, match="message id"):
        reaction(checklist, CallError("17", "RpcFrameworkError"), message_id=None).earns(
            "J-4.2.3-04", Wrong.UNREADABLE_ID
        )


def test_an_unanswered_fence_fails(checklist):
    with pytest.raises(Violation, match="next valid CALL"):
        reaction(checklist, None, fence_error="no answer").earns("J-4.1.7-02", Wrong.OCCURRENCE)


@pytest.mark.parametrize(
    ("code", "fails"),
    [
        (1011, True),
        (1006, True),
        (1000, False),
        (1002, False),
        (1007, False),
        (1005, False),
        (3000, False),
        (4999, False),
    ],
)
def test_a_clean_close_is_an_advisory_and_an_internal_error_a_failure(checklist, code, fails):
    provoked = reaction(checklist, None, closed=Closed(code, "", False))
    if fails:
        with pytest.raises(Violation):
            provoked.earns("J-4.1.7-02", Wrong.NOT_JSON)
    else:
        provoked.earns("J-4.1.7-02", Wrong.NOT_JSON)
        assert Outcome.ADVISORY in {check.outcome for check in checklist.checks}


def test_what_was_seen_is_kept(checklist):
    reaction(checklist, None).earns("J-4.1.7-02", Wrong.NOT_JSON)
    assert checklist.checks[-1].seen == "silence"


MISSING = [CallError("1", "NotImplemented"), CallError("1", "NotSupported")]
ASKED = Call("1", "GetVariables", {})


@pytest.mark.parametrize("answer", MISSING)
def test_an_action_that_is_not_there_breaks_no_rule_about_the_wire(checklist, answer):
    reply = ReceivedReply(checklist, 1, 0.0, None, ASKED, answer)
    with pytest.raises(Inconclusive, match=answer.code):
        reaction(checklist, answer).is_served("J-4.1.4-02")
    with pytest.raises(Inconclusive, match=answer.code):
        reply.meets("J-8.1-01", getVariableResult=[])
    assert checklist.checks == []


@pytest.mark.parametrize("source", ["J-4.1.7-01", "B06.FR.02"])
def test_an_action_that_is_not_there_is_told_once(checklist, source):
    with pytest.raises(Violation):
        ReceivedReply(checklist, 1, 0.0, None, ASKED, MISSING[0]).meets(source, getVariableResult=[])


def test_another_error_code_says_that_the_message_was_read(checklist):
    with pytest.raises(Violation):
        reaction(checklist, CallError("1", "InternalError")).is_served("J-4.1.4-02")


def test_silence_breaks_no_rule_about_errors(checklist):
    reaction(checklist, None).error_has("J-4.2.3-09", details={})
    assert [check.outcome for check in checklist.checks] == [Outcome.PASSED]


@pytest.mark.parametrize(
    "answer", [CallResult("1", {}), Malformed("x", Wrong.REPLY, "message id is null, not a string")]
)
def test_what_is_no_error_says_nothing_about_errors(checklist, answer):
    reaction(checklist, answer).error_has("J-4.2.3-09", details={})
    assert checklist.checks == []


def test_details_that_are_no_object_are_a_miss(checklist):
    answer = Malformed("x", Wrong.REPLY, "details are string, not an object", "1", 4)
    with pytest.raises(Violation):
        reaction(checklist, answer).error_has("J-4.2.3-09", details={})


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Rate limit exceeded", True),
        ("rate-limited", True),
        ("Too many requests", True),
        ("throttled", True),
        ("too many elements in getVariableData", False),
        ("", False),
    ],
)
def test_a_limit_of_the_rate_is_read_in_the_description(text, limits):
    assert limits_rate(CallError("1", "GenericError", text)) is limits


@pytest.mark.parametrize("code", [1006, 1011])
@pytest.mark.parametrize(
    "judge",
    [
        lambda it: it.earns("J-4.1.7-02", Wrong.OCCURRENCE),
        lambda it: it.is_served("J-4.1.7-01", status="Accepted"),
        lambda it: it.is_answered("J-4.1.7-01", Call("1", "Heartbeat", {}), strict=True),
        lambda it: it.refused("J-4.1.7-02"),
        lambda it: it.either_way("J-4.1.4-02"),
    ],
)
def test_a_crash_is_one_cause_wherever_it_shows(checklist, code, judge):
    with pytest.raises(Violation) as caught:
        judge(reaction(checklist, None, closed=Closed(code, "", by_us=False)))
    assert caught.value.source == "LIVES-ON"
