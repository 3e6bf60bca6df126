"""What a system did in cases that went wrong: those with the same cause are told together, whatever their sources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from ocpp_conformance.harness.evidence.recording import Entry, FrameEntry
from ocpp_conformance.harness.evidence.verdict import RED
from ocpp_conformance.harness.rpc import Call, CallError, CallResult

_GONE = "the system can't be reached"
_CLOSED = "the system closes the connection with "
_REFUSED = "the system refuses the upgrade with HTTP status "
_SAYS = (
    (re.compile(r"closed the connection with (\d{4})"), _CLOSED + "{}"),
    (re.compile(r"refused the upgrade with HTTP status (\d{3})"), _REFUSED + "{}"),
    (re.compile(r"the driver declined \w+\(.*\): (.+)"), "the driver declines: {}"),
    (re.compile(r"can't be reached|can't connect|handshake was not done"), _GONE),
    (re.compile(r"a malformed answer \((.+?)\)"), "a malformed answer: {}"),
    (re.compile(r"no answer to (\w+)"), "no answer to {}"),
    (re.compile(r"waited [\d.]+ s for (.+?), it did not come"), "{} does not come"),
    (re.compile(r"expected (.+) within [\d.]+ s, got none"), "{} does not come"),
    (re.compile(r"CALLERROR (\w+)"), "CALLERROR {}"),
)
"""What a message says of the system → the cause in words; the first that fits."""
_SOURCE = re.compile(r"^(Part \d.*?|[A-Z]\d\d\.FR\.\d+|(J|R|REST|LIVES|ISO14443|WIRE)-[\w.-]+): ")
_NUMBERS = re.compile(r"\b[0-9a-f]{8,}(-\w+)*\b|\d+(\.\d+)?")


def cause_of(message: str, entries: Sequence[Entry], frame: int | None) -> str:
    """The cause that the message of a red verdict tells, with the action where `frame` is an answer to one."""
    told = message.split("\n")[0]
    for pattern, words in _SAYS:
        found = pattern.search(told)
        if found is not None:
            text = words.format(*(_NUMBERS.sub("…", each) for each in found.groups() if each))
            text = f"{words[:-2]}{found[1]}" if words.startswith((_CLOSED, _REFUSED)) else text
            action = _asked(entries, frame) if text.startswith("CALLERROR") else ""
            return f"{action} gets {text}" if action else text
    return _NUMBERS.sub("…", _SOURCE.sub("", told))


class Told(Protocol):
    """A case as something tells of it."""

    @property
    def verdict(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def cause(self) -> str: ...


Case = TypeVar("Case", bound=Told)


def by_cause(cases: Iterable[Case]) -> list[tuple[str, list[Case]]]:
    """The red cases by cause: the end of a system first, then what most cases show."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.verdict in RED:
            found[case.cause or case.message.split("\n")[0]].append(case)
    return sorted(found.items(), key=lambda item: (not _is_an_end(item[0]), -len(item[1])))


def _is_an_end(cause: str) -> bool:
    return cause == _GONE or cause in (f"{_CLOSED}1006", f"{_CLOSED}1011")


def _asked(entries: Sequence[Entry], frame: int | None) -> str:
    """The action of the CALL that the message with this index answers; empty where it answers none."""
    answer = entries[frame] if frame is not None and frame < len(entries) else None
    if not isinstance(answer, FrameEntry) or not isinstance(answer.frame, CallResult | CallError):
        return ""
    for entry in reversed(entries[:frame]):
        if not isinstance(entry, FrameEntry) or entry.sender is answer.sender or not isinstance(entry.frame, Call):
            continue
        if entry.frame.message_id == answer.frame.message_id:
            return str(entry.frame.action)
    return ""
