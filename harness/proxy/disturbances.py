"""What is done to messages on their way, on purpose: seeded, so that a run can be repeated, and said in the recording.

A schedule is a TOML file: `seed`, and a `[[disturb]]` for each disturbance.
"""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Frame, Role, parse


class Do(StrEnum):
    """What is done to a message, or to the connection that it came on."""

    DELAY = "delay"
    DROP = "drop"
    DUPLICATE = "duplicate"
    CUT_BEFORE = "cut-before"
    CUT_AFTER = "cut-after"
    HALF_OPEN = "half-open"
    ANSWER = "answer"
    REFUSE = "refuse"


class ScheduleError(ValueError):
    """A schedule that can't be used: the place in it, the value, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """One of a schedule: `do`, to what (who sent it, the action of the CALL that it is or answers, calls or answers
    alone), how often (`rate` of them, `times` at most for each station).

    `seconds` is how long a message is held back, or a connection is half-open until it is cut. `code` is that of the
    CALLERROR that answers a CALL in place of the other side, `status` that of the HTTP answer to an upgrade.
    """

    do: Do
    sender: Role | None = None
    action: str | None = None
    kind: str | None = None
    rate: float = 1.0
    times: int | None = None
    seconds: float = 2.0
    code: str = "InternalError"
    status: int = 503

    def is_for(self, sender: Role, frame: Frame, action: str | None) -> bool:
        """Whether it is about such a message."""
        is_call = isinstance(frame, Call)
        return (
            self.do is not Do.REFUSE
            and self.sender in (None, sender)
            and self.action in (None, action)
            and (self.kind is None or (self.kind == "call") == is_call)
            and (self.do is not Do.ANSWER or is_call)
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """The disturbances: the first that is about a message, and whose turn it is, is done."""

    disturbances: Sequence[Disturbance] = ()
    seed: int = 0


class Turns:
    """Which messages of a station are disturbed: for each side the same of its messages each time."""

    def __init__(self, schedule: Schedule, identity: str) -> None:
        self._disturbances = schedule.disturbances
        self._chance = {role: random.Random(f"{schedule.seed} {identity} {role}") for role in Role}
        self._done = Counter[int]()
        self._asked: dict[tuple[Role, str], str] = {}

    def of(self, sender: Role, message: str | bytes) -> Disturbance | None:
        """What is done to this message, None: nothing."""
        if not self._disturbances:
            return None
        frame = parse(message)
        action = self._action(sender, frame)
        return self._first(sender, lambda each: each.is_for(sender, frame, action))

    def upgrade(self) -> Disturbance | None:
        """What is done to an upgrade request, None: nothing."""
        return self._first(Role.STATION, lambda each: each.do is Do.REFUSE)

    def _first(self, sender: Role, fits: Callable[[Disturbance], bool]) -> Disturbance | None:
        for number, each in enumerate(self._disturbances):
            its_turn = fits(each) and (each.times is None or self._done[number] < each.times)
            if its_turn and self._chance[sender].random() < each.rate:
                self._done[number] += 1
                return each
        return None

    def _action(self, sender: Role, frame: Frame) -> str | None:
        if isinstance(frame, Call):
            self._asked[sender, frame.message_id] = frame.action
            return frame.action
        if isinstance(frame, CallResult | CallError):
            return self._asked.pop((sender.other, frame.message_id), None)
        return None


def read_schedule(file: Path) -> Schedule:
    """Read a schedule. Raises `ScheduleError`."""
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScheduleError(f"{file}: {error}") from None
    seed, rows = data.pop("seed", 0), data.pop("disturb", [])
    if data:
        raise ScheduleError(f"{file}: {min(data)} is unknown; there are seed and [[disturb]]")
    if not isinstance(seed, int) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ScheduleError(f"{file}: seed is a whole number, each disturbance a [[disturb]] table")
    return Schedule(tuple(_row(f"{file}: disturbance {place}", row) for place, row in enumerate(rows, 1)), seed)


_NAMES = {"from": "sender"}
_TEXT, _NUMBER, _WHOLE = ("a text", str), ("a number", int | float), ("a whole number", int)
_TYPES = {
    **dict.fromkeys(("action", "kind", "code"), _TEXT),
    **dict.fromkeys(("rate", "seconds"), _NUMBER),
    **dict.fromkeys(("times", "status"), _WHOLE),
}


def _row(where: str, row: Mapping[str, Any]) -> Disturbance:
    allowed = {each.name for each in fields(Disturbance)} - {"sender"} | {"from"}
    if unknown := sorted(row.keys() - allowed):
        raise ScheduleError(f"{where}: {unknown[0]} is unknown; there are {', '.join(sorted(allowed))}")
    given: dict[str, Any] = {_NAMES.get(name, name): value for name, value in row.items()}
    given["do"] = _one_of(f"{where}: do", row.get("do"), Do)
    if "sender" in given:
        given["sender"] = _one_of(f"{where}: from", row["from"], Role)
    for name, (what, kind) in _TYPES.items():
        if name in given and (not isinstance(given[name], kind) or isinstance(given[name], bool)):
            raise ScheduleError(f"{where}: {name} is {given[name]!r}; give {what}")
    if given.get("kind") not in (None, "call", "answer"):
        raise ScheduleError(f"{where}: kind is {given['kind']!r}; there are call and answer")
    for name, least, most in (("rate", 0, 1), ("times", 1, 10**9), ("seconds", 0, 3600), ("status", 400, 599)):
        if name in given and not least <= given[name] <= most:
            raise ScheduleError(f"{where}: {name} is {given[name]}; give one between {least} and {most}")
    return Disturbance(**given)


def _one_of(where: str, value: object, kinds: type[Do | Role]) -> Do | Role:
    try:
        return kinds(str(value))
    except ValueError:
        names = ", ".join(str(each) for each in kinds)
        raise ScheduleError(f"{where} is {value!r}; there are {names}") from None
