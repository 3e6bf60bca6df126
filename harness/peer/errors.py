"""How a CALL of ours can end without an answer."""

from __future__ import annotations

from ocpp_conformance.harness.rpc import Call, Malformed
from ocpp_conformance.harness.transport import Closed


class CallFailedError(Exception):
    """Base: the CALL has no usable answer."""


class NoAnswerError(CallFailedError):
    """No answer came in time; the line is free again."""

    def __init__(self, call: Call, timeout: float) -> None:
        super().__init__(call, timeout)
        self.call, self.timeout = call, timeout

    def __str__(self) -> str:
        return f"no answer to {self.call.action} ({self.call.message_id}) within {self.timeout:g} s"


class MalformedAnswerError(CallFailedError):
    """The answer that came is no CALLRESULT or CALLERROR."""

    def __init__(self, call: Call, malformed: Malformed) -> None:
        super().__init__(call, malformed)
        self.call, self.malformed = call, malformed

    def __str__(self) -> str:
        return f"malformed answer to {self.call.action} ({self.call.message_id}): {self.malformed.reason}"


class DisconnectedError(CallFailedError):
    """The connection ended before the answer came, or was closed already."""

    def __init__(self, closed: Closed | None) -> None:
        super().__init__(closed)
        self.closed = closed

    def __str__(self) -> str:
        return str(self.closed) if self.closed is not None else "the connection is gone"
