"""The wire entries of a case as the page shows them: matched, judged, set in lines, cut."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup

from ocpp_conformance.harness.conversation import Conversation, Exchange
from ocpp_conformance.harness.evidence import CloseEntry, Entry, FrameEntry, HandshakeEntry, NoteEntry
from ocpp_conformance.harness.rpc import AnyFrame, Call, CallError, CallResult, CallResultError, Malformed, Send
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.validation import judge_call, judge_reply, judge_send
from ocpp_conformance.reports.page.pretty import Sheet, set_in_lines
from ocpp_conformance.reports.page.record import CaseRecord
from ocpp_conformance.reports.page.sidefiles import SideFiles
from ocpp_conformance.reports.page.text import cut

RAW = 8000
"""A frame of more characters is cut in the page and whole in a side file."""

WRONG = 5
"""How many wrong fields the head of a frame names; each stands at its line too."""

_SALIENT = (
    "status",
    "eventType",
    "triggerReason",
    "reason",
    "connectorStatus",
    "requestedMessage",
    "type",
    "reportBase",
    "seqNo",
    "interval",
)


@dataclass(frozen=True, slots=True)
class View:
    """One entry. `kind` is call, result, error, malformed, handshake, close or note; `sender` a role or empty.

    `problems` are said about the whole entry, those about one value stand at its line; `deviates` marks what a check or
    a finding points at, `wrong` the JSON Pointers at which a check missed something. `relayed` are the fields of a CALL
    that the harness dictated, None where it dictated none.
    """

    index: int
    kind: str
    at: float
    time: str
    connection: int
    sender: str
    title: str
    hint: str = ""
    json: Markup | None = None
    raw: str = ""
    size: int = 0
    side: str | None = None
    headers: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[str, ...] = ()
    deviates: bool = False
    wrong: tuple[str, ...] = ()
    deliberate: bool = False
    relayed: tuple[str, ...] | None = None


@dataclass
class Viewer:
    """Turns the entries of one case into views, in order: a reply is judged by the CALL that it answers."""

    case: CaseRecord
    side_files: SideFiles
    _conversation: Conversation = field(init=False)

    def __post_init__(self) -> None:
        spoken = (entry.protocol for entry in self.case.entries if isinstance(entry, FrameEntry))
        self._conversation = Conversation(next(spoken, OCPP_201))

    def views(self) -> Iterator[View]:
        """One view an entry."""
        notes = _notes(self.case)
        for entry in self.case.entries:
            exchange = self._conversation.take(entry).exchange
            view = self._frame(entry, exchange, notes[entry.index]) if isinstance(entry, FrameEntry) else _other(entry)
            yield replace(view, deviates=view.index in self.case.deviating)

    def _frame(self, entry: FrameEntry, exchange: Exchange | None, notes: Mapping[str, tuple[str, ...]]) -> View:
        raw, frame = entry.raw, entry.frame
        call = exchange.call if exchange is not None and not isinstance(frame, Call) else None
        problems, said = _judged(entry, call)
        for pointer, texts in notes.items():
            quoted = [
                text for text in said.get(pointer, ()) if not any(text.rpartition(" (")[0] in note for note in texts)
            ]
            said[pointer] = (*texts, *quoted)
        sheet = Sheet() if isinstance(frame, Malformed) else set_in_lines(str(raw), said)
        unplaced = {pointer: texts for pointer, texts in said.items() if pointer not in sheet.noted}
        problems += [f"{at}: {text}" if at else text for at, texts in unplaced.items() for text in texts]
        text = raw if isinstance(raw, str) else f"binary, in base64: {base64.b64encode(raw).decode()}"
        view = View(
            index=entry.index,
            kind=_KINDS[type(frame)],
            at=entry.at,
            time=_time(entry),
            connection=entry.connection,
            sender=str(entry.sender),
            title=_title(frame, call),
            hint=_hint(frame),
            json=sheet.html,
            raw=cut(text, RAW),
            size=len(raw),
            problems=tuple(cut(problem, 400) for problem in problems),
            wrong=tuple(cut(pointer, 200) for pointer in notes if pointer.startswith("/"))[:WRONG],
            deliberate=entry.deliberate,
            relayed=entry.relayed,
        )
        return view if len(text) <= RAW else replace(view, side=self.side_files.write(self.case.id, view.index, raw))


def _time(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.wall, UTC).isoformat(timespec="microseconds")


def _judged(entry: FrameEntry, call: Call | None) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """What is wrong with the whole frame, and with its values by JSON Pointer."""
    frame, protocol = entry.frame, entry.protocol
    if isinstance(frame, Malformed):
        return [f"malformed: {frame.reason}"], {}
    try:
        match frame:
            case Call():
                judgement = judge_call(frame, entry.sender, protocol)
            case Send():
                judgement = judge_send(frame, entry.sender, protocol)
            case CallResultError():
                judgement = None
            case _:
                judgement = judge_reply(call, frame, protocol) if call else None
    except (ValueError, RecursionError) as error:  # the engine gives up on a payload of some hundred levels
        return [f"could not be judged: {error}"], {}
    if judgement is None:
        return [], {}
    said: dict[str, tuple[str, ...]] = {}
    for finding in judgement.defects:
        text = f"{cut(finding.text, 400)} ({finding.keyword})"
        said[finding.pointer] = (*said.get(finding.pointer, ()), text)
    return [] if judgement.defects else [judgement.text], said


_KINDS: Mapping[type[AnyFrame], str] = {
    Call: "call",
    CallResult: "result",
    CallError: "error",
    CallResultError: "error",
    Send: "call",
    Malformed: "malformed",
}


def _title(frame: AnyFrame, call: Call | None) -> str:
    match frame:
        case Call(action=action) | Send(action=action):
            return cut(action, 80)
        case CallError(code=code) | CallResultError(code=code):
            return f"{cut(code, 80)}{f' to {cut(call.action, 80)}' if call else ''}"
        case CallResult():
            return f"{cut(call.action, 80)}Response" if call else "reply to no CALL"
        case Malformed(wrong=wrong):
            return f"malformed: {wrong}"


def _hint(frame: AnyFrame) -> str:
    if isinstance(frame, CallError | CallResultError):
        return cut(frame.description, 80)
    if isinstance(frame, Malformed):
        return cut(frame.raw if isinstance(frame.raw, str) else repr(frame.raw[:40]), 60)
    found = [f"{name} {frame.payload[name]}" for name in _SALIENT if _plain(frame.payload.get(name))]
    if not found and isinstance(info := frame.payload.get("idTokenInfo"), dict):
        found = [f"idTokenInfo {info.get('status')}"]
    return cut(", ".join(found[:2]), 80)


def _plain(value: Any) -> bool:
    return (isinstance(value, str) and len(value) <= 40) or type(value) is int


def _other(entry: HandshakeEntry | CloseEntry | NoteEntry) -> View:
    common: dict[str, Any] = {"index": entry.index, "at": entry.at, "time": _time(entry)}
    match entry:
        case CloseEntry():
            title, sender = f"close {entry.code}", str(entry.by)
            hint = cut(entry.reason, 200)
            return View(kind="close", connection=entry.connection, sender=sender, title=title, hint=hint, **common)
        case NoteEntry():
            return View(kind="note", connection=0, sender="", title=cut(entry.text, 400), **common)
        case HandshakeEntry(handshake=handshake):
            headers = [("request", cut(name, 100), cut(value, 400)) for name, value in handshake.request]
            headers += [("answer", cut(name, 100), cut(value, 400)) for name, value in handshake.response]
            return View(
                kind="handshake",
                connection=entry.connection,
                sender="station",
                title=f"upgrade answered {handshake.status}",
                hint=cut(", ".join([*handshake.answered("Sec-WebSocket-Protocol"), handshake.path]), 200),
                headers=tuple(headers),
                **common,
            )


def _notes(case: CaseRecord) -> Mapping[int, dict[str, tuple[str, ...]]]:
    """What the checks expected, by entry and pointer."""
    notes: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for check in case.checks:
        if check.frame is None:
            continue
        at = notes[check.frame]
        for miss in check.misses:
            text = cut(f"{check.source}: expected {miss.expected}, got {miss.actual}", 400)
            at[miss.pointer] = (*at.get(miss.pointer, ()), text)
    return notes
