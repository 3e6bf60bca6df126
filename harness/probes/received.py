"""Messages that came from the system under test; each knows its frame, so each check links to its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ocpp_conformance.harness.evidence import Checklist, Miss, Source
from ocpp_conformance.harness.evidence.matchers import mismatches
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Payload, Reply
from ocpp_conformance.harness.validation import Judgement

ANSWERED = "J-4.1.7-01"
"""The rule behind "a valid CALL gets a CALLRESULT"."""


@dataclass(eq=False)
class Message:
    """What `ReceivedReply` and `ReceivedCall` share: a payload, its frame, what the schema says of it.

    `at` is the monotonic time at which the frame was received.
    """

    checklist: Checklist
    frame: int
    at: float
    judgement: Judgement | None

    @property
    def name(self) -> str:
        """The message's name in the specification, `BootNotificationResponse`."""
        raise NotImplementedError

    @property
    def payload(self) -> Payload:
        """The payload as it was on the wire; empty for a CALLERROR."""
        raise NotImplementedError

    def __getitem__(self, field: str) -> Any:
        return self.payload.get(field)

    def meets(self, source: Source, **fields: object) -> None:
        """Check the fields (compared as `matchers.mismatches` says) and the schema; book it under the source.

        Raises `Violation` when the source binds as a MUST and anything is missed.
        """
        misses = self._schema() or mismatches(fields, self.payload)
        self.checklist.book(source, misses, frame=self.frame, fields=fields or self.payload)

    def expects(self, **fields: object) -> None:
        """Demand a precondition of the case: a proper answer with these fields. Raises `Inconclusive`.

        A breach of the schema elsewhere in the payload is the monitors' to report: the case is about something else.
        """
        misses = self._improper() or mismatches(fields, self.payload)
        if misses:
            missed = "; ".join(map(str, misses))
            raise self.checklist.give_up(f"precondition not reached: {self.name}: {missed}", frame=self.frame)

    def _improper(self) -> tuple[Miss, ...]:
        return ()

    def _schema(self) -> tuple[Miss, ...]:
        if self.judgement is None:
            return ()
        if not self.judgement.defects:
            return (Miss("", f"a valid {self.name}", self.judgement.text),)
        return tuple(
            Miss(finding.pointer, f"a value that the schema of {self.name} allows", finding.text)
            for finding in self.judgement.defects
        )


def lacks_action(source: Source, code: str) -> bool:
    """Whether an error code says that the action is not there, which says nothing about a rule on how messages are
    written."""
    rule = str(source)
    return rule.startswith("J-") and rule != ANSWERED and code in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED)


@dataclass(eq=False)
class ReceivedReply(Message):
    """The answer to a CALL of ours."""

    call: Call
    reply: Reply

    @property
    def name(self) -> str:
        return f"{self.call.action}Response"

    @property
    def payload(self) -> Payload:
        return self.reply.payload if isinstance(self.reply, CallResult) else {}

    @property
    def error(self) -> str | None:
        """The error code when the answer is a CALLERROR."""
        return self.reply.code if isinstance(self.reply, CallError) else None

    def meets(self, source: Source, *, error: object = None, **fields: object) -> None:
        """As `Message.meets`; with `error` the answer must be a CALLERROR whose code matches.

        Raises `Inconclusive` where a rule of OCPP-J is the source and the system doesn't have the action.
        """
        if isinstance(self.reply, CallError) and error is None and lacks_action(source, self.reply.code):
            missed = "; ".join(map(str, self._improper()))
            raise self.checklist.give_up(f"precondition not reached: {self.name}: {missed}", frame=self.frame)
        if error is None:
            super().meets(source, **fields)
            return
        if isinstance(self.reply, CallResult):
            misses: tuple[Miss, ...] = (Miss("", "a CALLERROR", f"a CALLRESULT {dict(self.reply.payload)!r}"),)
        else:
            misses = mismatches(error, self.reply.code, "error code")
        self.checklist.book(source, misses, frame=self.frame)

    def served_or_refused(self, source: Source) -> None:
        """Check that this is a CALLRESULT or SecurityError, where both are right; the check says which was seen."""
        seen = "a CALLRESULT" if self.error is None else f"CALLERROR {self.error}"
        fine = self.error == ErrorCode.SECURITY_ERROR or (self.error is None and self.judgement is None)
        misses = () if fine else (Miss("", f"a valid {self.name} or CALLERROR {ErrorCode.SECURITY_ERROR}", seen),)
        self.checklist.book(source, misses, frame=self.frame, seen=seen)

    def _improper(self) -> tuple[Miss, ...]:
        if isinstance(self.reply, CallError):
            return (Miss("", f"a {self.name}", f"CALLERROR {self.reply.code} ({self.reply.description})"),)
        return ()

    def _schema(self) -> tuple[Miss, ...]:
        return self._improper() or super()._schema()


@dataclass(eq=False)
class ReceivedCall(Message):
    """A CALL of the system under test. `answered_at` is when our answer left, None while there is none."""

    call: Call
    connection: int
    answered: list[float]

    @property
    def name(self) -> str:
        return f"{self.call.action}Request"

    @property
    def action(self) -> str:
        """The action as it was on the wire."""
        return self.call.action

    @property
    def payload(self) -> Payload:
        return self.call.payload

    @property
    def answered_at(self) -> float | None:
        """Monotonic time at which our answer left; None while there is none."""
        return self.answered[-1] if self.answered else None
