"""What a validator says about one message."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.rpc import ErrorCode, Wrong
from ocpp_conformance.harness.rpc.protocol import OCPP_201


@dataclass(frozen=True, slots=True)
class Defect:
    """One breach of a schema rule.

    `keyword` is the JSON Schema keyword, `pointer` the JSON Pointer of the value in the payload, `wrong` the row of the
    error table. `text` says it for people and may quote the peer.
    """

    keyword: str
    pointer: str
    text: str
    wrong: Wrong

    @property
    def code(self) -> ErrorCode:
        """The CALLERROR code that says this best."""
        code = OCPP_201.answers[self.wrong].code
        assert code is not None, self.wrong
        return code

    def __str__(self) -> str:
        return f"{self.pointer or '/'}: {self.text} ({self.keyword})"


KEYWORDS = {
    "required": Wrong.OCCURRENCE,
    "minItems": Wrong.OCCURRENCE,
    "maxItems": Wrong.OCCURRENCE,
    "additionalProperties": Wrong.UNKNOWN_PROPERTY,
    "type": Wrong.TYPE,
    "enum": Wrong.VALUE,
    "maxLength": Wrong.VALUE,
    "minimum": Wrong.VALUE,
    "maximum": Wrong.VALUE,
    "multipleOf": Wrong.VALUE,
    "format": Wrong.VALUE,
}
"""Which row of the error table a schema keyword belongs to; these are all keywords that OCPP's schemas use."""
