"""Sans-IO OCPP-J: text in, events out, text out (Part 4)."""

from ocpp_conformance.harness.rpc.codes import ANSWERS, UNREADABLE_ID, AllowedAnswers, ErrorCode, Grade, Wrong
from ocpp_conformance.harness.rpc.frames import (
    MESSAGE_ID_LENGTH,
    AnyFrame,
    Call,
    CallError,
    CallResult,
    CallResultError,
    Frame,
    Malformed,
    Payload,
    Reply,
    Send,
    parse,
    probable_id,
)
from ocpp_conformance.harness.rpc.role import Role

__all__ = [
    "ANSWERS",
    "MESSAGE_ID_LENGTH",
    "UNREADABLE_ID",
    "AllowedAnswers",
    "AnyFrame",
    "Call",
    "CallError",
    "CallResult",
    "CallResultError",
    "ErrorCode",
    "Frame",
    "Grade",
    "Malformed",
    "Payload",
    "Reply",
    "Role",
    "Send",
    "Wrong",
    "parse",
    "probable_id",
]
