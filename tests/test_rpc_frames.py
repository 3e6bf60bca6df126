"""Frames: from text to a value and back (Part 4, section 4)."""

import pytest

from ocpp_conformance.harness.rpc import ANSWERS, Call, CallError, CallResult, ErrorCode, Grade, Malformed, Wrong, parse


@pytest.mark.parametrize(
    "frame",
    [
        Call("1", "Heartbeat", {}),
        CallResult("1", {"currentTime": "2026-01-01T00:00:00Z"}),
        CallError("1", "GenericError", "text", {"a": 1}),
        Call("x" * 36, "DataTransfer", {"vendorId": "ü\u2028\U0001f600"}),
    ],
)
def test_a_frame_survives_the_way_through_text(frame):
    assert parse(frame.text()) == frame


def test_error_details_are_an_object_when_there_is_nothing_to_tell():
    assert CallError("1", "GenericError").text() == '[4,"1","GenericError","",{}]'


@pytest.mark.parametrize(
    ("raw", "wrong", "message_id"),
    [
        ("", Wrong.NOT_JSON, None),
        ("hello", Wrong.NOT_JSON, None),
        ('[2,"1","Heartbeat",{}', Wrong.NOT_JSON, None),
        ('[2,"1","Heartbeat",{"a":NaN}]', Wrong.NOT_JSON, None),
        ('[2,"\\ud800","Heartbeat",{}]', Wrong.NOT_JSON, None),
        ("[" * 5000, Wrong.NOT_JSON, None),
        (b"\x00", Wrong.NOT_JSON, None),
        ("{}", Wrong.NOT_ARRAY, None),
        ("2", Wrong.NOT_ARRAY, None),
        ("null", Wrong.NOT_ARRAY, None),
        ("[]", Wrong.UNREADABLE_ID, None),
        ("[2]", Wrong.UNREADABLE_ID, None),
        ('[2,1,"Heartbeat",{}]', Wrong.UNREADABLE_ID, None),
        ('[2,null,"Heartbeat",{}]', Wrong.UNREADABLE_ID, None),
        ('[2,"1"]', Wrong.ELEMENT_COUNT, "1"),
        ('[2,"1","Heartbeat"]', Wrong.ELEMENT_COUNT, "1"),
        ('[2,"1","Heartbeat",{},{}]', Wrong.ELEMENT_COUNT, "1"),
        ('[2,"1",7,{}]', Wrong.ACTION_NOT_STRING, "1"),
        ('[2,"1","Heartbeat",[]]', Wrong.PAYLOAD_NOT_OBJECT, "1"),
        ('[2,"1","Heartbeat",null]', Wrong.PAYLOAD_NOT_OBJECT, "1"),
        ('[9,"1","Heartbeat",{}]', Wrong.UNKNOWN_MESSAGE_TYPE, "1"),
        ('["2","1","Heartbeat",{}]', Wrong.UNKNOWN_MESSAGE_TYPE, "1"),
        ('[true,"1","Heartbeat",{}]', Wrong.UNKNOWN_MESSAGE_TYPE, "1"),
        ('[3,"1"]', Wrong.REPLY, "1"),
        ('[3,"1",[]]', Wrong.REPLY, "1"),
        ('[3,"1",{},{}]', Wrong.REPLY, "1"),
        ("[3,1,{}]", Wrong.REPLY, None),
        ('[4,"1","GenericError",""]', Wrong.REPLY, "1"),
        ('[4,"1",7,"",{}]', Wrong.REPLY, "1"),
        ('[4,"1","GenericError",7,{}]', Wrong.REPLY, "1"),
        ('[4,"1","GenericError","","x"]', Wrong.REPLY, "1"),
    ],
)
def test_what_is_no_frame_is_named(raw, wrong, message_id):
    frame = parse(raw)
    assert isinstance(frame, Malformed)
    assert (frame.wrong, frame.message_id, frame.raw) == (wrong, message_id, raw)


@pytest.mark.parametrize(
    ("raw", "frame"),
    [
        ('[3,"1",null]', CallResult("1", {})),
        ('[4,"1","GenericError",null,{}]', CallError("1", "GenericError", "", {})),
    ],
)
def test_null_for_nothing_is_read(raw, frame):
    assert parse(raw) == frame


def test_every_wrong_has_a_row_in_the_error_table():
    assert set(ANSWERS) == set(Wrong)


@pytest.mark.parametrize("wrong", [wrong for wrong in Wrong if wrong is not Wrong.REPLY])
def test_the_bundled_answer_is_allowed_and_a_foreign_code_is_a_failure(wrong):
    row = ANSWERS[wrong]
    assert [row.grade(code) for code in row.allowed] == [Grade.ALLOWED] * len(row.allowed)
    assert row.grade("FormationViolation") is Grade.FAILURE
    others = [code for code in ErrorCode if code not in row.allowed]
    assert {row.grade(code) for code in others} == {Grade.ADVISORY}


def test_a_malformed_reply_is_never_answered():
    assert ANSWERS[Wrong.REPLY].code is None
    assert ANSWERS[Wrong.REPLY].grade(None) is Grade.ALLOWED


@pytest.mark.parametrize(
    ("wrong", "silence"),
    [
        (Wrong.NOT_JSON, Grade.ALLOWED),
        (Wrong.OCCURRENCE, Grade.ALLOWED),
        (Wrong.UNKNOWN_MESSAGE_TYPE, Grade.ALLOWED),
        (Wrong.UNKNOWN_ACTION, Grade.ADVISORY),
        (Wrong.UNSUPPORTED_ACTION, Grade.ADVISORY),
    ],
)
def test_silence_is_judged_by_the_row(wrong, silence):
    assert ANSWERS[wrong].grade(None) is silence
