"""A breach of a standing rule, as a value."""

from __future__ import annotations

from dataclasses import dataclass

MUST, SHOULD, INFORMATION = "must", "should", "information"
"""How a rule binds: a breach of a MUST is red, of a SHOULD an advisory, an information neither."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach; those with the same monitor and `cause` are one seen again. `frame` is an index of the recording."""

    monitor: str
    source: str
    binding: str
    cause: str
    text: str
    frame: int
