"""One readable line per message and event; what came from the peer is escaped and cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Frame, Payload, Role

VALUE_LENGTH, LINE_LENGTH, REMEMBERED = 48, 240, 64
TIMES = {"timestamp", "generatedAt", "currentTime"}  # the line has its own
AMBIGUOUS = {"id", "type", "name", "status"}


class Journal:
    """Turns frames into lines like `12:00:00.123 -> BootNotification reason=PowerUp`.

    Lists are shown by their length only: SetVariables carries passwords in one.
    """

    def __init__(self, log: Callable[[str], None] | None) -> None:
        self._log = log
        self._actions: dict[str, str] = {}

    def note(self, text: str) -> None:
        """Write a line of our own."""
        if self._log is not None:
            now = datetime.now().astimezone().isoformat(timespec="milliseconds")[11:23]
            self._log(f"{now} {_cut(clean(text), LINE_LENGTH)}")

    def frame(self, sender: Role, frame: Frame) -> None:
        """Write the line of a message; `sender` is the station for our own."""
        if self._log is None:
            return
        arrow = "->" if sender is Role.STATION else "<-"
        if isinstance(frame, Call):
            self._actions[frame.message_id] = frame.action
            if len(self._actions) > REMEMBERED:
                del self._actions[next(iter(self._actions))]
            self.note(f"{arrow} {frame.action} {_fields(frame.payload)}".rstrip())
        elif isinstance(frame, CallResult):
            self.note(f"{arrow} {self._answered(frame.message_id)} {_fields(frame.payload)}".rstrip())
        elif isinstance(frame, CallError):
            self.note(f"{arrow} {self._answered(frame.message_id)} CALLERROR {frame.code} {frame.description}".rstrip())
        else:
            self.note(f"{arrow} malformed, {len(frame.raw)} characters: {frame.wrong.value}")

    def _answered(self, message_id: str) -> str:
        return self._actions.pop(message_id, f"answer to unknown id {_cut(message_id, VALUE_LENGTH)}")


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
