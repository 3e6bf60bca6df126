"""What goes through a relay, recorded at once and judged: each station by itself, both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocpp_conformance.harness import times
from ocpp_conformance.harness.catalogue import DEFAULT_EDITION
from ocpp_conformance.harness.conversation import Conversation
from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.evidence.lines import EntryLine, StartedLine
from ocpp_conformance.harness.evidence.recording import redacted
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.requirements import Judges
from ocpp_conformance.harness.requirements.rule import Context
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol, of_subprotocol
from ocpp_conformance.harness.transport import Closed, Handshake

PATIENCE = 30.0
"""Real seconds for an answer, between systems of others."""
LACKS = frozenset({"starts"})
"""What a relay doesn't see: when a station was switched on."""


@dataclass(slots=True)
class _View:
    """What some of the sides saw: the name of their recording, their judges by the version that is spoken, and how many
    entries it has; `spoken` counts the messages of each version."""

    name: str
    roles: tuple[Role, ...]
    judges: dict[Protocol, Judges] = field(default_factory=dict)
    entries: int = 0
    spoken: Counter[Protocol | None] = field(default_factory=Counter)


@dataclass(slots=True)
class _Station:
    """What was seen of one: `views` by side, one for both where nothing is disturbed, `open` its connections,
    `protocols` the version of each that it had, None for one that is not judged, `other` the subprotocol of such a one,
    `breaches` up to the last look."""

    views: Mapping[Role, _View]
    open: set[int] = field(default_factory=set)
    protocols: dict[int, Protocol | None] = field(default_factory=dict)
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
        station, kept = self._station(identity), redacted(handshake)
        number, at, wall = len(station.protocols) + 1, times.monotonic(), times.wall()
        station.open.add(number)
        for view in station.each_view:
            entry = HandshakeEntry(view.entries, number, kept, at, wall)
            agreed = entry.subprotocol
            station.protocols[number] = of_subprotocol(agreed) if agreed else OCPP_201
            station.other = station.other if station.protocols[number] is not None else agreed
            self._take(view, entry, station.protocols[number])
        return number

    def message(
        self, identity: str, connection: int, sender: Role, raw: str | bytes, seen_by: Collection[Role] = tuple(Role)
    ) -> None:
        """A message of the sender was seen by these sides: who sent it, who got it, or both."""
        station, at, wall = self._station(identity), times.monotonic(), times.wall()
        self.messages += sender in seen_by
        for view in station.each_view:
            if not any(station.views[role] is view for role in seen_by):
                continue
            protocol = station.protocols[connection]
            entry = FrameEntry(view.entries, connection, sender, raw, at, wall, protocol=protocol or OCPP_201)
            is_boot = isinstance(entry.frame, Call) and entry.frame.action == "BootNotification"
            if not view.spoken[protocol] and not is_boot:
                # it was connected before: what came of that is not known
                self._take(view, NoteEntry(view.entries, "dropped 1 messages", at, wall), protocol)
                entry = replace(entry, index=view.entries)
            view.spoken[protocol] += 1
            self._take(view, entry, protocol)

    def closed(self, identity: str, connection: int, by: Role | None, closed: Closed) -> None:
        """A connection ended; None: neither ended it, so to each side the other did."""
        station = self._station(identity)
        station.open.discard(connection)
        at, wall = times.monotonic(), times.wall()
        for view in station.each_view:
            who = by or view.roles[0].other
            entry = CloseEntry(view.entries, connection, who, closed.code, closed.reason, at, wall)
            self._take(view, entry, station.protocols[connection])

    def note(self, identity: str, text: str) -> None:
        """Something was done that no message shows."""
        station, at, wall = self._station(identity), times.monotonic(), times.wall()
        for view in station.each_view:
            self._take(view, NoteEntry(view.entries, text, at, wall), *view.judges)

    def refused(self, handshake: Handshake) -> None:
        """An upgrade was answered with another status than 101."""
        self.troubles[f"{handshake.path} is refused with {handshake.status}"] += 1

    def trouble(self, identity: str, why: str) -> None:
        """The CSMS couldn't be reached for a station."""
        self.troubles[f"for {identity}: {why}"] += 1

    @property
    def others(self) -> Counter[str]:
        """How many stations speak a version that is not judged, by its subprotocol."""
        return Counter(station.other for station in self.stations.values() if station.other)

    @property
    def versions(self) -> Counter[Protocol]:
        """How many stations speak which version."""
        spoken = (frozenset(station.protocols.values()) for station in self.stations.values())
        return Counter(protocol for each in spoken for protocol in each if protocol is not None)

    def breaches(self) -> Counter[tuple[str, str, str]]:
        """The rules that are broken up to now, with the role that breaks them and the cause, by the stations."""
        for station in self.stations.values():
            if station.looked_at < station.entries:
                station.looked_at = station.entries
                station.breaches = frozenset(
                    (breach.rule, str(role), breach.cause)
                    for view in station.each_view
                    for judges in view.judges.values()
                    for role, judge in judges.by_role.items()
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
        return _View(name, roles)

    def _take(self, view: _View, entry: Entry, *protocols: Protocol | None) -> None:
        """Record an entry, and judge it as one of these versions; None: of one that is not judged."""
        view.entries += 1
        self._results.write(EntryLine(view.name, entry))
        for protocol in protocols:
            if protocol is not None:
                _judges(view, protocol).take(entry)


def _judges(view: _View, protocol: Protocol) -> Judges:
    if protocol not in view.judges:
        view.judges[protocol] = Judges(view.roles, _context, protocol)
        view.judges[protocol].begin(view.name)
    return view.judges[protocol]


def _context(role: Role, conversation: Conversation) -> Context:
    return Context(role, conversation, edition=str(DEFAULT_EDITION), patience=PATIENCE, lacks=LACKS)
