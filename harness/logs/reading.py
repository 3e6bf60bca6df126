"""Reads a log of whatever format: which one it is, and who sent what its messages say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, islice

from ocpp_conformance.harness.logs.formats import LINE_FORMATS
from ocpp_conformance.harness.logs.json_lines import (
    Reader,
    is_open_trace,
    is_results,
    read_open_trace,
    read_results_lines,
)
from ocpp_conformance.harness.logs.line_formats import LineFormat
from ocpp_conformance.harness.logs.tables import is_table_head, read_table
from ocpp_conformance.harness.logs.told import Happened, Line, Side, Told, Unread
from ocpp_conformance.harness.logs.versions import sender_of
from ocpp_conformance.harness.rpc import AnyFrame, Call, CallError, CallResult, CallResultError, Malformed, Role, Send
from ocpp_conformance.harness.rpc.protocol import OCPP_21

_parse = OCPP_21.parse  # the frames of 2.1 are those of all versions and more
LOOKED_AT = 2000
"""Lines at the start of a log that decide which format it has."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what has it, whether a line is of it, and how it is read."""

    name: str
    about: str
    has: Callable[[str], bool]
    read: Reader


def _read_frames(lines: Iterator[Line]) -> Iterator[Told | Unread]:
    for number, text in lines:
        if _is_frame(text):
            yield Told(number, Happened.MESSAGE, text.strip())


def _is_frame(text: str) -> bool:
    return text.lstrip().startswith("[") and not isinstance(_parse(text.strip()), Malformed)


def _of_lines(row: LineFormat) -> Format:
    return Format(row.name, row.about, lambda text: row.head(text) is not None, row.read)


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("results", "results.jsonl of this harness", is_results, read_results_lines),
        Format("open-ocpp-trace", "Open OCPP Trace 1.x (JSONL)", is_open_trace, read_open_trace),
        *map(_of_lines, LINE_FORMATS),
        Format("csv", "an export with a head: a message a row, whole or in columns", is_table_head, read_table),
        Format("frames", "a frame a line, and nothing else", _is_frame, _read_frames),
    )
}
"""The formats by their names, in the order in which they are tried."""


class LogError(ValueError):
    """A log that can't be read at all: what it is, and the next step."""


def format_of(lines: Iterable[str]) -> Format:
    """The format of which the most lines are, or a table where the first is its head. Raises `LogError` where none is
    of any."""
    counts, told = dict.fromkeys(FORMATS, 0), [text for text in lines if text.strip()]
    if told and is_table_head(told[0]):
        return FORMATS["csv"]
    for text in told:
        found = next((name for name, each in FORMATS.items() if each.has(text)), None)
        if found is not None:
            counts[found] += 1
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        names = ", ".join(FORMATS)
        raise LogError(f"no line of it is a message in a format that is known ({names}); give --format for another")
    return FORMATS[best]


def read_log(lines: Iterable[str], *, format: str | None = None, writer: Role | None = None) -> Iterator[Told | Unread]:
    """What a log tells, with who sent each message; `writer` is who wrote the log.

    Where that isn't given it follows from the first CALL of an action that only one side sends. A message of which
    nobody can say who sent it is `Unread`. Raises `LogError`.
    """
    numbered = enumerate((text.rstrip("\r\n") for text in lines), 1)
    start = list(islice(numbered, LOOKED_AT))
    chosen = FORMATS[format] if format is not None else format_of(text for _, text in start)
    return _with_senders(chosen.read(chain(start, numbered)), writer)


def _with_senders(told: Iterator[Told | Unread], writer: Role | None) -> Iterator[Told | Unread]:
    senders, held = _Senders(writer), list[Told | Unread]()
    for each in told:
        if isinstance(each, Told) and isinstance(each.by, Role) and not held:  # most formats say it
            yield each
            continue
        senders.learn(each)
        held.append(each)
        if senders.writer is not None or not _is_sided(held[0]):
            yield from map(senders.of, held)
            held = []
    why = "nothing says who wrote the log; give --as station or --as csms"
    for one in held:
        yield Unread(one.line, why, one.text) if _is_sided(one) else senders.of(one)


def _is_sided(each: Told | Unread) -> bool:
    return isinstance(each, Told) and isinstance(each.by, Side)


class _Senders:
    """Who sent the messages of a log."""

    def __init__(self, writer: Role | None) -> None:
        self.writer = writer
        self._open: dict[tuple[str, str], Role] = {}
        self._answered: dict[str, tuple[str, Role | None]] = {}

    def learn(self, message: Told | Unread) -> None:
        """Conclude from a CALL who writes the log, where that isn't known."""
        if self.writer is not None or isinstance(message, Unread) or not isinstance(message.by, Side):
            return
        frame = _parse(message.text)
        sender = sender_of(frame.action) if isinstance(frame, Call | Send) else None
        if sender is not None:
            self.writer = sender if message.by is Side.WRITER else sender.other

    def of(self, message: Told | Unread) -> Told | Unread:
        """A message with its sender; all else as it is."""
        if isinstance(message, Unread) or message.happened is not Happened.MESSAGE:
            return message
        if isinstance(message.by, Side):
            assert self.writer is not None
            return replace(message, by=self.writer if message.by is Side.WRITER else self.writer.other)
        if message.by is not None:
            return message
        by = self._of_frame(message.identity, _parse(message.text))
        if by is None:
            return Unread(message.line, "nothing says who sent it", message.text)
        return replace(message, by=by)

    def _of_frame(self, identity: str, frame: AnyFrame) -> Role | None:
        """Who sent a frame, by its action, or by the CALL that it is about."""
        match frame:
            case Call(message_id, action):
                by = sender_of(action)
                if by is not None:
                    self._open[identity, message_id] = by
                return by
            case CallResult(message_id) | CallError(message_id):
                asked = self._open.pop((identity, message_id), None)
                self._answered[identity] = message_id, asked
                return None if asked is None else asked.other
            case CallResultError(message_id):
                last, asked = self._answered.get(identity, ("", None))
                return asked if message_id == last else None
            case Send():
                return sender_of(frame.action)
            case Malformed():
                return None
