"""How much is generated: profiles, a seed, and the time that the cases of a run share."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

BATCH = 500
"""Examples that Hypothesis makes before it starts anew, so that what it remembers stays small."""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Profile:
    """`examples` are the generated ones of each case beside the boundaries (0: until the time is over), `every_place`
    tries each rule of each schema instead of each label once, `shrinking` are real seconds for one finding, `patience`
    those that a case spends on findings seen again."""

    name: str
    examples: int
    every_place: bool
    shrinking: float
    patience: float


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("ci", 100, False, 5.0, 5.0),
        Profile("dev", 2000, True, 20.0, 60.0),
        Profile("soak", 0, True, 20.0, float("inf")),
    )
}
"""`ci` is part of every run and always the same; `dev` has another seed each time; `soak` runs for a given time."""


@dataclass
class Schedule:
    """The generated part of a run in one process. `folder` gets the findings, `kept` too where it is given;
    `regressions` holds those of earlier runs. `cases` are still to come; None until they are counted."""

    profile: Profile = PROFILES["ci"]
    seed: int = 0
    seconds: float = 0.0
    folder: Path | None = None
    kept: Path | None = None
    regressions: Path | None = None
    cases: int | None = None
    stopped: str = ""
    _started: float = field(default_factory=time.monotonic)

    def stop(self, why: str) -> None:
        """End every case after its present example."""
        self.stopped = self.stopped or why

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def share(self) -> float:
        """The monotonic time until which the next case may go on: its part of what is left."""
        left = max(self.seconds - self.elapsed, 0.0)
        cases = max(self.cases or 1, 1)
        self.cases = cases - 1
        return time.monotonic() + left / cases


def seconds_of(text: str) -> float:
    """A duration such as `90`, `90s`, `10m` or `1h` in seconds. Raises `ValueError`."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if found is None or float(found[1]) <= 0:
        raise ValueError(f"{text!r} is no duration; give for example 90s, 10m or 1h")
    return float(found[1]) * _UNITS[found[2]]
