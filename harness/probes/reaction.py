"""What came of a message that was wrong on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.harness.catalogue.own_rules import LIVES
from ocpp_conformance.harness.evidence import Checklist, Miss, Source
from ocpp_conformance.harness.evidence.matchers import mismatches, one_of
from ocpp_conformance.harness.probes.received import ANSWERED, lacks_action
from ocpp_conformance.harness.rpc import (
    UNREADABLE_ID,
    Call,
    CallError,
    CallResult,
    ErrorCode,
    Frame,
    Grade,
    Malformed,
    Wrong,
)
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Closed
from ocpp_conformance.harness.validation import judge_reply

NO_CLOSE_FRAME = 1006
"""Stands for a connection that ended without a close frame (RFC 6455, 7.4.1)."""
INTERNAL_ERROR = 1011
"""WebSocket close code of a server that met an unexpected condition (RFC 6455, 7.4.1): an exception got out."""


def is_crash(closed: Closed | None) -> bool:
    """Whether a connection ended as it does where the system behind it does."""
    return closed is not None and not closed.by_us and closed.code in (NO_CLOSE_FRAME, INTERNAL_ERROR)


@dataclass(frozen=True)
class Reaction:
    """The answer (if any), the close (if any), and whether the fence sent afterwards was answered.

    `message_id` is the readable id of the provoking message, None where it has none. `fence_error` says why the fence
    failed, `garbled` that it got an answer that is none. `frame` is the index of the answer's frame, `sent` that of the
    provoking one.
    """

    checklist: Checklist
    message_id: str | None
    answer: Frame | None
    frame: int | None
    closed: Closed | None
    fence_error: str | None
    sent: int | None = None
    garbled: bool = False

    @property
    def seen(self) -> str:
        """What was seen, in a few words."""
        match self.answer:
            case CallError(code=code):
                text = f"CALLERROR {code}"
            case CallResult():
                text = "a CALLRESULT"
            case Malformed(reason=reason):
                text = f"a malformed answer ({reason})"
            case _:
                text = "silence"
        return f"{text}, then {self.closed}" if self.closed is not None else text

    def earns(self, source: Source, wrong: Wrong, *, lenient: bool = False, told_as: str | None = None) -> None:
        """Check the reaction against the row of the error table; book it under the source.

        Codes and silence the row allows pass, other codes and a clean close are advisories, a wrong id is a miss; a
        close with 1011 or without a close frame, or an unanswered fence are misses of LIVES-ON. A CALLRESULT is judged
        as the row says; `lenient` makes it an advisory in any case. `told_as` is what a reader may have made of an id
        that is no text: a CALLERROR with it is an advisory.
        """
        self._survives()
        row, misses, mild = OCPP_201.answers[wrong], [], False
        allowed = f"a CALLERROR ({' or '.join(row.allowed)})" if row.allowed else "no answer"
        if isinstance(self.answer, CallResult | Malformed):
            misses.append(Miss("", allowed, self.seen))
            mild = isinstance(self.answer, CallResult) and (lenient or row.served is Grade.ADVISORY)
        elif isinstance(self.answer, CallError):
            # Part 4 contradicts itself on who could read the id of an unknown type of message
            also = UNREADABLE_ID if wrong is Wrong.UNKNOWN_MESSAGE_TYPE else told_as
            self._right_id(source, self.answer, also=also)
            grade = row.grade(self.answer.code)
            if grade is not Grade.ALLOWED:
                misses.append(Miss("error code", " or ".join(row.allowed) or "no answer", self.answer.code))
                # a code of no table is one cause for many cases: the monitor on error codes is red for it, once
                mild = grade is Grade.ADVISORY or self.answer.code not in OCPP_201.error_codes
        elif row.silence is not Grade.ALLOWED:
            misses.append(Miss("", allowed, "silence"))
            mild = row.silence is Grade.ADVISORY
        self.checklist.book(source, tuple(misses), frame=self.frame, mild=mild, seen=self.seen)

    def is_served(self, source: Source, **fields: object) -> None:
        """Check that a message which is right after all got a CALLRESULT with its id and these fields.

        Raises `Inconclusive` where the system doesn't have the action: whether it reads such a message stays open.
        """
        self._does_not_crash()
        if isinstance(self.answer, CallError) and lacks_action(source, self.answer.code):
            raise self.checklist.give_up(f"what is asked for is not there: {self.seen}", frame=self.frame)
        if isinstance(self.answer, CallResult):
            misses = mismatches(fields, self.answer.payload)
            if self.answer.message_id != self.message_id:
                misses = (Miss("message id", repr(self.message_id), repr(self.answer.message_id)), *misses)
        else:
            misses = (Miss("", "a CALLRESULT", self.seen),)
        self.checklist.book(source, misses, frame=self.frame, seen=self.seen)
        self._survives()

    def is_answered(
        self, source: Source, call: Call, *, strict: bool, may_close: bool = False, lenient: bool = False
    ) -> None:
        """Check that a valid CALL got an answer: a valid CALLRESULT, or a CALLERROR that says not supported. Any other
        CALLERROR of the table is an advisory, because values may mean nothing to the system; with `strict`, where they
        are harmless, it is a miss. `may_close` lets the system close the connection afterwards; `lenient` lets it have
        limits: what it doesn't take is an advisory."""
        if not may_close:
            self._does_not_crash()
        misses: tuple[Miss, ...] = ()
        mild = False
        match self.answer:
            case None | Malformed():
                misses = (Miss("", "a CALLRESULT", self.seen),)
                mild = may_close and self.closed is not None
            case CallError(code=code):
                self._right_id(source, self.answer)
                if code not in (ErrorCode.NOT_SUPPORTED, ErrorCode.NOT_IMPLEMENTED):
                    misses = (Miss("", "a CALLRESULT", self.seen),)
                    mild = not strict or code not in OCPP_201.error_codes
            case CallResult() as result:
                misses = mismatches({"message id": call.message_id}, {"message id": result.message_id})
                judgement = judge_reply(call, result)
                if judgement is not None:
                    misses = (*misses, Miss("", f"a valid {call.action}Response", judgement.text))
        self.checklist.book(source, misses, frame=self.frame, mild=mild or lenient, seen=self.seen)
        if not (may_close and self.closed is not None and self.closed.code != INTERNAL_ERROR):
            self._survives()

    def refused(self, source: Source, *, lenient: bool = False, **parts: object) -> None:
        """Check that there was no CALLRESULT (`lenient`: an advisory) and that a CALLERROR, if one came, is well formed
        and has these parts: `message_id`, `code`, `description`, `details`. Silence passes."""
        self._does_not_crash()
        misses: tuple[Miss, ...] = ()
        if isinstance(self.answer, CallResult | Malformed):
            misses = (Miss("", "a CALLERROR or silence", self.seen),)
        elif isinstance(self.answer, CallError):
            misses = mismatches(parts, {name: getattr(self.answer, name) for name in parts})
        mild = lenient and isinstance(self.answer, CallResult)
        self.checklist.book(source, misses, frame=self.frame, mild=mild, seen=self.seen)
        self._survives()

    def error_has(self, source: Source, **parts: object) -> None:
        """Check these parts of a CALLERROR: `code`, `description`, `details`. One that can't be read for one of them is
        a miss, silence passes; any other answer is not about them and books nothing."""
        if isinstance(self.answer, CallError):
            misses = mismatches(parts, {name: getattr(self.answer, name) for name in parts})
        elif isinstance(self.answer, Malformed) and any(name in self.answer.reason for name in parts):
            misses = (Miss("", "a CALLERROR", self.seen),)
        elif self.answer is None:
            misses = ()
        else:
            return
        self.checklist.book(source, misses, frame=self.frame, seen=self.seen)

    def either_way(self, source: Source, *, silence: bool = True) -> None:
        """Check that an answer, whichever came, is a proper one, and that the system goes on; `seen` says which.

        A proper answer has the message's id or, in a CALLERROR, "-1". A code of no table is an advisory; without
        `silence` no answer at all is one too.
        """
        self._does_not_crash()
        misses: tuple[Miss, ...] = ()
        mild = self.answer is None
        match self.answer:
            case None if not silence:
                misses = (Miss("", "an answer", self.seen),)
            case Malformed():
                misses = (Miss("", "a CALLRESULT or a CALLERROR", self.seen),)
            case CallError(message_id=id, code=code):
                misses = mismatches({"message id": one_of(self.message_id, UNREADABLE_ID)}, {"message id": id})
                if not misses and code not in OCPP_201.error_codes:  # red once, by the monitor on error codes
                    misses, mild = (Miss("error code", "a code of the table", code),), True
            case CallResult(message_id=id):
                misses = mismatches({"message id": self.message_id}, {"message id": id})
        self.checklist.book(source, misses, frame=self.frame, mild=mild, seen=self.seen)
        self._survives()

    def _does_not_crash(self) -> None:
        if is_crash(self.closed):
            self._survives()

    def _survives(self) -> None:
        after = self.sent if self.frame is None else self.frame
        if self.closed is not None:
            miss = Miss("", "the connection to stay open", str(self.closed))
            self.checklist.book(LIVES, (miss,), frame=after, mild=not is_crash(self.closed), seen=self.seen)
        elif self.fence_error is not None:
            miss = Miss("", "the next valid CALL to be answered", self.fence_error)
            self.checklist.book(ANSWERED if self.garbled else LIVES, (miss,), frame=after, seen=self.seen)

    def _right_id(self, source: Source, answer: CallError, *, also: str | None = None) -> None:
        """Check the id of a CALLERROR; one that is `also` thinkable is an advisory."""
        wanted = UNREADABLE_ID if self.message_id is None else self.message_id
        if answer.message_id == wanted:
            return
        miss = Miss("message id", repr(wanted), repr(answer.message_id))
        self.checklist.book(source, (miss,), frame=self.frame, mild=answer.message_id == also, seen=self.seen)
