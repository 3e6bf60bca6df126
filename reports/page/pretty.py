"""A frame's JSON text, set in lines without being parsed: duplicate keys and the spelling of numbers stay as sent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson
from markupsafe import Markup

from ocpp_conformance.reports.page.text import escaped, visible

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_OPEN = {"{": "}", "[": "]"}

LINES = 500
"""How many lines of a frame stand in the page."""
STRING = 400
"""How many characters of one string stand in them."""
_DEEPEST = 24

_TAGS = {"\x01": "<b>", "\x02": "</b>", "\x03": "<mark>", "\x04": "</mark>", "\x05": " <em>◀ ", "\x06": "</em>"}
"""Tags while the text is not escaped yet. No frame holds these characters: they were made visible before."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A frame in lines, as HTML, and the pointers whose notes found their line."""

    html: Markup | None = None
    noted: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Setter:
    """The state while setting: lines with their pointers, open containers as (closing bracket, pointer, values)."""

    lines: list[str] = field(default_factory=list)
    pointers: list[str] = field(default_factory=list)
    open: list[tuple[str, str, int]] = field(default_factory=list)
    key: str = ""
    after_colon: bool = False

    def put(self, token: str) -> None:
        """Take the next token."""
        if token == ",":
            self.lines[-1] += ","
        elif token == ":":
            self.after_colon = True
        elif token in "}]":
            self._close(token)
        elif not self.after_colon and self.open and self.open[-1][0] == "}":
            self.key = token
        else:
            self._value(token)

    def _value(self, token: str) -> None:
        pointer = self._next_pointer()
        text = token if len(token) <= STRING else f'{token[:STRING]}… ({len(token):,} characters)"'
        if len(self.open) == 1 and len(self.lines) == 1:  # type, id and action share a line with the payload's bracket
            self.lines[0] += text if self.lines[0] == "[" else f" {text}"
        else:
            key = f"\x01{self.key}\x02: " if self.key else ""
            self._line(len(self.open), f"{key}{text}", pointer)
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
            self.lines[-1] += token
        else:
            self._line(len(self.open), token, "-")

    def _line(self, depth: int, text: str, pointer: str) -> None:
        self.lines.append("  " * min(max(depth - 1, 0), _DEEPEST) + text)
        self.pointers.append(pointer)


def set_in_lines(frame: str, notes: Mapping[str, tuple[str, ...]]) -> Sheet:
    """Set a frame that is a JSON array; `notes` by JSON Pointer in the payload go to the lines they are about.

    Stops after `LINES` and says so. A text that is no JSON array gives lines that mean nothing.
    """
    text = visible(frame)
    encoded = None if notes else encoded_anew(text)
    if encoded is None:
        return set_by_tokens(text, notes)
    return Sheet(Markup("\n".join(map(_with_bold_key, str(escaped(encoded)).split("\n")))))


def encoded_anew(text: str) -> str | None:
    """The lines of a frame without notes by a JSON encoder, which is fast; None for one that the encoder would spell
    otherwise than it was sent, or set otherwise than `set_by_tokens`, or in which quotes are escaped."""
    try:
        lines = _encoded(text)
    except (ValueError, TypeError, RecursionError):  # no JSON, or deeper than a parser or an encoder goes
        return None
    if lines is None or lines.count("\n") >= LINES or f"\n{'  ' * _DEEPEST}" in lines:
        return None
    return None if len(text) > STRING and max(map(len, lines.split("\n"))) > STRING else lines


def _encoded(text: str) -> str | None:
    frame = orjson.loads(text)
    if not isinstance(frame, list) or not frame or any(isinstance(each, list | dict) for each in frame[:-1]):
        return None
    compact = orjson.dumps(frame).decode()
    if '\\"' in text or (text != compact and _unspaced(text, frame) != compact):
        return None
    values = [*map(orjson.dumps, frame[:-1]), orjson.dumps(frame[-1], option=orjson.OPT_INDENT_2)]
    return f"[{b', '.join(values).decode()}]"


def _with_bold_key(line: str) -> str:
    """A line of an encoder. No quote in it is escaped: one with a colon behind it ends a key or begins a value."""
    key, colon, value = line.partition('": ')
    name = key.lstrip(" ")
    return f'{key[: -len(name)]}<b>{name}"</b>: {value}' if colon and name[:1] == '"' else line


def _unspaced(text: str, frame: object) -> str | None:
    """The text of a frame without the spaces that Python's own encoder sets; None where another one made it."""
    spaced = json.dumps(frame, ensure_ascii=False) == text
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":")) if spaced else None


def set_by_tokens(text: str, notes: Mapping[str, tuple[str, ...]]) -> Sheet:
    """`set_in_lines` for every text that is visible."""
    setter = _Setter()
    for found in _TOKEN.finditer(text):
        setter.put(found[0])
        if len(setter.lines) > LINES:
            setter.lines.append("… (cut)")
            break
    noted = frozenset(notes).intersection(setter.pointers)
    if noted:
        _annotate(setter, notes)
    html = str(escaped("\n".join(setter.lines)))
    for mark, tag in _TAGS.items():
        html = html.replace(mark, tag)
    return Sheet(Markup(html), noted)


def _annotate(setter: _Setter, notes: Mapping[str, tuple[str, ...]]) -> None:
    for i, pointer in enumerate(setter.pointers):
        if pointer in notes:
            said = "".join(f"\x05{visible(note)}\x06" for note in notes[pointer])
            text = setter.lines[i].lstrip(" ")
            setter.lines[i] = f"{' ' * (len(setter.lines[i]) - len(text))}\x03{text}\x04{said}"
