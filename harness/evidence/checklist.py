"""The checks of one case: what was demanded, by which source, and how it came out."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ocpp_conformance.harness.evidence.errors import HarnessError, Inconclusive, Miss, Violation
from ocpp_conformance.harness.evidence.recording import Recording
from ocpp_conformance.harness.rpc import Role


class Binding(StrEnum):
    """How much a source demands: a `must` missed fails the case, a `should` missed is an advisory."""

    MUST = "must"
    SHOULD = "should"


class Outcome(StrEnum):
    """How one check came out."""

    PASSED = "passed"
    ADVISORY = "advisory"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step of a certification case as the source of a check; a step binds like a SHALL.

    `ed3` is its number in Edition 3, where that is another one.
    """

    number: int
    ed3: int | None = None

    def of(self, edition: int) -> str:
        """How the step is cited where the case is that of this edition."""
        return f"step {self.ed3 if edition == 3 and self.ed3 is not None else self.number}"


Source = str | Step


def step(number: int, *, ed3: int | None = None) -> Step:
    """The source of a check that only the case itself demands: its step of this number, or of another in Edition 3."""
    return Step(number, ed3)


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `frame` is the index of the frame that was judged, `seen` what was seen where several things pass.

    `after` is the index of the last message that we sent before what did not come: where a miss has no frame.
    `relayed` marks one about nothing but values that the harness itself dictated: it earns no requirement.
    """

    source: str
    binding: Binding
    outcome: Outcome
    misses: tuple[Miss, ...] = ()
    frame: int | None = None
    seen: str = ""
    relayed: bool = False
    after: int | None = None


@dataclass
class Checklist:
    """Collects the checks of one case.

    `binding_of` tells how a requirement or rule binds the system under test; it raises for an id that binds it not.
    `judges` is the role of the system under test: what the other one sent is ours.
    With `goes_on` a miss is booked and the case goes on where its next step can still be taken; `conclude` fails it.
    """

    case_id: str
    recording: Recording
    binding_of: Callable[[str], Binding]
    sink: Callable[[Check], None] | None = None
    checks: list[Check] = field(default_factory=list)
    goes_on: bool = False
    missed: list[Violation] = field(default_factory=list)
    edition: int = 2
    judges: Role | None = None

    def book(
        self,
        source: Source,
        misses: tuple[Miss, ...],
        *,
        frame: int | None = None,
        mild: bool = False,
        seen: str = "",
        fields: Iterable[str] | None = None,
        needed: bool = False,
        waited_from: int | None = None,
    ) -> None:
        """Book a check. `mild` makes a miss an advisory whatever binds.

        A MUST that is missed is a `Violation`. It is raised where the next step needs what was missed (`needed`), and
        where the checklist does not go on; else kept for `conclude`.

        `fields` are the values of the message that were looked at. A miss in those that the harness dictated is its
        own mistake: `HarnessError`. `waited_from` is the index of the recording at which a wait began: what we sent
        before it is what should bring the message.
        """
        binding = Binding.MUST if isinstance(source, Step) else self.binding_of(source)
        cited = source.of(self.edition) if isinstance(source, Step) else source
        if not misses:
            outcome = Outcome.PASSED
        elif mild or binding is Binding.SHOULD:
            outcome = Outcome.ADVISORY
        else:
            outcome = Outcome.FAILED
        relayed = self._relayed(source, frame, fields)
        if relayed and misses and fields is not None:
            raise HarnessError(f"{cited}: the harness had the system send this: {'; '.join(map(str, misses))}")
        after = None
        if outcome is Outcome.FAILED and frame is None and self.judges is not None:
            after = self.recording.last_sent(self.judges.other, before=waited_from)
        check = Check(cited, binding, outcome, misses, frame, seen, relayed and not misses, after)
        self.checks.append(check)
        if self.sink is not None:
            self.sink(check)
        if outcome is Outcome.FAILED:
            violation = Violation(cited, misses, frame=frame, tail=self.recording.tail(), place=_place())
            self.missed.append(violation)
            if needed or not self.goes_on:
                raise violation

    def conclude(self) -> None:
        """Raise the first `Violation`, where there was one: it is the verdict on the case."""
        if self.missed:
            raise self.missed[0]

    def _relayed(self, source: Source, frame: int | None, fields: Iterable[str] | None) -> bool:
        """Whether a check looked at nothing but what the harness dictated: payloads, never the frames around them."""
        if isinstance(source, str) and source.startswith("J-"):
            return False
        return self.recording.dictates(frame, fields or ())

    def give_up(self, what: str, *, frame: int | None = None) -> Inconclusive:
        """The error for a precondition that was not reached; the caller raises it."""
        return Inconclusive(what, frame=frame, tail=self.recording.tail())


def _place() -> str:
    """Where in a test function a check is booked: file, line, statement; empty elsewhere."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_name.startswith("test_"):
            name, line = frame.f_code.co_filename, frame.f_lineno
            return f"{Path(name).name}:{line}: {linecache.getline(name, line).strip()}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""
