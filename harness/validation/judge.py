"""Judge a whole message: its action, its direction, its payload."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.rpc import Call, CallError, ErrorCode, Reply, Role, Send, Wrong
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol
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
        return OCPP_201.answers[self.wrong].code


def judge_call(call: Call, sender: Role, protocol: Protocol = OCPP_201) -> Judgement | None:
    """What is wrong with a CALL that a system of this role sent; None when nothing is."""
    if protocol.may_send(sender, call.action):
        return _schema(validator(protocol).defects(call.action, "Request", call.payload), f"{call.action}Request")
    if protocol.has(call.action):
        return Judgement(Wrong.UNSUPPORTED_ACTION, f"{call.action} is not sent by a {sender}")
    return Judgement(Wrong.UNKNOWN_ACTION, f"{protocol} has no action {call.action!r}")


def judge_reply(call: Call, reply: Reply, protocol: Protocol = OCPP_201) -> Judgement | None:
    """What is wrong with the answer to a CALL; None when nothing is."""
    if isinstance(reply, CallError):
        if reply.code not in protocol.error_codes:
            return Judgement(Wrong.REPLY, f"error code {reply.code!r} is not in {protocol.codes_in}")
        return None
    if not protocol.has(call.action):
        return Judgement(Wrong.REPLY, f"a CALLRESULT to {call.action!r}, an action that {protocol} doesn't have")
    return _schema(validator(protocol).defects(call.action, "Response", reply.payload), f"{call.action}Response")


def judge_send(send: Send, sender: Role, protocol: Protocol) -> Judgement | None:
    """What is wrong with a SEND of a system of this role; None when nothing is."""
    if send.action in protocol.unasked[sender]:
        return _schema(validator(protocol).defects(send.action, "Request", send.payload), send.action)
    return Judgement(Wrong.UNKNOWN_ACTION, f"{send.action} is not sent by a {sender} in a SEND")


def _schema(defects: tuple[Defect, ...], message: str) -> Judgement | None:
    if not defects:
        return None
    first = defects[0]
    return Judgement(first.wrong, f"{message} {first}", defects)
