"""The lines of results.jsonl as values: one form for the file and for what xdist carries to the controller.

`plain` gives the JSON object of a line, `typed` reads one back; both know every field's JSON form from its name.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

from ocpp_conformance.harness.evidence.breach import Breach
from ocpp_conformance.harness.evidence.checklist import Binding, Check, Outcome
from ocpp_conformance.harness.evidence.errors import Miss
from ocpp_conformance.harness.evidence.recording import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201, PROTOCOLS
from ocpp_conformance.harness.transport import Handshake

FORMAT = 2
"""The version of the lines."""
READABLE = (1, 2)
"""The versions that are read; 1 has no `evses`, `time_scale`, `patience` and `permissions` in its header, and monitors
where 2 has rules."""

Plain = dict[str, Any]
"""A line as JSON has it; `line` names its kind."""


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The first line: what was judged, how, by what. `evses`, `time_scale` (real seconds per second of OCPP),
    `patience` (real seconds by what is waited for) and `permissions` are what a later judge needs,
    `rules` by role the requirements that some rule judges. `selected` cases there were to run, 0 where nobody knew;
    `partial`: they were picked by an option."""

    kind: ClassVar[str] = "header"
    format: int = FORMAT
    suite: str = ""
    edition: str = ""
    started: str = ""
    roles: tuple[str, ...] = ()
    system: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    seed: int | str | None = None
    command: str = ""
    validator: str = ""
    python: str = ""
    platform: str = ""
    evses: tuple[int, ...] = ()
    time_scale: float = 1.0
    patience: Mapping[str, float] = field(default_factory=dict)
    permissions: tuple[str, ...] = ()
    rules: Mapping[str, Sequence[str]] = field(default_factory=dict)
    selected: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True)
class UnreachableLine:
    """Why nothing could be judged, or nothing more."""

    kind: ClassVar[str] = "unreachable"
    text: str


@dataclass(frozen=True, slots=True)
class StartedLine:
    """A case begins."""

    kind: ClassVar[str] = "started"
    case: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of the recording of a case: in the file a `frame`, `handshake`, `close` or `note`."""

    case: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of a case."""

    kind: ClassVar[str] = "check"
    case: str
    check: Check


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One breach of a rule in a case."""

    kind: ClassVar[str] = "breach"
    case: str
    breach: Breach


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """The verdict on a case, with what the views say of it. `duration` is in seconds, `frame` an index; `subject` are
    the requirements whose rules decide it; `cause` is what the system did, of a red one, as `causes` words it."""

    kind: ClassVar[str] = "verdict"
    case: str
    title: str
    role: str
    block: str
    verdict: str
    topics: tuple[str, ...] = ()
    published: bool = False
    mandatory: bool = False
    needs: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    message: str = ""
    cause: str = ""
    source: str | None = None
    frame: int | None = None
    frames: int = 0
    notes: Mapping[str, Any] = field(default_factory=dict)
    rerun: str = ""
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class CreditLine:
    """What the rules proved in a case: requirement → on how many frames it held, and `proven` those on which what could
    break it occurred."""

    kind: ClassVar[str] = "credit"
    case: str
    proven: Mapping[str, int]
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The verdict on a breach: one cause, with the cases in which it was seen, on so many frames; `case` and `frame`
    are where it was seen first."""

    kind: ClassVar[str] = "rule"
    rule: str
    also: tuple[str, ...]
    role: str
    binding: str
    cause: str
    text: str
    frame: int | None
    frames: int
    cases: tuple[str, ...]
    verdict: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class FooterLine:
    """The last line of a run that was not cut: how many cases have each verdict, the exit code, by role how many
    requirements are visible, proven, held, breached, not exercised and not reachable, and how the run ended
    (`Ending`)."""

    kind: ClassVar[str] = "footer"
    verdicts: Mapping[str, int]
    exit: int
    requirements: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ending: str = ""


Flat = HeaderLine | UnreachableLine | StartedLine | VerdictLine | CreditLine | RuleLine | FooterLine
Line = Flat | EntryLine | CheckLine | BreachLine

_FLAT: Mapping[str, type[Flat]] = {
    each.kind: each
    for each in (HeaderLine, UnreachableLine, StartedLine, VerdictLine, CreditLine, RuleLine, FooterLine)
}


class LineError(ValueError):
    """A line that is none of ours: of a kind that we don't know, or without what its kind must have."""


def plain(line: Line) -> Plain:
    """The JSON object of a line."""
    match line:
        case EntryLine(case, entry):
            return _plain_entry(case, entry)
        case CheckLine(case, check):
            return {"line": line.kind, "case": case, **_plain_check(check)}
        case BreachLine(case, breach):
            return {"line": line.kind, "case": case, **_plain_fields(breach)}
        case _:
            return {"line": line.kind, **_plain_fields(line)}


def typed(data: Mapping[str, Any]) -> Line:
    """The line of a JSON object; fields that we don't know are passed over. Raises `LineError`."""
    try:
        kind = data["line"]
        if kind in _FLAT:
            return _built(_FLAT[kind], data)
        if kind in _ENTRIES:
            return EntryLine(data["case"], _ENTRIES[kind](data))
        if kind == CheckLine.kind:
            return CheckLine(data["case"], _check(data))
        if kind == BreachLine.kind:
            return BreachLine(data["case"], _built(Breach, data))
        if kind in _FORMAT_1:
            return _FORMAT_1[kind](data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LineError(f"no line of results.jsonl: {error!r}") from None
    raise LineError(f"no line of results.jsonl: its kind is {kind!r}")


# -- flat lines --------------------------------------------------------------------------------------------------------


def _required(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


_FIELDS: Mapping[type, tuple[tuple[str, bool, bool], ...]] = {
    kind: tuple((each.name, _required(each), str(each.type).startswith("tuple")) for each in fields(kind))
    for kind in (*_FLAT.values(), Breach)
}
"""Name, whether it must be there, whether it is a tuple, for each field."""


def _plain_fields(value: Flat | Breach) -> Plain:
    found = ((name, getattr(value, name)) for name, _, _ in _FIELDS[type(value)])
    return {name: list(each) if isinstance(each, tuple) else each for name, each in found}


T = TypeVar("T")


def _built(kind: type[T], data: Mapping[str, Any]) -> T:
    values: dict[str, Any] = {}
    for name, required, is_tuple in _FIELDS[kind]:
        if required or name in data:
            values[name] = tuple(data[name]) if is_tuple else data[name]
    return kind(**values)


# -- checks ------------------------------------------------------------------------------------------------------------


def _plain_check(check: Check) -> Plain:
    data: Plain = {
        "source": check.source,
        "binding": str(check.binding),
        "outcome": str(check.outcome),
        "misses": [{"pointer": m.pointer, "expected": m.expected, "actual": m.actual} for m in check.misses],
        "frame": check.frame,
        "seen": check.seen,
    }
    data |= {"relayed": True} if check.relayed else {}
    return data | {"after": check.after} if check.after is not None else data


def _check(data: Mapping[str, Any]) -> Check:
    return Check(
        data["source"],
        Binding(data["binding"]),
        Outcome(data["outcome"]),
        tuple(Miss(miss["pointer"], miss["expected"], miss["actual"]) for miss in data["misses"]),
        data["frame"],
        data.get("seen") or "",
        bool(data.get("relayed")),
        data.get("after"),
    )


# -- entries -----------------------------------------------------------------------------------------------------------


def _plain_entry(case: str, entry: Entry) -> Plain:
    """A binary message is kept as base64 under `binary`, a text one exactly under `raw`."""
    line: Plain = {
        "line": "note",
        "case": case,
        "index": entry.index,
        "at": round(entry.at, 6),
        "time": datetime.fromtimestamp(entry.wall, UTC).isoformat(timespec="microseconds"),
    }
    match entry:
        case FrameEntry():
            line |= {"line": "frame", "connection": entry.connection, "sender": str(entry.sender)}
            if isinstance(entry.raw, bytes):
                line["binary"] = base64.b64encode(entry.raw).decode()
            else:
                line["raw"] = entry.raw
            if entry.deliberate:
                line["deliberate"] = True
            if entry.relayed is not None:
                line["relayed"] = list(entry.relayed)
            if entry.lacking:
                line["lacking"] = list(entry.lacking)
            if entry.protocol is not OCPP_201:
                line["ocpp"] = entry.protocol.name
        case HandshakeEntry(handshake=handshake):
            line |= {
                "line": "handshake",
                "connection": entry.connection,
                "path": handshake.path,
                "request": [list(header) for header in handshake.request],
                "status": handshake.status,
                "response": [list(header) for header in handshake.response],
            }
            if entry.carried:
                line["carried"] = True
        case CloseEntry():
            line |= {
                "line": "close",
                "connection": entry.connection,
                "by": str(entry.by),
                "code": entry.code,
                "reason": entry.reason,
            }
        case NoteEntry():
            line["text"] = entry.text
    return line


def _moment(data: Mapping[str, Any]) -> tuple[float, float]:
    """Monotonic seconds, and seconds since the epoch."""
    return data["at"], datetime.fromisoformat(data["time"]).timestamp()


def _frame(data: Mapping[str, Any]) -> FrameEntry:
    raw = base64.b64decode(data["binary"]) if "binary" in data else data["raw"]
    relayed = tuple(data["relayed"]) if "relayed" in data else None
    sender, deliberate = Role(data["sender"]), bool(data.get("deliberate"))
    lacking = tuple(data.get("lacking", ()))
    protocol = PROTOCOLS[data.get("ocpp", OCPP_201.name)]
    place = data["index"], data["connection"]
    return FrameEntry(*place, sender, raw, *_moment(data), deliberate, relayed, lacking, protocol)


def _handshake(data: Mapping[str, Any]) -> HandshakeEntry:
    request, response = (tuple((name, value) for name, value in data[which]) for which in ("request", "response"))
    handshake = Handshake(data["path"], request, data["status"], response)
    return HandshakeEntry(data["index"], data["connection"], handshake, *_moment(data), bool(data.get("carried")))


def _close(data: Mapping[str, Any]) -> CloseEntry:
    by = Role(data["by"])
    return CloseEntry(data["index"], data["connection"], by, data["code"], data["reason"], *_moment(data))


def _note(data: Mapping[str, Any]) -> NoteEntry:
    return NoteEntry(data["index"], data["text"], *_moment(data))


_ENTRIES: Mapping[str, Callable[[Mapping[str, Any]], Entry]] = {
    "frame": _frame,
    "handshake": _handshake,
    "close": _close,
    "note": _note,
}


# -- format 1 ----------------------------------------------------------------------------------------------------------


def _old_breach(data: Mapping[str, Any]) -> BreachLine:
    """A finding of a monitor."""
    breach = Breach(data["source"], (), data["binding"], data["cause"], data["text"], data["frame"])
    return BreachLine(data["case"], breach)


def _old_rule(data: Mapping[str, Any]) -> RuleLine:
    """The verdict on a finding of a monitor."""
    cases = tuple(data["cases"])
    return _built(RuleLine, {**data, "rule": data["source"], "also": (), "frames": len(cases), "cases": cases})


_FORMAT_1: Mapping[str, Callable[[Mapping[str, Any]], Line]] = {"finding": _old_breach, "monitor": _old_rule}
