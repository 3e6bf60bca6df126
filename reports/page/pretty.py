"""A frame's JSON text, set in lines without being parsed: duplicate keys and the spelling of numbers stay as sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_OPEN = {"{": "}", "[": "]"}

LINES = 300
"""How many lines of a frame stand in the page."""
STRING = 400
"""How many characters of one string stand in them."""
_DEEPEST = 24


@dataclass(slots=True)
class JsonLine:
    """One line: its depth, the key with quotes (or nothing), the rest, its JSON Pointer in the payload, notes on it."""

    depth: int
    key: str
    text: str
    pointer: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Setter:
    """The state while setting: open containers as (closing bracket, pointer, number of values)."""

    lines: list[JsonLine] = field(default_factory=list)
    open: list[tuple[str, str, int]] = field(default_factory=list)
    key: str = ""
    after_colon: bool = False

    def put(self, token: str) -> None:
        """Take the next token."""
        if token == ",":
            self.lines[-1].text += ","
        elif token == ":":
            self.after_colon = True
        elif token in "}]":
            self._close(token)
        elif self.open and self.open[-1][0] == "}" and not self.after_colon:
            self.key = token
        else:
            self._value(token)

    def _value(self, token: str) -> None:
        pointer, depth = self._next_pointer(), len(self.open)
        if depth == 1 and len(self.lines) == 1:  # type, id and action share the first line with the payload's bracket
            line = self.lines[0]
            line.text += f"{'' if line.text == '[' else ' '}{_cut(token)}"
        else:
            self.lines.append(JsonLine(min(max(depth - 1, 0), _DEEPEST), self.key, _cut(token), pointer))
        self.key, self.after_colon = "", False
        if token in _OPEN:
            self.open.append((_OPEN[token], pointer, 0))

    def _next_pointer(self) -> str:
        if not self.open:
            return ""
        closing, pointer, count = self.open[-1]
        self.open[-1] = (closing, pointer, count + 1)
        if len(self.open) == 1:
            return ""  # the payload's own root
        name = self.key[1:-1].replace("~", "~0").replace("/", "~1") if closing == "}" else str(count)
        return f"{pointer}/{name}"

    def _close(self, token: str) -> None:
        _, _, count = self.open.pop()
        if not self.open or not count:
            self.lines[-1].text += token
        else:
            self.lines.append(JsonLine(min(max(len(self.open) - 1, 0), _DEEPEST), "", token, "-"))


def set_in_lines(frame: str, notes: Mapping[str, tuple[str, ...]]) -> tuple[JsonLine, ...]:
    """The lines of a frame that is a JSON array; `notes` by JSON Pointer in the payload go to their lines.

    Stops after `LINES`; the last line then says so. A text that is no JSON gives lines that mean nothing.
    """
    setter = _Setter()
    for found in _TOKEN.finditer(frame):
        setter.put(found[0])
        if len(setter.lines) > LINES:
            setter.lines.append(JsonLine(0, "", "… (cut)", "-"))
            break
    for line in setter.lines:
        if line.pointer in notes:
            line.notes = notes[line.pointer]
    return tuple(setter.lines)


def _cut(token: str) -> str:
    return token if len(token) <= STRING else f'{token[:STRING]}… ({len(token):,} characters)"'
