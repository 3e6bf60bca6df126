"""One readable line per message and event; what came from the peer is escaped and cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Frame, Payload, Role
from ocpp_conformance.harness.times import now

VALUE_LENGTH, LINE_LENGTH, REMEMBERED = 48, 240, 64
KEPT = 500
"""Lines that are kept to be uploaded as the diagnostics of the station."""
TIMES = {"timestamp", "generatedAt", "currentTime"}  # the line has its own
AMBIGUOUS = {"id", "type", "name", "status"}


class Journal:
    """Turns frames into lines like `12:00:00.123 -> BootNotification reason=PowerUp`.

    Lists are shown by their length only: SetVariables carries passwords in one.
    """

    def __init__(self, log: Callable[[str], None] | None) -> None:
        self._log = log
        self._actions: dict[str, str] = {}
        self._kept: deque[tuple[str, str | tuple[Role, Call]]] = deque(maxlen=KEPT)

    def kept(self) -> list[tuple[str, str]]:
        """The last lines of our own and of CALLs, each behind its time (RFC 3339)."""
        return [(at, what if isinstance(what, str) else _called(*what)) for at, what in self._kept]

    def note(self, text: str) -> None:
        """Write a line of our own."""
        self._kept.append((now(), _cut(clean(text), LINE_LENGTH)))
        self._write(text)

    def _write(self, text: str) -> None:
        if self._log is not None:
            local = datetime.now().astimezone().isoformat(timespec="milliseconds")[11:23]
            self._log(f"{local} {_cut(clean(text), LINE_LENGTH)}")

    def frame(self, sender: Role, frame: Frame) -> None:
        """Write the line of a message; `sender` is the station for our own."""
        if isinstance(frame, Call):
            self._kept.append((now(), (sender, frame)))
        if self._log is None:
            return
        arrow = _arrow(sender)
        if isinstance(frame, Call):
            self._actions[frame.message_id] = frame.action
            if len(self._actions) > REMEMBERED:
                del self._actions[next(iter(self._actions))]
            self._write(_called(sender, frame))
        elif isinstance(frame, CallResult):
            self._write(f"{arrow} {self._answered(frame.message_id)} {_fields(frame.payload)}".rstrip())
        elif isinstance(frame, CallError):
            error = f"CALLERROR {frame.code} {frame.description}"
            self._write(f"{arrow} {self._answered(frame.message_id)} {error}".rstrip())
        else:
            self._write(f"{arrow} malformed, {len(frame.raw)} characters: {frame.wrong.value}")

    def _answered(self, message_id: str) -> str:
        return self._actions.pop(message_id, f"answer to unknown id {_cut(message_id, VALUE_LENGTH)}")


def _arrow(sender: Role) -> str:
    return "->" if sender is Role.STATION else "<-"


def _called(sender: Role, call: Call) -> str:
    return f"{_arrow(sender)} {call.action} {_fields(call.payload)}".rstrip()


def clean(text: str) -> str:
    """The text without anything that moves a terminal's cursor or can't be encoded."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _fields(payload: Payload) -> str:
    parts = list(_flat(payload))
    status = [value for name, value in parts if name == "status"]
    return " ".join(status + [f"{name}={value}" for name, value in parts if name != "status"])


def _flat(payload: Mapping[str, object], parent: str = "") -> Iterator[tuple[str, str]]:
    for name, value in payload.items():
        shown = f"{parent}.{name}" if parent and name in AMBIGUOUS else name
        if isinstance(value, Mapping):
            yield from _flat(value, name)
        elif isinstance(value, list):
            yield shown, f"[{len(value)}]"
        elif name not in TIMES:
            yield shown, _cut(str(value), VALUE_LENGTH)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
