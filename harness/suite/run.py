"""One case while it runs: its recording, its checklist, what the monitors say at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.evidence import Check, Checklist, Entry, FrameEntry, Miss, Recording
from ocpp_conformance.harness.evidence.breach import MUST
from ocpp_conformance.harness.evidence.causes import cause_of
from ocpp_conformance.harness.evidence.lines import (
    BreachLine,
    CheckLine,
    CreditLine,
    EntryLine,
    Line,
    StartedLine,
    VerdictLine,
)
from ocpp_conformance.harness.evidence.verdict import RED, Verdict
from ocpp_conformance.harness.requirements import Judge, Judged
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.suite.case import Case
from ocpp_conformance.harness.suite.sources import binding_of


@dataclass
class CaseRun:
    """Collects the evidence of a case; every line goes to `write` as it happens."""

    case: Case
    write: Callable[[Line], None]
    judge: Judge
    number: int = 1
    command: str = "ocpp-conformance run"
    started: float = field(default_factory=time.monotonic)
    notes: dict[str, Any] = field(default_factory=dict)
    progress: str = ""

    def __post_init__(self) -> None:
        role = self.case.role
        self.recording = Recording(sink=self._entry, overflow=self._overflow)
        self.checklist = Checklist(
            self.case.id,
            self.recording,
            lambda source: binding_of(source, role),
            sink=self._check,
            edition=self.case.edition.number,
            judges=role,
        )
        self.checklist.goes_on = True
        self.judged = Judged()
        self._heard = 0
        self.judge.begin(self.case.id)
        self.write(StartedLine(self.case.id, self.case.title, str(role)))

    def judge_wire(self) -> None:
        """Run the rules over what was recorded; called once, when the case has let go of its systems."""
        self.listen()
        self.judged = self.judge.end()
        self.recording.tell_dropped()
        for breach in self.judged.breaches:
            self.write(BreachLine(self.case.id, breach))
        self.write(CreditLine(self.case.id, dict(self.judged.proven), dict(self.judged.held)))

    def judge_subject(self) -> None:
        """Decide the case by the rules about its subject, where it has one.

        Raises `Violation` for a subject that was missed, and `Inconclusive` for one that was not exercised.
        """
        if not self.case.subject:
            return
        self.listen()
        judged = self.judge.so_far()
        for id in self.case.subject:
            breach = next((each for each in judged.breaches if id in (each.rule, *each.also)), None)
            if breach is not None:
                misses = (Miss("", f"no breach of {id}", breach.text),) if breach.binding == MUST else ()
                self.checklist.book(id, misses, frame=breach.frame)
            elif judged.proven[id] or judged.held[id]:
                self.checklist.book(id, (), seen=f"{judged.proven[id] + judged.held[id]} frames")
            elif not self.relayed:
                raise self.checklist.give_up(f"{id} is the subject, and its condition never came")

    @property
    def relayed(self) -> bool:
        """Whether what the CSMS is to send in this case was only seen as the harness dictated it.

        How it frames a message nobody dictates: where that was checked, the case is about the system.
        """
        asked = [entry for entry in self.recording.frames(Role.CSMS) if _action(entry) in self.case.asks]
        frames = {entry.index for entry in asked}
        framing = any(check.source.startswith("J-") and check.frame in frames for check in self.checklist.checks)
        return bool(asked) and not framing and all(entry.relayed is not None for entry in asked)

    def listen(self) -> None:
        """Let the rules hear what was recorded since they last listened."""
        for entry in self.recording.entries[self._heard :]:
            self.judge.take(entry)
        self._heard = len(self.recording.entries)

    def finish(
        self, verdict: Verdict, *, message: str, source: str | None, frame: int | None, sources: tuple[str, ...]
    ) -> VerdictLine:
        """The verdict line; written, and carried to the controller under xdist."""
        line = VerdictLine(
            case=self.case.id,
            title=self.case.title,
            role=str(self.case.role),
            block=self.case.block,
            verdict=str(verdict),
            topics=self.case.topics,
            published=self.case.published,
            mandatory=self.case.mandatory,
            needs=tuple(str(need) for need in self.case.needs),
            intents=self.case.intents,
            sources=sources,
            subject=self.case.subject,
            message=message,
            cause=cause_of(message, self.recording.entries, frame) if verdict in RED else "",
            source=source,
            frame=frame,
            frames=self.frames,
            notes=self.notes,
            rerun=f"{self.command} --case {self.case.id}",
            duration=round(time.monotonic() - self.started, 4),
        )
        self.write(line)
        return line

    def wire(self) -> list[str]:
        """The recording as lines for people, one an entry."""
        return [entry.quote() for entry in self.recording.entries]

    @property
    def frames(self) -> int:
        """How many messages were recorded."""
        return sum(isinstance(entry, FrameEntry) for entry in self.recording.entries)

    def _overflow(self, entry: FrameEntry) -> None:
        self.listen()
        self.judge.take(entry)

    def _entry(self, entry: Entry) -> None:
        self.write(EntryLine(self.case.id, entry))

    def _check(self, check: Check) -> None:
        self.write(CheckLine(self.case.id, check))


def _action(entry: FrameEntry) -> str | None:
    return entry.frame.action if isinstance(entry.frame, Call) else None
