"""The session: one open CALL, matching by id, late and unknown replies (Part 4, 4.1.1 and 4.1.4)."""

import pytest

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, parse
from ocpp_conformance.harness.rpc.session import (
    REMEMBERED,
    CallReceived,
    CallTimedOut,
    LateReply,
    LineBusyError,
    MalformedReceived,
    ReplyReceived,
    Session,
    UnknownReply,
)

CALL = Call("a", "Heartbeat", {})
REPLY = CallResult("a", {"currentTime": "2026-01-01T00:00:00Z"})


@pytest.fixture
def session():
    return Session()


def test_the_reply_frees_the_line(session):
    session.send_call(CALL, now=0, timeout=10)
    assert session.receive(parse(REPLY.text())) == ReplyReceived(CALL, REPLY)
    assert session.open_call is None


def test_a_call_error_answers_too(session):
    session.send_call(CALL, now=0, timeout=10)
    error = CallError("a", "InternalError", "", {})
    assert session.receive(parse(error.text())) == ReplyReceived(CALL, error)


def test_a_second_call_is_refused_while_the_first_is_open(session):
    session.send_call(CALL, now=0, timeout=10)
    with pytest.raises(LineBusyError, match=r"Heartbeat \(a\) is not answered yet"):
        session.send_call(Call("b", "Heartbeat", {}), now=1, timeout=10)


def test_a_call_of_the_peer_is_taken_while_ours_is_open(session):
    session.send_call(CALL, now=0, timeout=10)
    theirs = Call("a", "GetVariables", {})
    assert session.receive(parse(theirs.text())) == CallReceived(theirs)
    assert session.open_call == CALL


@pytest.mark.parametrize(("now", "expired"), [(9.9, None), (10.0, CallTimedOut(CALL))])
def test_a_call_times_out_at_its_deadline(session, now, expired):
    session.send_call(CALL, now=0, timeout=10)
    assert session.expire(now) == expired


def test_a_late_reply_is_told_apart_and_leaves_the_new_call_open(session):
    session.send_call(CALL, now=0, timeout=10)
    session.expire(10)
    session.send_call(Call("b", "Heartbeat", {}), now=11, timeout=10)
    assert session.receive(parse(REPLY.text())) == LateReply(CALL, REPLY)
    assert session.open_call == Call("b", "Heartbeat", {})


def test_a_second_answer_is_unknown(session):
    session.send_call(CALL, now=0, timeout=10)
    session.receive(parse(REPLY.text()))
    assert session.receive(parse(REPLY.text())) == UnknownReply(REPLY)


def test_a_malformed_answer_fails_the_call_it_answers(session):
    session.send_call(CALL, now=0, timeout=10)
    event = session.receive(parse('[3,"a",[]]'))
    assert isinstance(event, MalformedReceived)
    assert event.failed == CALL
    assert session.open_call is None


def test_a_malformed_answer_to_another_id_fails_nothing(session):
    session.send_call(CALL, now=0, timeout=10)
    event = session.receive(parse('[3,"z",[]]'))
    assert isinstance(event, MalformedReceived)
    assert event.failed is None
    assert session.open_call == CALL


def test_a_lost_connection_frees_the_line(session):
    session.send_call(CALL, now=0, timeout=10)
    assert session.abandon() == CALL
    assert session.open_call is None


def test_only_so_many_timed_out_calls_are_remembered(session):
    for number in range(REMEMBERED + 1):
        session.send_call(Call(str(number), "Heartbeat", {}), now=0, timeout=1)
        session.expire(1)
    assert isinstance(session.receive(parse(CallResult("0", {}).text())), UnknownReply)
    assert isinstance(session.receive(parse(CallResult("1", {}).text())), LateReply)
