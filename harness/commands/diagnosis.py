"""One thing that was looked at, what was found, what to do next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One step of a look at a system or its driver: `good` when nothing stands in the way; `step` says what to do."""

    what: str
    good: bool
    text: str
    step: str = ""

    def __str__(self) -> str:
        lines = [f"{'ok  ' if self.good else 'FAIL'}  {self.what}: {self.text}"]
        return "\n".join(lines + [f"      next: {self.step}"] * bool(self.step))


Report = Callable[[Diagnosis], None]
