"""Judge a whole message: its action, its direction, its payload."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.rpc import Call, CallError, ErrorCode, Reply, Role, Wrong
from ocpp_conformance.harness.rpc.actions import ACTIONS, may_send
from ocpp_conformance.harness.rpc.codes import ANSWERS
from ocpp_conformance.harness.validation.defects import Defect
from ocpp_conformance.harness.validation.validator import validator


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a message is wrong: the row of the error table, a sentence, and the schema defects if it is about those."""

    wrong: Wrong
    text: str
    defects: tuple[Defect, ...] = ()

    @property
    def code(self) -> ErrorCode | None:
        """The error code for it; None where such a message is never answered."""
        return ANSWERS[self.wrong].code


def judge_call(call: Call, sender: Role) -> Judgement | None:
    """What is wrong with a CALL that a system of this role sent; None when nothing is."""
    if call.action not in ACTIONS:
        return Judgement(Wrong.UNKNOWN_ACTION, f"OCPP 2.0.1 has no action {call.action!r}")
    if not may_send(sender, call.action):
        return Judgement(Wrong.UNSUPPORTED_ACTION, f"{call.action} is not sent by a {sender}")
    return _schema(validator().defects(call.action, "Request", call.payload), f"{call.action}Request")


def judge_reply(call: Call, reply: Reply) -> Judgement | None:
    """What is wrong with the answer to a CALL; None when nothing is."""
    if isinstance(reply, CallError):
        if reply.code not in set(ErrorCode):
            return Judgement(Wrong.REPLY, f"error code {reply.code!r} is not in the table of Part 4, 4.3")
        return None
    if call.action not in ACTIONS:
        return Judgement(Wrong.REPLY, f"a CALLRESULT to {call.action!r}, an action that OCPP 2.0.1 doesn't have")
    return _schema(validator().defects(call.action, "Response", reply.payload), f"{call.action}Response")


def _schema(defects: tuple[Defect, ...], message: str) -> Judgement | None:
    if not defects:
        return None
    first = defects[0]
    return Judgement(first.wrong, f"{message} {first}", defects)
