"""A fault: a small departure over one bundled system, made by wrapping some of its decisions.

A bundled system calls each decision as a method of its own (`password_matches`, `encode`, …). A fault names such a
method and gives a function that is called in its place, with the original as first argument.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from ocpp_conformance.harness.rpc import Role

Departure = Callable[..., Any]
"""`departure(original, *arguments)` in place of `original(*arguments)`."""

Seams = Mapping[str, Departure]
"""Decision → what replaces it; `rest.read` is a decision of the part `rest`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A named departure. `breaks` says in a sentence what goes wrong, `source` is the requirement or rule broken.

    `whole` says that the system is bad as a whole, so that most cases turn red, and not one behaviour in it.
    """

    name: str
    role: Role
    breaks: str
    source: str
    seams: Seams
    whole: bool = False

    def apply(self, system: object) -> None:
        """Break a system that has not started yet. Raises `AttributeError` for a decision that it doesn't have."""
        for seam, departure in self.seams.items():
            part, _, name = seam.rpartition(".")
            owner = attrgetter(part)(system) if part else system
            setattr(owner, name, partial(departure, getattr(owner, name)))


class UnknownFaultError(LookupError):
    """No fault has this name."""

    def __init__(self, name: str, known: Mapping[str, Fault]) -> None:
        super().__init__(name)
        self.name, self.nearest = name, tuple(difflib.get_close_matches(name, known, cutoff=0.3))

    def __str__(self) -> str:
        near = f"; near it are {', '.join(self.nearest)}" if self.nearest else ""
        return f"there is no fault {self.name!r}{near}"


def of_csms(name: str, breaks: str, source: str, **seams: Departure) -> Fault:
    """A fault of the bundled CSMS."""
    return Fault(name, Role.CSMS, breaks, source, seams)


def of_station(name: str, breaks: str, source: str, seams: Seams | None = None, **more: Departure) -> Fault:
    """A fault of the bundled station; `seams` is for decisions of its parts."""
    return Fault(name, Role.STATION, breaks, source, {**(seams or {}), **more})


def of_both(name: str, breaks: str, source: str, seams: Callable[[Role], Seams]) -> tuple[Fault, Fault]:
    """The same departure of either system: `name` is the CSMS's, `station-name` the station's."""
    return (
        Fault(name, Role.CSMS, breaks, source, seams(Role.CSMS)),
        Fault(f"station-{name}", Role.STATION, breaks, source, seams(Role.STATION)),
    )
