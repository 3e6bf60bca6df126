"""What goes through a relay, recorded at once and judged: each station by itself, both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocpp_conformance.harness import times
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.evidence.lines import EntryLine
from ocpp_conformance.harness.evidence.recording import redacted
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.transport import Closed, Handshake

PATIENCE = 30.0
"""Real seconds for an answer, between systems of others."""
LACKS = frozenset({"starts"})
"""What a relay doesn't see: when a station was switched on."""


@dataclass(slots=True)
class _Station:
    """What was seen of one: `entries` how many, `open` its connections, `breaches` by cause up to the last look."""

    judges: Mapping[Role, Judge]
    entries: int = 0
    connections: int = 0
    open: set[int] = field(default_factory=set)
    messages: int = 0
    looked_at: int = 0
    breaches: frozenset[tuple[str, str, str]] = frozenset()


class Witness:
    """Records to a results file and judges. `messages` is how many there were, `stations` what was seen by identity."""

    def __init__(self, results: ResultsWriter) -> None:
        self._results = results
        self.stations: dict[str, _Station] = {}
        self.messages = 0
        self.troubles = Counter[str]()

    @property
    def path(self) -> Path:
        """The recording."""
        return self._results.path

    @property
    def connected(self) -> int:
        """How many stations have a connection."""
        return sum(bool(station.open) for station in self.stations.values())

    def opened(self, identity: str, handshake: Handshake) -> int:
        """A connection came about; returns its number."""
        station = self._station(identity)
        station.connections += 1
        station.open.add(station.connections)
        at, wall = times.monotonic(), times.wall()
        self._take(identity, HandshakeEntry(station.entries, station.connections, redacted(handshake), at, wall))
        return station.connections

    def message(self, identity: str, connection: int, sender: Role, raw: str | bytes) -> None:
        """A message went through."""
        station, at, wall = self._station(identity), times.monotonic(), times.wall()
        entry = FrameEntry(station.entries, connection, sender, raw, at, wall)
        if not station.messages and not (isinstance(entry.frame, Call) and entry.frame.action == "BootNotification"):
            # it was connected before: what came of that is not known
            self._take(identity, NoteEntry(station.entries, "dropped 1 messages", at, wall))
            entry = FrameEntry(station.entries, connection, sender, raw, at, wall)
        station.messages += 1
        self.messages += 1
        self._take(identity, entry)

    def closed(self, identity: str, connection: int, by: Role, closed: Closed) -> None:
        """A connection ended."""
        station = self._station(identity)
        station.open.discard(connection)
        at, wall = times.monotonic(), times.wall()
        self._take(identity, CloseEntry(station.entries, connection, by, closed.code, closed.reason, at, wall))

    def refused(self, handshake: Handshake) -> None:
        """An upgrade was answered with another status than 101."""
        self.troubles[f"{handshake.path} is refused with {handshake.status}"] += 1

    def trouble(self, identity: str, why: str) -> None:
        """The CSMS couldn't be reached for a station."""
        self.troubles[f"for {identity}: {why}"] += 1

    def breaches(self) -> Counter[tuple[str, str, str]]:
        """The rules that are broken up to now, with the role that breaks them and the cause, by the stations."""
        for station in self.stations.values():
            if station.looked_at < station.entries:
                station.looked_at = station.entries
                station.breaches = frozenset(
                    (breach.rule, str(role), breach.cause)
                    for role, judge in station.judges.items()
                    for breach in judge.so_far().breaches
                )
        return Counter(each for station in self.stations.values() for each in station.breaches)

    def _station(self, identity: str) -> _Station:
        if identity not in self.stations:
            judges = {role: Judge(role, _context) for role in Role}
            for judge in judges.values():
                judge.begin(identity)
            self.stations[identity] = _Station(judges)
        return self.stations[identity]

    def _take(self, identity: str, entry: Entry) -> None:
        station = self.stations[identity]
        station.entries += 1
        self._results.write(EntryLine(identity, entry))
        for judge in station.judges.values():
            judge.take(entry)


def _context(role: Role, conversation: Conversation) -> Context:
    return Context(role, conversation, edition=str(DEFAULT_EDITION), patience=PATIENCE, lacks=LACKS)
