"""What goes through a relay, recorded at once and judged: each station by itself, both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocpp_conformance.harness import times
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, StartedLine
from ocpp_conformance.harness.evidence.recording import redacted
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.requirements import Judge
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Closed, Handshake

PATIENCE = 30.0
"""Real seconds for an answer, between systems of others."""
SUBPROTOCOL = OCPP_201.subprotocol
LACKS = frozenset({"starts"})
"""What a relay doesn't see: when a station was switched on."""


@dataclass(slots=True)
class _View:
    """What some of the sides saw: the name of their recording, their judges, and how many entries it has."""

    name: str
    judges: Mapping[Role, Judge]
    entries: int = 0
    messages: int = 0


@dataclass(slots=True)
class _Station:
    """What was seen of one: `views` by side, one for both where nothing is disturbed, `open` its connections,
    `breaches` up to the last look. `other` is the subprotocol of another version: such a station isn't judged."""

    views: Mapping[Role, _View]
    connections: int = 0
    open: set[int] = field(default_factory=set)
    other: str = ""
    looked_at: int = 0
    breaches: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def each_view(self) -> list[_View]:
        """The views, each once."""
        return list({id(view): view for view in self.views.values()}.values())

    @property
    def entries(self) -> int:
        """How many there are in all views."""
        return sum(view.entries for view in self.each_view)


class Witness:
    """Records to a results file and judges. `messages` is how many came in, `stations` what was seen by identity.

    `split`: what one side sent is not always what the other got, so each has a recording of its own.
    """

    def __init__(self, results: ResultsWriter, *, split: bool = False) -> None:
        self._results, self._split = results, split
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
        station.other = other_version(handshake) or station.other
        at, wall = times.monotonic(), times.wall()
        for view in station.each_view:
            self._take(station, view, HandshakeEntry(view.entries, station.connections, redacted(handshake), at, wall))
        return station.connections

    def message(
        self, identity: str, connection: int, sender: Role, raw: str | bytes, seen_by: Collection[Role] = tuple(Role)
    ) -> None:
        """A message of the sender was seen by these sides: who sent it, who got it, or both."""
        station, at, wall = self._station(identity), times.monotonic(), times.wall()
        self.messages += sender in seen_by
        for view in station.each_view:
            if not any(station.views[role] is view for role in seen_by):
                continue
            entry = FrameEntry(view.entries, connection, sender, raw, at, wall)
            if not view.messages and not (isinstance(entry.frame, Call) and entry.frame.action == "BootNotification"):
                # it was connected before: what came of that is not known
                self._take(station, view, NoteEntry(view.entries, "dropped 1 messages", at, wall))
                entry = FrameEntry(view.entries, connection, sender, raw, at, wall)
            view.messages += 1
            self._take(station, view, entry)

    def closed(self, identity: str, connection: int, by: Role | None, closed: Closed) -> None:
        """A connection ended; None: neither ended it, so to each side the other did."""
        station = self._station(identity)
        station.open.discard(connection)
        at, wall = times.monotonic(), times.wall()
        for view in station.each_view:
            who = by or next(role.other for role in view.judges)
            self._take(station, view, CloseEntry(view.entries, connection, who, closed.code, closed.reason, at, wall))

    def note(self, identity: str, text: str) -> None:
        """Something was done that no message shows."""
        station, at, wall = self._station(identity), times.monotonic(), times.wall()
        for view in station.each_view:
            self._take(station, view, NoteEntry(view.entries, text, at, wall))

    def refused(self, handshake: Handshake) -> None:
        """An upgrade was answered with another status than 101."""
        self.troubles[f"{handshake.path} is refused with {handshake.status}"] += 1

    def trouble(self, identity: str, why: str) -> None:
        """The CSMS couldn't be reached for a station."""
        self.troubles[f"for {identity}: {why}"] += 1

    @property
    def others(self) -> Counter[str]:
        """How many stations speak another version, by its subprotocol."""
        return Counter(station.other for station in self.stations.values() if station.other)

    def breaches(self) -> Counter[tuple[str, str, str]]:
        """The rules that are broken up to now, with the role that breaks them and the cause, by the stations."""
        for station in self.stations.values():
            if station.looked_at < station.entries and not station.other:
                station.looked_at = station.entries
                station.breaches = frozenset(
                    (breach.rule, str(role), breach.cause)
                    for view in station.each_view
                    for role, judge in view.judges.items()
                    for breach in judge.so_far().breaches
                )
        return Counter(each for station in self.stations.values() for each in station.breaches)

    def _station(self, identity: str) -> _Station:
        if identity not in self.stations:
            if self._split:
                views = {role: self._view(f"{identity} ({role})", role) for role in Role}
            else:
                views = dict.fromkeys(Role, self._view(identity, *Role))
            self.stations[identity] = _Station(views)
        return self.stations[identity]

    def _view(self, name: str, *roles: Role) -> _View:
        if len(roles) == 1:  # a recording of both sides belongs to no case
            self._results.write(StartedLine(name, f"what the {roles[0]} saw", str(roles[0])))
        judges = {role: Judge(role, _context) for role in roles}
        for judge in judges.values():
            judge.begin(name)
        return _View(name, judges)

    def _take(self, station: _Station, view: _View, entry: Entry) -> None:
        view.entries += 1
        self._results.write(EntryLine(view.name, entry))
        for judge in () if station.other else view.judges.values():
            judge.take(entry)


def other_version(handshake: Handshake) -> str:
    """The subprotocol that was agreed on, where it is that of another version of OCPP than 2.0.1; empty else."""
    agreed = next(iter(handshake.answered("Sec-WebSocket-Protocol")), SUBPROTOCOL) if handshake.status == 101 else ""
    return "" if agreed in ("", SUBPROTOCOL) else agreed


def _context(role: Role, conversation: Conversation) -> Context:
    return Context(role, conversation, edition=str(DEFAULT_EDITION), patience=PATIENCE, lacks=LACKS)
