"""A breach of a standing rule, as a value."""

from __future__ import annotations

from dataclasses import dataclass

MUST, SHOULD, INFORMATION = "must", "should", "information"
"""How a rule binds: a breach of a MUST is red, of a SHOULD an advisory, an information neither."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of a case; those with the same rule and `cause` are one seen again, on so many `frames`.

    `rule` is the requirement that is broken, `also` are those that are broken by the same cause. `frame` is an index of
    the recording of the case, None where no frame shows it.
    """

    rule: str
    also: tuple[str, ...]
    binding: str
    cause: str
    text: str
    frame: int | None
    frames: int = 1
