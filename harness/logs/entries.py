"""What a log tells, as entries of recordings: one for each identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count

from ocpp_conformance.harness.evidence import Entry, FrameEntry, NoteEntry
from ocpp_conformance.harness.logs.told import Happened, Told, Unread
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201

LACKS = frozenset({"handshakes", "closes", "starts"})
"""What no log of messages shows: the headers of an upgrade, who closed and with which code, when a station starts."""
_TICK = 1e-6
"""Seconds between two messages that a log gives one time, so that their order stays."""


def recordings(told: Iterable[Told | Unread]) -> tuple[Mapping[str, list[Entry]], frozenset[str]]:
    """The entries by identity, each with the number of its line as its index, and what they can't show.

    A connection that the log tells of begins a new one; where it tells of none, an identity has one. Without times a
    message comes a microsecond after the one before, and nothing is ever late. Where a line can't be read, or the log
    begins in the middle of a connection, a note says that messages are missing.
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    numbers, connections = count(1), dict[str, int]()
    last, lacks, missing = 0.0, set(LACKS), list[int]()
    for each in told:
        if isinstance(each, Unread):
            missing.append(each.line)
            continue
        if each.happened is not Happened.MESSAGE:
            connections[each.identity] = next(numbers)
            continue
        if each.identity not in connections:
            connections[each.identity] = next(numbers)
            lacks.add("connections")
        lacks |= {"time", "clock"} if each.time is None else set() if each.zoned else {"clock"}
        last = max(last + _TICK, 0.0 if each.time is None else each.time.timestamp())
        entry = _entry(each, connections[each.identity], last)
        if each.identity not in found and not _is_boot(entry):
            found[each.identity].append(_gap(each.line, last))
        found[each.identity].append(entry)
    for entries in found.values() if missing else ():
        entries.insert(0, _gap(missing[0], entries[0].at))
    return found, frozenset(lacks)


def _entry(told: Told, connection: int, at: float) -> FrameEntry:
    assert isinstance(told.by, Role)
    protocol = told.protocol or OCPP_201
    return FrameEntry(told.line, connection, told.by, told.text, at, at, protocol=protocol)


def _is_boot(entry: FrameEntry) -> bool:
    return isinstance(entry.frame, Call) and entry.frame.action == "BootNotification"


def _gap(line: int, at: float) -> NoteEntry:
    return NoteEntry(line, "dropped 1 messages", at, at)
