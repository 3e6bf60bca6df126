"""How an honest system answers: validate, look the action up, ask its handler."""

from __future__ import annotations

from collections.abc import Callable

from ocpp_conformance.harness.rpc import (
    MESSAGE_ID_LENGTH,
    UNREADABLE_ID,
    Call,
    CallError,
    CallResult,
    ErrorCode,
    Malformed,
    Payload,
    Reply,
    Role,
    Wrong,
)
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.validation import judge_call


class Refusal(Exception):  # noqa: N818 - an answer, not a malfunction
    """A handler's way to answer with a CALLERROR."""

    def __init__(self, code: ErrorCode, description: str = "") -> None:
        super().__init__(code, description)
        self.code, self.description = code, description


def reply_to(call: Call, role: Role, handle: Callable[[Call], Payload | None]) -> Reply:
    """The answer of a system of this role to a CALL of the other one, by the error table of `rpc.codes`.

    `handle` gets valid CALLs only. It returns the response payload, or None for an action that it doesn't support
    (NotSupported), or raises `Refusal`.
    """
    if len(call.message_id) > MESSAGE_ID_LENGTH:
        text = f"message id of {len(call.message_id)} characters; {MESSAGE_ID_LENGTH} is the limit (J-4.1.4-03)"
        return CallError(UNREADABLE_ID, ErrorCode.RPC_FRAMEWORK_ERROR, text)
    judgement = judge_call(call, role.other)
    if judgement is not None:
        assert judgement.code is not None
        return CallError(call.message_id, judgement.code, _cut(judgement.text))
    try:
        payload = handle(call)
    except Refusal as refusal:
        return CallError(call.message_id, refusal.code, _cut(refusal.description))
    if payload is None:
        code = OCPP_201.answers[Wrong.UNSUPPORTED_ACTION].code
        assert code is not None
        return CallError(call.message_id, code, f"{call.action} is not supported")
    return CallResult(call.message_id, payload)


def error_for(malformed: Malformed) -> CallError | None:
    """The CALLERROR for a message that is no frame; None for a malformed reply, which is never answered."""
    code = OCPP_201.answers[malformed.wrong].code
    if code is None:
        return None
    message_id = malformed.message_id
    if message_id is None or len(message_id) > MESSAGE_ID_LENGTH:
        message_id = UNREADABLE_ID
    return CallError(message_id, code, _cut(malformed.reason))


def _cut(text: str) -> str:
    return text if len(text) <= 255 else f"{text[:254]}…"  # J-4.2.3-08
