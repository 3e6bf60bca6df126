"""Reading the station's messages as they were on the wire, below the parser that drops what is malformed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.evidence import CloseEntry, Inconclusive, Miss
from ocpp_conformance.harness.probes import CsmsProbe, Matcher, mismatches
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.rpc.frames import CALL, CALLERROR, CALLRESULT

PARTS = {
    CALL: ("kind", "id", "action", "payload"),
    CALLRESULT: ("kind", "id", "payload"),
    CALLERROR: ("kind", "id", "code", "description", "details"),
}
AN_OBJECT = Matcher("a JSON object", lambda value: isinstance(value, dict))


def a_text_up_to(length: int) -> Matcher:
    """A string of at most so many characters."""
    return Matcher(f"a string of at most {length} characters", lambda v: isinstance(v, str) and len(v) <= length)


def id_of_length(length: int = 32, *, odd: str = "") -> str:
    """A message id of so many characters that was never used before; it ends with the odd ones."""
    return f"{secrets.token_hex(length)[: length - len(odd)]}{odd}"


def closed_with(csms: CsmsProbe, code: int) -> bool:
    """Whether a connection of this case was closed, by whomever, with this code."""
    return any(isinstance(entry, CloseEntry) and entry.code == code for entry in csms.recording.entries)


def left(csms: CsmsProbe) -> bool:
    """Whether the station has ended a connection in this case."""
    return any(isinstance(entry, CloseEntry) and entry.by is Role.STATION for entry in csms.recording.entries)


async def conversation(csms: CsmsProbe) -> None:
    """The station has booted or was there, has answered two CALLs and sent one that was asked for.

    What goes wrong on the way shows in its messages, which are to be judged afterwards.
    """
    with suppress(Inconclusive):
        await csms.accepted()
        await csms.provoke(call_text(*csms.fence))
        since = csms.mark
        await csms.provoke(call_text("TriggerMessage", {"requestedMessage": "Heartbeat"}))
        await csms.next_call(since=since)


async def mistakes(csms: CsmsProbe) -> None:
    """The station got four CALLs, each wrong in another way; what it answered is to be judged afterwards."""
    await csms.accepted()
    await csms.provoke(call_text("MakeCoffee", {}))
    await csms.provoke(call_text("Heartbeat", {}))
    await csms.provoke(call_text("GetVariables", {}))
    await csms.provoke(call_text("GetVariables", {"getVariableData": "all"}))


def every(csms: CsmsProbe, source: str, *kinds: int, **demands: object) -> None:
    """Check every message that the station has sent in this case, or those of these types, for its parts.

    Parts are `kind`, `id`, `action`, `payload`, `code`, `description`, `details` where the type has them, `elements`
    (their number), `text` (that it is one, of valid JSON). Where CALLERRORs are asked for there may be none.
    """
    seen = 0
    for frame, parts in _messages(csms):
        if kinds and parts["kind"] not in kinds:
            continue
        seen += 1
        wanted = {name: demand for name, demand in demands.items() if name in parts}
        misses = mismatches(wanted, parts)
        if misses:
            csms.checklist.book(source, misses, frame=frame)
    if not seen and CALLERROR not in kinds:
        raise csms.checklist.give_up("the station sent no message that could be judged")
    csms.checklist.book(source, (), seen=f"{seen} messages")


def ids_differ(csms: CsmsProbe, source: str) -> None:
    """Check that no id stands on two CALLs of the station; an unanswered CALL may be repeated with its own."""
    seen: dict[str, Any] = {}
    for received in csms.received():
        earlier = seen.setdefault(received.call.message_id, received)
        answered = earlier.answered_at is not None and earlier.answered_at <= received.at
        same = (earlier.action, earlier.payload) == (received.action, received.payload)
        if earlier is not received and (answered or not same):
            text = f"{received.call.message_id!r}, used before for {earlier.action}"
            csms.checklist.book(source, (Miss("message id", "a new one", text),), frame=received.frame)
    if len(seen) < 2:
        raise csms.checklist.give_up("the station sent fewer than two CALLs")
    csms.checklist.book(source, (), seen=f"{len(seen)} ids")


def every_value(csms: CsmsProbe, source: str, demand: Matcher, *names: str, free: tuple[str, ...] = ()) -> None:
    """Check the values in the payloads of the station's CALLs and CALLRESULTs: those of fields with these names
    (`customData/vendorId` names a field of another), or all, but nothing below the `free` ones."""
    seen = 0
    for frame, parts in _messages(csms):
        for pointer, value in _walk(parts.get("payload"), free):
            if names and not any(pointer.endswith(f"/{name}") for name in names):
                continue
            seen += 1
            misses = mismatches(demand, value, pointer)
            if misses:
                csms.checklist.book(source, misses, frame=frame)
    csms.checklist.book(source, (), seen=f"{seen} values")


def _messages(csms: CsmsProbe) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for entry in csms.recording.frames(Role.STATION):
        yield entry.index, _parts(entry.raw)


def _parts(raw: str | bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw, parse_constant=_no_json)
        json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate has no UTF-8
    except (ValueError, RecursionError):
        return {"text": False, "kind": None}
    elements = value if isinstance(value, list) else []
    kind = elements[0] if elements else None
    names = PARTS.get(kind, ("kind", "id")) if isinstance(kind, int) else ("kind", "id")
    return {
        **dict.fromkeys(names),
        **dict(zip(names, elements, strict=False)),
        "text": isinstance(raw, str),
        "elements": len(elements),
    }


def _no_json(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _walk(value: Any, free: tuple[str, ...], pointer: str = "") -> Iterator[tuple[str, Any]]:
    items: Iterable[tuple[object, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for name, each in items:
        if name not in free:
            yield f"{pointer}/{name}", each
            yield from _walk(each, free, f"{pointer}/{name}")
