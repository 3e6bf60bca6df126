"""Tiny conversations for rules: a few messages, and what the rule must say of them.

`station(…)` and `csms(…)` are a CALL of that side with its answer. The payload is the smallest valid one of the action
(`payloads.py`) with the changes that are given: nested objects are merged, `OMIT` takes a field away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.transport import Handshake

from . import payloads

OMIT = object()
"""In place of a value: the field is left out."""
STEP = 0.1
"""Seconds from one entry to the next, where nothing else is said."""
EPOCH = payloads.EPOCH
"""Seconds since the epoch of the first entry."""


@dataclass(frozen=True)
class Said:
    """A CALL and what answers it: a payload, a CALLERROR code in `error`, or nothing where `answer` is None."""

    sender: Role
    action: str
    request: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    error: str | None = None
    deliberate: bool = False
    relayed: tuple[str, ...] | None = None
    id: str | None = None
    after: float = STEP
    answer_after: float = STEP


@dataclass(frozen=True)
class Happened:
    """Something that is no message: an upgrade (with request headers), a close (`of` the connection with this number,
    by default the last), a note, or a raw text."""

    kind: str
    text: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    by: Role = Role.STATION
    code: int = 1000
    after: float = STEP
    status: int = 101
    version: str = "ocpp2.0.1"
    deliberate: bool = False
    of: int | None = None


Step = Said | Happened


@dataclass(frozen=True)
class Sample:
    """What a rule must say of these steps. `shows` is held, held only, missed or not exercised, about the requirement
    `id` (the first that the rule names); `grade` is the binding of a miss that is milder than a MUST."""

    shows: str
    why: str
    steps: Sequence[Step]
    id: str | None = None
    grade: str | None = None
    evses: tuple[int, ...] = ()
    judges: Role | None = None

    def about(self, id: str) -> Sample:
        """The same, about another requirement that the rule names."""
        return replace(self, id=id)

    def mildly(self, grade: str = "should") -> Sample:
        """The same, where the miss is an advisory or an information."""
        return replace(self, grade=grade)

    def judging(self, role: Role) -> Sample:
        """The same, where the rule judges both roles and this one is looked at."""
        return replace(self, judges=role)

    def at_a_station_with(self, *evses: int) -> Sample:
        """The same, where the station is known to have EVSEs with so many connectors."""
        return replace(self, evses=evses)


def held(why: str, *steps: Step) -> Sample:
    """The rule held, and what could break it occurred."""
    return Sample("held", why, steps)


def held_only(why: str, *steps: Step) -> Sample:
    """The rule held, but nothing is proven."""
    return Sample("held only", why, steps)


def missed(why: str, *steps: Step) -> Sample:
    """The rule is broken."""
    return Sample("missed", why, steps)


def idle(why: str, *steps: Step) -> Sample:
    """The rule says nothing: its condition never came, or it does not judge this."""
    return Sample("not exercised", why, steps)


def station(action: str, changes: Mapping[str, Any] | None = None, **more: Any) -> Said:
    """A CALL of the station; `answer` changes the smallest answer (None: there is none), the rest as in `Said`."""
    return _said(Role.STATION, action, changes, more)


def csms(action: str, changes: Mapping[str, Any] | None = None, **more: Any) -> Said:
    """A CALL of the CSMS; as `station`."""
    return _said(Role.CSMS, action, changes, more)


def upgrade(*headers: tuple[str, str], **more: Any) -> Happened:
    """A new connection, with these request headers."""
    return Happened("upgrade", headers=headers, **more)


def closed(by: Role = Role.STATION, code: int = 1000, **more: Any) -> Happened:
    """The connection ends."""
    return Happened("close", by=by, code=code, **more)


def note(text: str, **more: Any) -> Happened:
    """Something that is not on the wire."""
    return Happened("note", text, **more)


def raw(text: str, by: Role, **more: Any) -> Happened:
    """A text as it is."""
    return Happened("raw", text, by=by, **more)


def entries(steps: Sequence[Step]) -> list[Entry]:
    """The recording of the steps; it begins with an upgrade where they don't."""
    found: list[Entry] = []
    now, connection, ids = 0.0, 0, 0
    if not (steps and isinstance(steps[0], Happened) and steps[0].kind in ("upgrade", "note")):
        steps = [upgrade(), *steps]

    def frame(sender: Role, text: str, **marks: Any) -> None:
        found.append(FrameEntry(len(found), connection, sender, text, now, EPOCH + now, **marks))

    for step in steps:
        now += step.after
        if isinstance(step, Said):
            ids += 1
            id = str(ids) if step.id is None else step.id
            text = json.dumps([2, id, step.action, step.request])
            frame(step.sender, text, deliberate=step.deliberate, relayed=step.relayed)
            if step.error is not None:
                now += step.answer_after
                frame(step.sender.other, json.dumps([4, id, step.error, "", {}]))
            elif step.answer is not None:
                now += step.answer_after
                frame(step.sender.other, json.dumps([3, id, step.answer]))
        elif step.kind == "upgrade":
            connection += 1
            answer = (("Sec-WebSocket-Protocol", step.version),) if step.status == 101 else ()
            handshake = Handshake("/ocpp/CS001", step.headers, step.status, answer)
            found.append(HandshakeEntry(len(found), connection, handshake, now, EPOCH + now))
        elif step.kind == "close":
            found.append(CloseEntry(len(found), step.of or connection, step.by, step.code, "", now, EPOCH + now))
        elif step.kind == "note":
            found.append(NoteEntry(len(found), step.text, now, EPOCH + now))
        else:
            frame(step.by, step.text, deliberate=step.deliberate)
    return found


def _said(sender: Role, action: str, changes: Mapping[str, Any] | None, more: dict[str, Any]) -> Said:
    request = merged(payloads.smallest(action, "Request"), changes or {})
    answer = more.pop("answer", {})
    whole = None if answer is None else merged(payloads.smallest(action, "Response"), answer)
    return Said(sender, action, request, whole, **more)


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The base with the changes."""
    result = dict(base)
    for name, value in changes.items():
        if value is OMIT:
            result.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(result.get(name), Mapping):
            result[name] = merged(result[name], value)
        elif isinstance(value, Mapping):
            result[name] = merged({}, value)
        else:
            result[name] = value
    return result
