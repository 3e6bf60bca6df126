"""A recording read back into CALLs and answers, entry by entry, as a bystander on the wire would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Reply, Role


class Answer(NamedTuple):
    """A reply and the entry that holds it."""

    entry: FrameEntry
    reply: Reply


Stray = Answer
"""A reply that answers no CALL."""


@dataclass(slots=True)
class Exchange:
    """A CALL and its answer, if one came. `answers` holds every reply with its id, so more than one is a fault."""

    entry: FrameEntry
    call: Call
    answers: list[Answer] = field(default_factory=list)

    @property
    def reply(self) -> Reply | None:
        """The first answer."""
        return self.answers[0].reply if self.answers else None

    @property
    def answered_at(self) -> float | None:
        """Monotonic seconds of the first answer; None while there is none."""
        return self.answers[0].entry.at if self.answers else None


@dataclass(slots=True)
class Connection:
    """What went over one connection. `last_at` is when its last entry happened, in monotonic seconds."""

    number: int
    exchanges: list[Exchange] = field(default_factory=list)
    malformed: list[tuple[FrameEntry, Malformed]] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    closed: CloseEntry | None = None
    last_at: float = 0.0

    def calls_of(self, sender: Role) -> Iterator[Exchange]:
        """The CALLs of one side, in order."""
        return (exchange for exchange in self.exchanges if exchange.entry.sender is sender)


class Conversation:
    """The connections of one identity by number. An answer belongs to the newest CALL of the other side with its id."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._connections: dict[int, Connection] = {}
        self._open: dict[tuple[int, Role, str], Exchange] = {}

    @property
    def connections(self) -> list[Connection]:
        """The connections over which something went, in the order in which they began."""
        return list(self._connections.values())

    def take(self, entry: Entry) -> Exchange | None:
        """Take the next entry; returns the exchange that it begins or answers, None for anything else."""
        self.entries.append(entry)
        if isinstance(entry, CloseEntry):
            connection = self._connection(entry)
            connection.closed = entry
        elif isinstance(entry, FrameEntry):
            return self._take_frame(entry, self._connection(entry))
        return None

    def _connection(self, entry: FrameEntry | CloseEntry) -> Connection:
        connection = self._connections.setdefault(entry.connection, Connection(entry.connection))
        connection.last_at = entry.at
        return connection

    def _take_frame(self, entry: FrameEntry, connection: Connection) -> Exchange | None:
        match entry.frame:
            case Call() as call:
                exchange = Exchange(entry, call)
                connection.exchanges.append(exchange)
                self._open[entry.connection, entry.sender, call.message_id] = exchange
                return exchange
            case (CallResult() | CallError()) as reply:
                asked = self._open.get((entry.connection, entry.sender.other, reply.message_id))
                answer = Answer(entry, reply)
                (connection.strays if asked is None else asked.answers).append(answer)
                return asked
            case Malformed() as malformed:
                connection.malformed.append((entry, malformed))
        return None


def read(entries: Iterable[Entry]) -> Conversation:
    """The conversation that these entries are."""
    conversation = Conversation()
    for entry in entries:
        conversation.take(entry)
    return conversation
