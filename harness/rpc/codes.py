"""The error codes of OCPP-J and the table of what a wrong message may earn (Part 4, sections 4.2.3, 4.3, 4.4).

The bundled systems answer from this table; cases and fuzz oracles judge with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType


class ErrorCode(StrEnum):
    """The error codes of OCPP 2.0.1 (Part 4, section 4.3); no other code may be sent (J-4.2.3-07)."""

    FORMAT_VIOLATION = "FormatViolation"
    GENERIC_ERROR = "GenericError"
    INTERNAL_ERROR = "InternalError"
    MESSAGE_TYPE_NOT_SUPPORTED = "MessageTypeNotSupported"
    NOT_IMPLEMENTED = "NotImplemented"
    NOT_SUPPORTED = "NotSupported"
    OCCURRENCE_CONSTRAINT_VIOLATION = "OccurrenceConstraintViolation"
    PROPERTY_CONSTRAINT_VIOLATION = "PropertyConstraintViolation"
    PROTOCOL_ERROR = "ProtocolError"
    RPC_FRAMEWORK_ERROR = "RpcFrameworkError"
    SECURITY_ERROR = "SecurityError"
    TYPE_CONSTRAINT_VIOLATION = "TypeConstraintViolation"


class Wrong(StrEnum):
    """What can be wrong with a received text. Values are used in evidence."""

    NOT_JSON = "not JSON"
    NOT_ARRAY = "not an array"
    UNREADABLE_ID = "message id unreadable"
    ELEMENT_COUNT = "element count"
    ACTION_NOT_STRING = "action not a string"
    PAYLOAD_NOT_OBJECT = "payload not an object"
    OCCURRENCE = "occurrence"
    UNKNOWN_PROPERTY = "unknown property"
    TYPE = "type"
    VALUE = "value"
    UNKNOWN_ACTION = "unknown action"
    UNSUPPORTED_ACTION = "action not supported here"
    UNKNOWN_MESSAGE_TYPE = "unknown message type"
    REPLY = "malformed reply"


class Grade(Enum):
    """How an outcome that the table names is judged."""

    ALLOWED = "allowed"
    ADVISORY = "advisory"
    FAILURE = "failure"


UNREADABLE_ID = "-1"
"""The message id of a CALLERROR that answers a message whose own id can't be read (J-4.2.3-04)."""


@dataclass(frozen=True, slots=True)
class AllowedAnswers:
    """What one kind of wrong message may earn.

    `rule` is the one that asks for it, `code` what the bundled systems answer (None: they never answer), `also` the
    codes that are as good, `silence` how no answer at all is judged, `served` how a CALLRESULT is, as if nothing were
    wrong. Any other code of `ErrorCode` is an advisory, anything else a failure.
    """

    rule: str
    code: ErrorCode | None
    also: frozenset[ErrorCode]
    silence: Grade
    served: Grade = Grade.FAILURE

    def grade(self, code: str | None) -> Grade:
        """Judge the error code that came as the answer; None stands for silence."""
        if code is None:
            return self.silence
        if self.code is None or code not in set(ErrorCode):
            return Grade.FAILURE
        return Grade.ALLOWED if code == self.code or code in self.also else Grade.ADVISORY

    @property
    def allowed(self) -> tuple[str, ...]:
        """The codes that pass without remark, the apt one first."""
        return tuple(([str(self.code)] if self.code else []) + sorted(self.also))


def _answer(
    rule: str, code: ErrorCode | None, *also: ErrorCode, silence: Grade = Grade.ALLOWED, served: Grade = Grade.FAILURE
) -> AllowedAnswers:
    return AllowedAnswers(rule, code, frozenset(also), silence, served)


_C = ErrorCode
_FRAME = (_C.RPC_FRAMEWORK_ERROR, _C.FORMAT_VIOLATION, _C.INTERNAL_ERROR, _C.GENERIC_ERROR)
_PDU = (_C.RPC_FRAMEWORK_ERROR, _C.PROTOCOL_ERROR, _C.FORMAT_VIOLATION)

ANSWERS: Mapping[Wrong, AllowedAnswers] = MappingProxyType(
    {
        Wrong.NOT_JSON: _answer("J-4.3-10", *_FRAME),
        Wrong.NOT_ARRAY: _answer("J-4.3-10", *_FRAME),
        Wrong.UNREADABLE_ID: _answer("J-4.2.3-04", *_FRAME),
        Wrong.ELEMENT_COUNT: _answer("J-4.3-09", *_PDU),
        Wrong.ACTION_NOT_STRING: _answer("J-4.3-09", *_PDU),
        Wrong.PAYLOAD_NOT_OBJECT: _answer(
            "J-4.3-01", _C.FORMAT_VIOLATION, _C.TYPE_CONSTRAINT_VIOLATION, _C.PROTOCOL_ERROR
        ),
        Wrong.OCCURRENCE: _answer(
            "J-4.3-07", _C.OCCURRENCE_CONSTRAINT_VIOLATION, _C.FORMAT_VIOLATION, _C.PROTOCOL_ERROR
        ),
        Wrong.UNKNOWN_PROPERTY: _answer(
            "J-9-01",
            _C.PROPERTY_CONSTRAINT_VIOLATION,
            _C.OCCURRENCE_CONSTRAINT_VIOLATION,
            _C.FORMAT_VIOLATION,
            _C.PROTOCOL_ERROR,
            served=Grade.ADVISORY,  # a receiver may reject what the schema doesn't know, it need not (J-4.1.2-02)
        ),
        Wrong.TYPE: _answer("J-4.3-12", _C.TYPE_CONSTRAINT_VIOLATION, _C.FORMAT_VIOLATION),
        Wrong.VALUE: _answer(
            "J-4.3-08", _C.PROPERTY_CONSTRAINT_VIOLATION, _C.FORMAT_VIOLATION, _C.TYPE_CONSTRAINT_VIOLATION
        ),
        # NotSupported in place of NotImplemented stays an advisory: one widely used library swaps the two
        Wrong.UNKNOWN_ACTION: _answer("J-4.3-05", _C.NOT_IMPLEMENTED, silence=Grade.ADVISORY),
        Wrong.UNSUPPORTED_ACTION: _answer("J-4.3-06", _C.NOT_SUPPORTED, _C.NOT_IMPLEMENTED, silence=Grade.ADVISORY),
        Wrong.UNKNOWN_MESSAGE_TYPE: _answer("J-4.4-01", _C.MESSAGE_TYPE_NOT_SUPPORTED),
        Wrong.REPLY: _answer("J-4.2.3-01", None),
    }
)
"""The table of what a wrong message may earn, one row per kind."""
