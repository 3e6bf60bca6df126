"""Logs in which a message is on one line, or begins on one: a head that says who sent it, and the frame.

A format is a row: patterns for the heads, with the groups `way`, `text` and, where they are told, `time` and
`identity`; what each way means; how the time is written. All else is the same for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from ocpp_conformance.harness.logs.told import Happened, Line, Side, Told, Unread
from ocpp_conformance.harness.rpc import Role

LONGEST = 5_000
"""Lines that a frame may take, written out for people to read."""


@dataclass(frozen=True, slots=True)
class LineFormat:
    """A format of one line a message. `opened` and `closed` are patterns of lines that tell of a connection.

    `times` are the formats of `strptime` that are tried after ISO 8601.
    """

    name: str
    about: str
    heads: tuple[re.Pattern[str], ...]
    ways: Mapping[str, Role | Side]
    times: tuple[str, ...] = ()
    opened: re.Pattern[str] | None = None
    closed: re.Pattern[str] | None = None

    def read(self, lines: Iterator[Line]) -> Iterator[Told | Unread]:
        """What the lines tell; what is no message and no connection is passed over."""
        pending: list[Line] = []
        for number, text in _and_again(lines, pending):
            for pattern, happened in ((self.opened, Happened.OPENED), (self.closed, Happened.CLOSED)):
                found = pattern and pattern.search(text)
                if found:
                    yield Told(number, happened, "", None, _group(found, "identity"), *self._time(found))
            head = self.head(text)
            if head is not None:
                yield self._message(number, head, lines, pending)

    def head(self, text: str) -> re.Match[str] | None:
        """The head of a message, where the line has one."""
        return next((found for each in self.heads if (found := each.search(text))), None)

    def _message(self, number: int, head: re.Match[str], lines: Iterator[Line], pending: list[Line]) -> Told | Unread:
        text = self._whole(head["text"].strip(), lines, pending)
        if text is None:
            return Unread(number, "the frame is cut", head["text"])
        by = self.ways[head["way"].lower()]
        return Told(number, Happened.MESSAGE, text, by, _group(head, "identity"), *self._time(head))

    def _whole(self, text: str, lines: Iterator[Line], pending: list[Line]) -> str | None:
        """The frame that begins so, with the lines behind it where it goes on there; None for one that doesn't end."""
        more: list[Line] = []
        while not _is_json(text):
            following = next(lines, None) if len(more) < LONGEST else None
            if following is None or self.head(following[1]) is not None:
                pending += [*more, *([] if following is None else [following])]
                return None
            more.append(following)
            text = f"{text}\n{following[1]}" if text else following[1].strip()
        return text

    def _time(self, found: re.Match[str]) -> tuple[datetime | None, bool]:
        """The time, None where there is none, and whether its zone is told."""
        text = _group(found, "time")
        for written in (None, *self.times):
            try:
                time = datetime.fromisoformat(text) if written is None else datetime.strptime(text, written)
            except ValueError:
                continue
            return (time, True) if time.tzinfo else (time.replace(tzinfo=UTC), False)
        return None, False


def _and_again(lines: Iterator[Line], pending: list[Line]) -> Iterator[Line]:
    """The lines, with those that were looked at in vain before the rest."""
    while True:
        following = pending.pop(0) if pending else next(lines, None)
        if following is None:
            return
        yield following


def _group(found: re.Match[str], name: str) -> str:
    return (found.groupdict().get(name) or "").strip()


def _is_json(text: str) -> bool:
    if not text.endswith(("]", "}")):  # of a long frame each line is tried
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True
