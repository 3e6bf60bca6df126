"""Read a recording back into CALLs and answers, as a bystander on the wire would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ocpp_conformance.harness.evidence import CloseEntry, FrameEntry, Recording
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Malformed, Reply, Role, parse


@dataclass(slots=True)
class Exchange:
    """A CALL and its answer, if one came. `answers` holds every reply with its id, so more than one is a fault."""

    entry: FrameEntry
    call: Call
    answers: list[tuple[FrameEntry, Reply]] = field(default_factory=list)
    answered_at: float | None = None

    @property
    def reply(self) -> Reply | None:
        """The first answer."""
        return self.answers[0][1] if self.answers else None


@dataclass(slots=True)
class Wire:
    """What went over one connection."""

    number: int
    exchanges: list[Exchange] = field(default_factory=list)
    malformed: list[tuple[FrameEntry, Malformed]] = field(default_factory=list)
    strays: list[tuple[FrameEntry, Reply]] = field(default_factory=list)
    closed: CloseEntry | None = None
    last_at: float = 0.0

    def calls_of(self, sender: Role) -> Iterator[Exchange]:
        """The CALLs of one side, in order."""
        return (exchange for exchange in self.exchanges if exchange.entry.sender is sender)


def read(recording: Recording) -> list[Wire]:
    """The connections of a recording. An answer belongs to the newest CALL of the other side with its id."""
    wires: dict[int, Wire] = {}
    open_calls: dict[tuple[int, Role, str], Exchange] = {}
    for entry in recording.entries:
        if isinstance(entry, CloseEntry):
            wire = wires.setdefault(entry.connection, Wire(entry.connection))
            wire.closed, wire.last_at = entry, entry.at
        elif isinstance(entry, FrameEntry):
            wire = wires.setdefault(entry.connection, Wire(entry.connection))
            wire.last_at = entry.at
            _sort(entry, wire, open_calls)
    return list(wires.values())


def _sort(entry: FrameEntry, wire: Wire, open_calls: dict[tuple[int, Role, str], Exchange]) -> None:
    match parse(entry.raw):
        case Call() as call:
            exchange = Exchange(entry, call)
            wire.exchanges.append(exchange)
            open_calls[entry.connection, entry.sender, call.message_id] = exchange
        case (CallResult() | CallError()) as reply:
            asked = open_calls.get((entry.connection, entry.sender.other, reply.message_id))
            if asked is None:
                wire.strays.append((entry, reply))
            else:
                asked.answers.append((entry, reply))
                asked.answered_at = asked.answered_at or entry.at
        case Malformed() as malformed:
            wire.malformed.append((entry, malformed))
