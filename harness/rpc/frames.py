"""OCPP-J frames: from text to a value and back (Part 4, section 4)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, overload

import orjson

from ocpp_conformance.harness.rpc.codes import Wrong

CALL, CALLRESULT, CALLERROR, CALLRESULTERROR, SEND = 2, 3, 4, 5, 6
MESSAGE_ID_LENGTH = 36
"""Longest message id, in characters (J-4.1.4-03); the same in all versions."""

Payload = Mapping[str, Any]


@dataclass(slots=True)  # what each message is made of isn't frozen: that takes three times as long to make
class Call:
    """A request: `[2, message_id, action, payload]` (J-4.2.1-01)."""

    message_id: str
    action: str
    payload: Payload

    def text(self) -> str:
        """The frame as JSON text. Raises `TypeError` (orjson's) for a payload that is not JSON."""
        return orjson.dumps([CALL, self.message_id, self.action, self.payload]).decode()


@dataclass(slots=True)
class CallResult:
    """The answer to a CALL: `[3, message_id, payload]` (J-4.2.2-02)."""

    message_id: str
    payload: Payload

    def text(self) -> str:
        """The frame as JSON text."""
        return orjson.dumps([CALLRESULT, self.message_id, self.payload]).decode()


@dataclass(frozen=True, slots=True)
class CallError:
    """The refusal of a CALL: `[4, message_id, code, description, details]` (J-4.2.3-06).

    `code` is the text that was on the wire; it need not be one of `ErrorCode`.
    """

    message_id: str
    code: str
    description: str = ""
    details: Payload | None = None

    def text(self) -> str:
        """The frame as JSON text; no details are written as `{}` (J-4.2.3-09)."""
        return orjson.dumps([CALLERROR, self.message_id, self.code, self.description, self.details or {}]).decode()


@dataclass(frozen=True, slots=True)
class CallResultError:
    """What is wrong with a CALLRESULT, told to who sent it: `[5, message_id, code, description, details]`; OCPP 2.1."""

    message_id: str
    code: str
    description: str = ""
    details: Payload | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """A message that gets no answer: `[6, message_id, action, payload]`; OCPP 2.1."""

    message_id: str
    action: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Malformed:
    """A text that is no frame.

    `wrong` is the row of the error table, `reason` says it in words, `message_id` is the id where one could be read,
    `message_type` the first element where it is an integer.
    """

    raw: str | bytes
    wrong: Wrong
    reason: str
    message_id: str | None = None
    message_type: int | None = None


Frame = Call | CallResult | CallError | Malformed
"""What all versions have."""
AnyFrame = Frame | CallResultError | Send
Reply = CallResult | CallError


@dataclass(frozen=True, slots=True)
class Layout:
    """What frames of one message type are: how many elements, and whether they answer something."""

    name: str
    length: int
    is_reply: bool = False


LAYOUTS: Mapping[int, Layout] = MappingProxyType(
    {
        CALL: Layout("CALL", 4),
        CALLRESULT: Layout("CALLRESULT", 3, is_reply=True),
        CALLERROR: Layout("CALLERROR", 5, is_reply=True),
    }
)
"""The frames that all versions have, by message type."""


@overload
def parse(raw: str | bytes) -> Frame: ...


@overload
def parse(raw: str | bytes, layouts: Mapping[int, Layout]) -> AnyFrame: ...


def parse(raw: str | bytes, layouts: Mapping[int, Layout] = LAYOUTS) -> AnyFrame:
    """Read one WebSocket message of a version with these frames. Never raises: what is no frame comes back as
    `Malformed`."""
    if isinstance(raw, bytes):
        return Malformed(raw, Wrong.NOT_JSON, "a binary WebSocket message; OCPP-J uses text")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Malformed(raw, Wrong.NOT_JSON, f"not JSON: {error}")
    if not isinstance(value, list):
        return Malformed(raw, Wrong.NOT_ARRAY, f"a JSON {_kind(value)}, not an array")
    kind = value[0] if value and type(value[0]) is int else None
    layout = None if kind is None else layouts.get(kind)
    message_id = value[1] if len(value) > 1 else None
    if not isinstance(message_id, str):
        wrong = Wrong.REPLY if layout is not None and layout.is_reply else Wrong.UNREADABLE_ID
        return Malformed(raw, wrong, f"message id is {_kind(message_id)}, not a string", None, kind)
    if kind is None or layout is None:
        reason = f"message type {value[0]!r} is none of {', '.join(map(str, layouts))}"
        return Malformed(raw, Wrong.UNKNOWN_MESSAGE_TYPE, reason, message_id, kind)
    problem = _structure(kind, layout, value)
    if problem is not None:
        return Malformed(raw, problem[0], problem[1], message_id, kind)
    if kind == CALL:
        return Call(message_id, value[2], value[3])
    if kind == CALLRESULT:
        return CallResult(message_id, value[2] or {})
    if kind == SEND:
        return Send(message_id, value[2], value[3])
    found = CallError if kind == CALLERROR else CallResultError
    return found(message_id, value[2], value[3] or "", value[4])


_ID = re.compile(r'\ufeff?\s*\[\s*2[^,]{0,3},\s*("(?:[^"\\]|\\.)*"|-?\d+)')


def probable_id(raw: str | bytes) -> str | None:
    """The message id that a reader may find in a text that `parse` refuses: one who takes a binary message, a byte
    order mark, a number for an id, huge numbers or lone surrogates. None where no CALL can be seen in it."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    found = _ID.match(text)
    try:
        return None if found is None else str(json.loads(found[1]))
    except ValueError:
        return None


def _structure(kind: int, layout: Layout, value: list[Any]) -> tuple[Wrong, str] | None:
    if len(value) != layout.length:
        text = f"a {layout.name} has {layout.length} elements, this one {len(value)}"
        return Wrong.REPLY if layout.is_reply else Wrong.ELEMENT_COUNT, text
    if not layout.is_reply:
        if not isinstance(value[2], str):
            return Wrong.ACTION_NOT_STRING, f"action is {_kind(value[2])}, not a string"
        if not isinstance(value[3], dict):
            return Wrong.PAYLOAD_NOT_OBJECT, f"payload is {_kind(value[3])}, not an object"
        return None
    # null for an empty payload or description is mild (J-4.1.5-02, J-4.2.3-08): read here, reported by a monitor
    if kind == CALLRESULT and value[2] is not None and not isinstance(value[2], dict):
        return Wrong.REPLY, f"payload is {_kind(value[2])}, not an object"
    if kind in (CALLERROR, CALLRESULTERROR):
        for name, element, wanted in (("error code", value[2], str), ("description", value[3], str | None)):
            if not isinstance(element, wanted):
                return Wrong.REPLY, f"{name} is {_kind(element)}, not a string"
        if not isinstance(value[4], dict):
            return Wrong.REPLY, f"details are {_kind(value[4])}, not an object"
    return None


def _kind(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number"}
    return "null" if value is None else names[type(value)]
