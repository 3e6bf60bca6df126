"""Why the station got no usable answer from its CSMS; `peer.NoAnswerError` stands beside these."""

from __future__ import annotations


class StationError(Exception):
    """Base of the errors of this package."""


class NotConnectedError(StationError):
    """There is no connection to the CSMS, or it ended before the answer came."""

    def __str__(self) -> str:
        return "the station is not connected to its CSMS"


class NotAcceptedError(StationError):
    """The CSMS has not accepted the station yet; `boot_status` is its last answer, None before the first."""

    def __init__(self, boot_status: str | None) -> None:
        super().__init__(boot_status)
        self.boot_status = boot_status

    def __str__(self) -> str:
        answer = "has not answered its BootNotification" if self.boot_status is None else f"says {self.boot_status}"
        return f"the station is not accepted yet: the CSMS {answer}"


class BadAnswerError(StationError):
    """The CSMS answered with something that is no valid CALLRESULT."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__(action, reason)
        self.action, self.reason = action, reason

    def __str__(self) -> str:
        return f"the answer to {self.action} is unusable: {self.reason}"


class CallRefusedError(BadAnswerError):
    """The CSMS answered with a CALLERROR."""

    def __init__(self, action: str, code: str, description: str) -> None:
        super().__init__(action, f"CALLERROR {code}{f' ({description})' if description else ''}")
        self.code, self.description = code, description
