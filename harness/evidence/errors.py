"""Whose mistake: the system's (`Violation`), nobody's yet (`Inconclusive`, `NotRun`), ours (`HarnessError`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Miss:
    """One value that is not what a source wants: where, what was expected, what came."""

    pointer: str
    expected: str
    actual: str

    def __str__(self) -> str:
        where = f"{self.pointer}: " if self.pointer else ""
        return f"{where}expected {self.expected}, got {self.actual}"


class Violation(AssertionError):  # noqa: N818 - a verdict about the system, not a malfunction
    """The system under test broke a rule. `frame` is the index of the deviating frame in the recording,
    `place` the line of the case that noticed."""

    def __init__(
        self,
        source: str,
        misses: tuple[Miss, ...],
        *,
        frame: int | None,
        tail: tuple[str, ...] = (),
        place: str = "",
    ) -> None:
        super().__init__(source, misses)
        self.source, self.misses, self.frame, self.tail, self.place = source, misses, frame, tail, place

    @property
    def headline(self) -> str:
        """The source and what was missed, without the frames."""
        return f"{self.source}: {'; '.join(map(str, self.misses))}"

    def __str__(self) -> str:
        lines = [self.headline]
        if self.tail:
            lines += ["last frames:", *(f"  {line}" for line in self.tail)]
        return "\n".join(lines)


class Inconclusive(Exception):  # noqa: N818 - a verdict too
    """A precondition of the case was not reached, so nothing can be said about the system."""

    def __init__(self, what: str, *, frame: int | None = None, tail: tuple[str, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.frame, self.tail = what, frame, tail

    @property
    def headline(self) -> str:
        """What was not reached, without the frames."""
        return self.what

    def __str__(self) -> str:
        lines = [self.headline]
        if self.tail:
            lines += ["last frames:", *(f"  {line}" for line in self.tail)]
        return "\n".join(lines)


class NotRun(Exception):  # noqa: N818 - a verdict too
    """An input, an intent or a permission is missing. `give` says what the user has to give."""

    def __init__(self, missing: str, give: str) -> None:
        super().__init__(missing, give)
        self.missing, self.give = missing, give

    @property
    def headline(self) -> str:
        """What is missing and what to give."""
        return f"{self.missing}; {self.give}"

    def __str__(self) -> str:
        return self.headline


class NotApplicable(Exception):  # noqa: N818 - a verdict too
    """The description of the system rules the case out: its feature expression is false."""

    def __init__(self, expression: str) -> None:
        super().__init__(expression)
        self.expression = expression

    @property
    def headline(self) -> str:
        """The expression that is false."""
        return f"the described features don't fulfil {self.expression} (Part 5)"

    def __str__(self) -> str:
        return self.headline


class HarnessError(RuntimeError):
    """We did something wrong; nothing is said about the system."""
