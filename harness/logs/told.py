"""What a log tells of, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import Protocol


class Happened(StrEnum):
    """What happened on a connection."""

    MESSAGE = "message"
    OPENED = "opened"
    CLOSED = "closed"


class Side(Enum):
    """Who sent a message, where a log tells it from the side that writes it."""

    WRITER = "who writes the log"
    PEER = "the other side"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a log tells of, at a line of it, counted from 1.

    `text` is the frame as it was sent, or as far as the log shows it. `by` is who sent it, None where the log doesn't
    say. `identity` is empty and `time` None where they aren't told; a time without a zone is taken for UTC, and `zoned`
    false. `protocol` is the version of OCPP, None where the log doesn't name it.
    """

    line: int
    happened: Happened
    text: str = ""
    by: Role | Side | None = None
    identity: str = ""
    time: datetime | None = None
    zoned: bool = True
    protocol: Protocol | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that should hold a message and can't be read, with the reason."""

    line: int
    reason: str
    text: str


Line = tuple[int, str]
"""A line of a file: its number, counted from 1, and its text without the line end."""
