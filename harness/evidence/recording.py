"""What happened on the wire in one case, append-only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ocpp_conformance.harness import times
from ocpp_conformance.harness.rpc import AnyFrame, Call, Frame, Payload, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol
from ocpp_conformance.harness.transport import Closed, Handshake

TAIL = 6
"""How many of the last frames an error quotes."""
POWER_ON = "power on"
"""The note that marks a start of the station under test: from here on it must boot before anything else."""
_STOOD_STILL = re.compile(r"the harness stood still for (\d+\.\d+) s")
"""The note that its event loop didn't run for a while."""
_DROPPED = re.compile(r"dropped (\d+) messages")
"""The note at the end of a case of which not all messages were kept."""
MOST = 5000
"""Messages that are kept of a case: the longest honest ones have hundreds, a flood has no end."""
QUOTE = 200
"""How many characters of a frame an error quotes."""


@dataclass(slots=True)
class FrameEntry:
    """One WebSocket message with its exact text. `deliberate` marks a frame of ours that is wrong on purpose.

    `relayed` names the fields of a CALL of the system that the harness dictated to it by a relay, None where it
    dictated no such CALL; `lacking` those that it dictated and that the CALL doesn't have. `at` is monotonic seconds,
    `wall` seconds since the epoch. `protocol` is the version that it is read as.
    """

    index: int
    connection: int
    sender: Role
    raw: str | bytes
    at: float
    wall: float
    deliberate: bool = False
    relayed: tuple[str, ...] | None = None
    lacking: tuple[str, ...] = ()
    protocol: Protocol = OCPP_201
    read: AnyFrame | None = field(default=None, repr=False, compare=False)

    @property
    def frame(self) -> AnyFrame:
        """What the text is in OCPP-J; parsed once, where it isn't `read` yet."""
        if self.read is None:
            self.read = self.protocol.parse(self.raw)
        return self.read

    def forget(self) -> None:
        """Let go what the text was parsed to: a million messages are kept as texts."""
        self.read = None

    def quote(self) -> str:
        """The frame on one line, cut."""
        text = self.raw if isinstance(self.raw, str) else f"<binary {self.raw!r}>"
        return f"#{self.index} {self.sender}: {text[:QUOTE]}{'…' if len(text) > QUOTE else ''}"


@dataclass(frozen=True, slots=True)
class HandshakeEntry:
    """An upgrade request and its answer, with the password redacted. Refused ones are here too.

    `carried` marks one that happened before: the connection is carried on into this case.
    """

    index: int
    connection: int
    handshake: Handshake
    at: float
    wall: float
    carried: bool = False

    @property
    def subprotocol(self) -> str:
        """What was agreed on, empty where that is nothing, or the upgrade was refused."""
        agreed = self.handshake.answered("Sec-WebSocket-Protocol") if self.handshake.status == 101 else ()
        return next(iter(agreed), "")

    def quote(self) -> str:
        """The handshake on one line."""
        return f"#{self.index} upgrade {self.handshake.path} answered {self.handshake.status}"


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """The end of a connection; `by` is who closed first."""

    index: int
    connection: int
    by: Role
    code: int
    reason: str
    at: float
    wall: float

    def quote(self) -> str:
        """The close on one line."""
        return f"#{self.index} {self.by} closed with {self.code}{f' ({self.reason})' if self.reason else ''}"


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """Something that is not on the wire but explains it: a power cycle, a prompt, a deliberate wait."""

    index: int
    text: str
    at: float
    wall: float

    @property
    def standstill(self) -> float | None:
        """The seconds that the harness stood still, where the note says so."""
        found = _STOOD_STILL.fullmatch(self.text)
        return None if found is None else float(found[1])

    @property
    def dropped(self) -> int:
        """How many messages of the case were not kept, where the note says so."""
        found = _DROPPED.fullmatch(self.text)
        return 0 if found is None else int(found[1])

    def quote(self) -> str:
        """The note on one line."""
        return f"#{self.index} -- {self.text}"


class Wait(NamedTuple):
    """What is being waited for, and until when (monotonic seconds); for the live line of a terminal."""

    what: str
    since: float
    until: float


Entry = FrameEntry | HandshakeEntry | CloseEntry | NoteEntry


@dataclass
class Recording:
    """The entries of one case in the order they happened; `sink` is told of each at once.

    It keeps `MOST` messages; what comes later is counted in `dropped` and given to `overflow`, where that is set, with
    the index of the note that says so.
    """

    sink: Callable[[Entry], None] | None = None
    overflow: Callable[[FrameEntry], None] | None = None
    dropped: int = 0
    entries: list[Entry] = field(default_factory=list)
    wait: Wait | None = None
    _connections: int = 0
    _frames: int = 0
    _full_at: int = 0
    _dictated: list[tuple[Role, str, Payload]] = field(default_factory=list)

    def handshake(self, handshake: Handshake, *, carried: bool = False) -> int:
        """Record an upgrade, or that its connection is carried on; returns the number of its connection."""
        self._connections += 1
        index, at, wall = len(self.entries), times.monotonic(), times.wall()
        entry = HandshakeEntry(index, self._connections, redacted(handshake), at, wall, carried)
        self._add(entry)
        return self._connections

    def frame(
        self,
        connection: int,
        sender: Role,
        raw: str | bytes,
        *,
        deliberate: bool = False,
        frame: AnyFrame | None = None,
    ) -> int:
        """Record a message; returns its index. `frame` is what it is, where that was read already."""
        self._frames += 1
        is_full = self._frames > MOST
        if is_full and not self.dropped:
            self._full_at = len(self.entries)
            others = "only counted" if self.overflow is None else "only judged"
            self.note(f"{MOST} messages are kept; from here on they are {others}")
        index = self._full_at if is_full else len(self.entries)
        entry = FrameEntry(index, connection, sender, raw, times.monotonic(), times.wall(), deliberate, read=frame)
        entry = self._marked(entry) if self._dictated else entry
        self.dropped += is_full
        if not is_full:
            self._add(entry)
        elif self.overflow is not None:
            self.overflow(entry)
        return index

    def tell_dropped(self) -> None:
        """Record how many messages were not kept, if any; from here on so many more are."""
        if self.dropped:
            self.note(f"dropped {self.dropped} messages")
        self._frames = self.dropped = 0

    def dictated(self, sender: Role, action: str, payload: Payload) -> None:
        """Note that the sender is about to be told to send this CALL, word for word: from here on it is relayed."""
        self._dictated.append((sender, action, payload))

    def dictates(self, frame: int | None, fields: Iterable[str]) -> bool:
        """Whether the harness dictated all these fields of the CALL with this index.

        One that is neither in the CALL nor in what was dictated is dictated too: it was left out as it was told.
        """
        entry = None if frame is None or frame >= len(self.entries) else self.entries[frame]
        if not isinstance(entry, FrameEntry) or entry.relayed is None:
            return False
        there = entry.frame.payload if isinstance(entry.frame, Call) else {}
        return all(name in entry.relayed or (name not in there and name not in entry.lacking) for name in fields)

    def close(self, connection: int, by: Role, closed: Closed) -> None:
        """Record the end of a connection; `by` is who closed first."""
        now, wall = times.monotonic(), times.wall()
        self._add(CloseEntry(len(self.entries), connection, by, closed.code, closed.reason, now, wall))

    def note(self, text: str) -> None:
        """Record something that is not on the wire."""
        self._add(NoteEntry(len(self.entries), text, times.monotonic(), times.wall()))

    def stood_still(self, seconds: float) -> None:
        """Record that the harness stood still up to now: whoever came late is not to blame."""
        self.note(f"the harness stood still for {seconds:.3f} s")

    @contextmanager
    def waiting(self, what: str, seconds: float) -> Iterator[None]:
        """Tell what is waited for while the block runs."""
        now = times.monotonic()
        self.wait = Wait(what, now, now + seconds)
        try:
            yield
        finally:
            self.wait = None

    def frames(self, sender: Role | None = None, *, since: int = 0) -> Iterator[FrameEntry]:
        """The messages from index `since` on, of one sender or of both."""
        for entry in self.entries[since:]:
            if isinstance(entry, FrameEntry) and (sender is None or entry.sender is sender):
                yield entry

    def newest(self, frame: Frame, sender: Role) -> FrameEntry | None:
        """The newest message of this sender that is such a frame, None where none was kept."""
        theirs = (each for each in reversed(self.entries) if isinstance(each, FrameEntry) and each.sender is sender)
        return next((each for each in theirs if each.frame is frame or each.frame == frame), None)

    def sent_as(self, message_id: str, sender: Role) -> int | None:
        """The index of the last CALL of the sender with this id; None where none was kept."""
        frames = ((entry.index, entry.frame) for entry in self.frames(sender))
        return max(
            (at for at, frame in frames if isinstance(frame, Call) and frame.message_id == message_id), default=None
        )

    def last_sent(self, sender: Role, *, before: int | None = None) -> int | None:
        """The index of the last message of the sender before an index; None where a connection came after it."""
        for entry in reversed(self.entries[:before]):
            if isinstance(entry, HandshakeEntry):
                return None
            if isinstance(entry, FrameEntry) and entry.sender is sender:
                return entry.index
        return None

    def tail(self) -> tuple[str, ...]:
        """The last entries, quoted for an error message."""
        return tuple(entry.quote() for entry in self.entries[-TAIL:])

    def _marked(self, entry: FrameEntry) -> FrameEntry:
        """The entry with what was dictated of it, by the dictation that it is most like."""
        call = entry.frame
        if not isinstance(call, Call):
            return entry
        told = [payload for by, action, payload in self._dictated if (by, action) == (entry.sender, call.action)]
        same = [tuple(name for name, value in call.payload.items() if payload.get(name) == value) for payload in told]
        if not same:
            return entry
        best = max(range(len(told)), key=lambda number: len(same[number]))
        lacking = tuple(name for name in told[best] if name not in call.payload)
        return replace(entry, relayed=same[best], lacking=lacking)

    def _add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if self.sink is not None:
            self.sink(entry)


def redacted(handshake: Handshake) -> Handshake:
    """The handshake without what signs in."""
    request = tuple(
        (name, f"{value.split(' ')[0]} <redacted>" if name.lower() == "authorization" else value)
        for name, value in handshake.request
    )
    return Handshake(handshake.path, request, handshake.status, handshake.response)
