"""A fault: a small departure over one bundled system, made by wrapping some of its decisions.

A bundled system calls each decision as a method of its own (`password_matches`, `encode`, …). A fault names such a
method and gives a function that is called in its place, with the original as first argument.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Role

Departure = Callable[..., Any]
"""`departure(original, *arguments)` in place of `original(*arguments)`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A named departure. `breaks` says in a sentence what goes wrong, `source` is the requirement or rule broken."""

    name: str
    role: Role
    breaks: str
    source: str
    seams: Mapping[str, Departure]

    def apply(self, system: object) -> None:
        """Break a system that has not started yet. Raises `AttributeError` for a decision that it doesn't have."""
        for seam, departure in self.seams.items():
            setattr(system, seam, partial(departure, getattr(system, seam)))


class UnknownFaultError(LookupError):
    """No fault has this name."""

    def __init__(self, name: str, known: Mapping[str, Fault]) -> None:
        super().__init__(name)
        self.name, self.nearest = name, tuple(difflib.get_close_matches(name, known, cutoff=0.3))

    def __str__(self) -> str:
        near = f"; near it are {', '.join(self.nearest)}" if self.nearest else ""
        return f"there is no fault {self.name!r}{near}"
