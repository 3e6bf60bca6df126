"""Checks: a MUST missed fails, a SHOULD missed is an advisory, a precondition missed is inconclusive."""

import pytest

from ocpp_conformance.harness.evidence import (
    Checklist,
    Inconclusive,
    Miss,
    Outcome,
    Recording,
    Violation,
    step,
)
from ocpp_conformance.harness.probes import ReceivedReply
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Role
from ocpp_conformance.harness.suite.case import CaseError, case
from ocpp_conformance.harness.suite.sources import binding_of
from ocpp_conformance.harness.validation import judge_reply

MISS = (Miss("/status", "'Accepted'", "'Rejected'"),)
BOOT = Call("1", "BootNotification", {})


@pytest.fixture
def checklist():
    return Checklist("X", Recording(), lambda source: binding_of(source, Role.CSMS))


def received(checklist, payload=None, error=None):
    reply = CallError("1", error) if error else CallResult("1", payload)
    return ReceivedReply(checklist, 3, 0.0, judge_reply(BOOT, reply), BOOT, reply)


ACCEPTED = {"currentTime": "2026-01-01T00:00:00Z", "interval": 10, "status": "Accepted"}


@pytest.mark.parametrize(("edition", "cited"), [(2, "step 2"), (3, "step 4")])
def test_a_step_has_the_number_of_the_edition(checklist, edition, cited):
    checklist.edition = edition
    checklist.book(step(2, ed3=4), ())
    checklist.book(step(7, ed3=None), ())
    assert [check.source for check in checklist.checks] == [cited, "step 7"]


@pytest.mark.parametrize(
    ("source", "misses", "mild", "outcome"),
    [
        ("B01.FR.02", (), False, Outcome.PASSED),
        ("J-4.1.5-02", MISS, False, Outcome.ADVISORY),
        ("B01.FR.02", MISS, True, Outcome.ADVISORY),
        (step(4), (), False, Outcome.PASSED),
    ],
)
def test_what_is_booked(checklist, source, misses, mild, outcome):
    checklist.book(source, misses, mild=mild)
    assert checklist.checks[-1].outcome is outcome


@pytest.mark.parametrize(("source", "cited"), [("B01.FR.02", "B01.FR.02"), (step(4), "step 4")])
def test_a_must_that_is_missed_raises_with_its_frame(checklist, source, cited):
    with pytest.raises(Violation) as caught:
        checklist.book(source, MISS, frame=3)
    assert (caught.value.source, caught.value.frame) == (cited, 3)
    assert checklist.checks[-1].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("B01.FR.01", "does not bind a csms"),
        ("J-9-99", "J-9-0"),
        ("B02.FR.01", "nothing can be demanded"),
    ],
)
def test_a_source_that_does_not_bind_is_our_mistake(source, text):
    with pytest.raises(CaseError, match=text):
        binding_of(source, Role.CSMS)


def test_meets_wants_the_fields(checklist):
    received(checklist, ACCEPTED).meets("B01.FR.02", status="Accepted")
    with pytest.raises(Violation, match="/status"):
        received(checklist, ACCEPTED).meets("B01.FR.02", status="Pending")


def test_meets_wants_a_valid_payload(checklist):
    with pytest.raises(Violation, match="/interval"):
        received(checklist, {**ACCEPTED, "interval": "soon"}).meets("B01.FR.02", status="Accepted")


def test_meets_wants_a_call_result(checklist):
    with pytest.raises(Violation, match="CALLERROR InternalError"):
        received(checklist, error="InternalError").meets("B01.FR.02")


def test_meets_can_want_a_call_error(checklist):
    received(checklist, error="SecurityError").meets("B02.FR.09", error="SecurityError")
    with pytest.raises(Violation, match="error code"):
        received(checklist, error="InternalError").meets("B02.FR.09", error="SecurityError")
    with pytest.raises(Violation, match="a CALLRESULT"):
        received(checklist, ACCEPTED).meets("B02.FR.09", error="SecurityError")


@pytest.mark.parametrize("answer", [{"payload": {**ACCEPTED, "status": "Pending"}}, {"error": "InternalError"}])
def test_expects_is_a_precondition(checklist, answer):
    with pytest.raises(Inconclusive, match="precondition not reached"):
        received(checklist, **answer).expects(status="Accepted")


def test_a_breach_elsewhere_does_not_spoil_a_precondition(checklist):
    received(checklist, {**ACCEPTED, "interval": "soon"}).expects(status="Accepted")


@pytest.mark.parametrize(
    ("declare", "text"),
    [
        (lambda: case("TC_Z_99_CSMS"), "TC_Z_99_CSMS"),
        (lambda: case("MY-CASE"), "neither published"),
        (lambda: case("acme-CSMS-X-01", "t", topics=("rpc",)), "a prefix in capitals"),
        (lambda: case("RPC-CSMS-X-01"), "needs a title and topics"),
        (lambda: case("RPC-CSMS-X-01", "t", topics=("nonsense",)), "unknown topics"),
    ],
)
def test_a_wrong_declaration_is_our_mistake(declare, text):
    with pytest.raises(CaseError, match=text):
        declare()


def test_a_miss_without_a_frame_says_what_was_sent_before(checklist):
    checklist.judges, checklist.goes_on = Role.CSMS, True
    recording = checklist.recording
    for sender, raw in ((Role.STATION, "asked"), (Role.CSMS, "answered"), (Role.STATION, "while waiting")):
        recording.frame(1, sender, raw)
    checklist.book(step(4), MISS, waited_from=2)
    checklist.book(step(4), MISS)
    checklist.book(step(4), MISS, frame=1)
    checklist.book(step(4), ())
    assert [check.after for check in checklist.checks] == [0, 2, None, None]
