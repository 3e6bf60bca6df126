"""Why the CSMS does not send a CALL."""

from __future__ import annotations

from ocpp_conformance.harness.validation import Judgement


class NotSentError(RuntimeError):
    """Base: the CALL was not sent."""


class NotConnectedError(NotSentError):
    """The station has no connection."""

    def __init__(self, identity: str) -> None:
        super().__init__(identity)
        self.identity = identity

    def __str__(self) -> str:
        return f"{self.identity} is not connected"


class StationRejectedError(NotSentError):
    """The last boot of the station was answered Rejected."""

    def __init__(self, identity: str, action: str) -> None:
        super().__init__(identity, action)
        self.identity, self.action = identity, action

    def __str__(self) -> str:
        return f"{self.action} not sent to {self.identity}: its last boot was answered Rejected (B03.FR.03)"


class InvalidCallError(NotSentError):
    """What we were told to send is no valid request of a CSMS."""

    def __init__(self, action: str, problem: Judgement | str) -> None:
        super().__init__(action, problem)
        self.action, self.problem = action, problem

    def __str__(self) -> str:
        return f"{self.action} not sent: {self.problem if isinstance(self.problem, str) else self.problem.text}"
