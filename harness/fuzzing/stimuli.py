"""What is done to a system on purpose, and what may come of it: values that can be kept in a file."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import Any

from ocpp_conformance.harness.rpc import Role, Wrong, parse, probable_id

_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
"""The part of a message id that was drawn at random."""
_OF_A_MESSAGE = (0, 1, 2)
"""Opcodes of the frames that make up a message: continuation, text, binary (RFC 6455, 11.8)."""


class Expect(StrEnum):
    """What may come of a stimulus. Values are used in files.

    WRONG: what its row of the error table allows. SERVED: a valid CALLRESULT, because the CALL is valid and harmless.
    ANSWERED: a valid CALLRESULT or a CALLERROR. EITHER: silence or any proper answer, because honest readers differ.
    ENDS: a close with any code but 1011, or service as before. OPENED: 101. TURNED_AWAY: no service. UNHARMED:
    whatever, as long as the next valid connection is served.
    """

    WRONG = "wrong"
    SERVED = "served"
    ANSWERED = "answered"
    EITHER = "either"
    ENDS = "ends"
    OPENED = "opened"
    TURNED_AWAY = "turned away"
    UNHARMED = "unharmed"


@dataclass(frozen=True, slots=True)
class Message:
    """One WebSocket message: str as text, bytes as binary."""

    raw: str | bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One WebSocket frame as RFC 6455, 5.2 lays it out; `reserved` are the three bits behind FIN.

    `masked` None masks as the role has to. `claims` is a length that is not the true one.
    """

    opcode: int
    data: bytes = b""
    final: bool = True
    reserved: int = 0
    masked: bool | None = None
    claims: int | None = None

    def encoded(self, role: Role) -> bytes:
        """The bytes that a system of this role sends."""
        masked = role is Role.STATION if self.masked is None else self.masked
        head = bytes([self.final << 7 | self.reserved << 4 | self.opcode])
        length = len(self.data) if self.claims is None else self.claims
        bit = masked << 7
        if length < 126:
            head += bytes([bit | length])
        elif length < 1 << 16:
            head += bytes([bit | 126]) + length.to_bytes(2, "big")
        else:
            head += bytes([bit | 127]) + length.to_bytes(8, "big")
        return head + (b"\0\0\0\0" if masked else b"") + self.data  # a mask of zeros leaves the data readable


@dataclass(frozen=True, slots=True)
class Stream:
    """WebSocket frames, written past the library. `message` is the message that they make up, if they do."""

    pieces: tuple[Piece, ...]
    message: str | None = None

    def encoded(self, role: Role) -> bytes:
        """The bytes that a system of this role sends."""
        return b"".join(piece.encoded(role) for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Request:
    """An upgrade request, in Latin-1; `{host}`, `{path}`, `{endpoint}` (the path without the identity), `{key}` and
    `{authorization}` (the whole line) stand for what the system wants."""

    text: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer to an upgrade request of a station, in Latin-1; `{accept}` is the right Sec-WebSocket-Accept."""

    text: str


Doing = Message | Stream | Request | Response


@dataclass(frozen=True, slots=True)
class Stimulus:
    """One thing done, and what may come of it.

    `label` is the way in which it is special, `rule` says what it breaks or tries, with the place. `wrong` is its row
    of the error table; `free` marks what a receiver may take all the same. `ends` allows the connection to be closed.
    """

    doing: Doing
    expect: Expect
    label: str
    rule: str = ""
    wrong: Wrong | None = None
    free: bool = False
    ends: bool = False

    def renewed(self) -> Stimulus:
        """The same with a message id of its own, where it has a random one: an id never comes again (J-E4.2-01)."""
        match self.doing:
            case Message(raw=str(text)):
                return replace(self, doing=Message(with_new_id(text)))
            case Message(raw=bytes(data)):
                return replace(self, doing=Message(with_new_id(data.decode("latin-1")).encode("latin-1")))
            case Stream(pieces=pieces, message=str(message)):
                return replace(self, doing=_with_message(pieces, message, with_new_id(message)))
        return self

    @property
    def quoted(self) -> str:
        """What is done, in one line for people."""
        match self.doing:
            case Message(raw=raw):
                return raw if isinstance(raw, str) else f"binary {raw!r}"
            case Stream(pieces=pieces):
                return " + ".join(
                    f"frame(opcode {p.opcode}{'' if p.final else ', not final'}, {p.data!r})" for p in pieces
                )
            case Request(text=text) | Response(text=text):
                return repr(text)


def with_new_id(raw: str) -> str:
    """The message with another message id, as long as before, where the id is a random one."""
    found = _RANDOM.search(parse(raw).message_id or probable_id(raw) or "")
    if found is None:
        return raw
    return raw.replace(found[0], str(uuid.uuid4()) if "-" in found[0] else uuid.uuid4().hex)


def _with_message(pieces: tuple[Piece, ...], message: str, new: str) -> Stream:
    """The frames with another message of the same length, cut at the same places."""
    parts = [number for number, piece in enumerate(pieces) if piece.opcode in _OF_A_MESSAGE]
    data = b"".join(pieces[number].data for number in parts)
    if data != message.encode() or len(data) != len(new.encode()):
        return Stream(pieces, message)
    ends = list(accumulate(len(pieces[number].data) for number in parts))
    fresh = {n: new.encode()[end - len(pieces[n].data) : end] for n, end in zip(parts, ends, strict=True)}
    changed = (replace(piece, data=fresh.get(number, piece.data)) for number, piece in enumerate(pieces))
    return Stream(tuple(changed), new)


def to_json(stimulus: Stimulus) -> dict[str, Any]:
    """The stimulus as a file holds it."""
    line: dict[str, Any] = {"do": type(stimulus.doing).__name__.lower()}
    match stimulus.doing:
        case Message(raw=str(raw)):
            line["text"] = raw
        case Message(raw=bytes(raw)):
            line["binary"] = _encoded(raw)
        case Stream(pieces=pieces, message=message):
            line["pieces"] = [_piece(piece) for piece in pieces]
            line |= {} if message is None else {"text": message}
        case Request(text=text) | Response(text=text):
            line["text"] = text
    line |= {"expect": str(stimulus.expect), "label": stimulus.label, "rule": stimulus.rule}
    line |= {} if stimulus.wrong is None else {"wrong": str(stimulus.wrong)}
    return line | {name: True for name in ("free", "ends") if getattr(stimulus, name)}


def from_json(line: Mapping[str, Any]) -> Stimulus:
    """The stimulus that `to_json` wrote; the line is valid against `finding-1.json`."""
    wrong = line.get("wrong")
    return Stimulus(
        _DOINGS[line["do"]](line),
        Expect(line["expect"]),
        line["label"],
        line["rule"],
        None if wrong is None else Wrong(wrong),
        line.get("free", False),
        line.get("ends", False),
    )


def _piece(piece: Piece) -> dict[str, Any]:
    line = {name: getattr(piece, name) for name in ("opcode", "final", "reserved", "masked", "claims")}
    return {name: value for name, value in line.items() if value != _DEFAULT[name]} | {"data": _encoded(piece.data)}


_DEFAULT: Mapping[str, Any] = {"opcode": None, "final": True, "reserved": 0, "masked": None, "claims": None}


def _message(line: Mapping[str, Any]) -> Doing:
    return Message(line["text"] if "text" in line else base64.b64decode(line["binary"]))


def _stream(line: Mapping[str, Any]) -> Doing:
    pieces = (Piece(**{**piece, "data": base64.b64decode(piece["data"])}) for piece in line["pieces"])
    return Stream(tuple(pieces), line.get("text"))


_DOINGS: Mapping[str, Callable[[Mapping[str, Any]], Doing]] = {
    "message": _message,
    "stream": _stream,
    "request": lambda line: Request(line["text"]),
    "response": lambda line: Response(line["text"]),
}


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()
