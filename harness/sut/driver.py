"""What a case needs from the side that it doesn't play: a goal goes in, a receipt comes out.

A driver is glue around a real system. It is asked for goals, never for payloads, and it is never believed: what it
says decides only whether the case can go on, the verdict comes from the wire.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar, runtime_checkable

from ocpp_conformance.harness.evidence import HarnessError, Inconclusive, NotRun, Recording
from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.sut.intents import SETUP

LOOK = 5.0
"""Real seconds a driver gets to say what it sees; nothing depends on it."""
SHOWN = 2000
"""How many characters of what a driver sees are kept."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Intent:
    """A goal: `plug_in` with evse 1 and connector 1, `trigger` with the message that is wanted.

    `id` names this one wish: who gets it twice carries it out once.
    """

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid.uuid4().hex, compare=False)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{name}={value!r}' for name, value in self.arguments.items())})"


class Result(StrEnum):
    """What became of an intent."""

    DONE = "done"
    UNSUPPORTED = "unsupported"
    NOT_DISPATCHED = "not dispatched"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to an intent; `text` says why where it was not done."""

    result: Result = Result.DONE
    text: str = ""


DONE = Receipt()


class DriverError(Exception):
    """A driver is gone, can't be reached, or breaks the contract. The text ends with the next step."""


class Dictation(NamedTuple):
    """A CALL that a relay has the system send, as the harness words it."""

    action: str
    payload: Payload


class Driver(Protocol):
    """The contract of every carrier."""

    def describe(self) -> frozenset[str]:
        """The names of the intents it can carry out, `setup` among them where it can prepare the system."""
        ...

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        """Bring the system into a state before the case starts, for example `{"registration": ["Pending"]}`.

        Raises `DriverError`, as the two below do.
        """
        ...

    async def intend(self, intent: Intent) -> Receipt:
        """Carry out an intent; returns when the system has been told."""
        ...

    async def observe(self) -> Mapping[str, Any]:
        """What the system shows of the station, such as `{"transactions": …}`: evidence, never a verdict."""
        ...


@runtime_checkable
class Relay(Protocol):
    """A driver that may have the system send what the harness words: its values prove nothing about the system."""

    def dictates(self, intent: Intent) -> Dictation | None:
        """The CALL that comes of the intent; None where the system words it itself."""
        ...


class CaseDriver:
    """A driver as the cases use it: receipts that are not `done` become the verdicts that they mean.

    `patience` is how long a driver may take for one thing, in real seconds. `declared` are the intents of the case;
    another one is our own mistake, because nobody was told that the case needs it.
    """

    lingers = False
    """Whether a state may stay behind for the next case that needs it, because to undo it is dear."""

    def __init__(self, driver: Driver, patience: float, declared: Collection[str], recording: Recording) -> None:
        self._driver, self._patience, self._declared, self._recording = driver, patience, declared, recording

    def stands(self, name: str, **arguments: Any) -> bool:
        """Whether an earlier case left what this intent brings about, and it still holds."""
        return False

    async def setup(self, **state: Any) -> None:
        """Prepare the system. Raises `NotRun`, `HarnessError` or `Inconclusive`."""
        self._check(SETUP)
        await self._ask(self._driver.setup(state), f"setup({state})")

    async def intend(self, name: str, **arguments: Any) -> None:
        """Carry out an intent. Raises `NotRun`, `HarnessError` or `Inconclusive`."""
        self._check(name)
        intent = Intent(name, arguments)
        dictated = self._driver.dictates(intent) if isinstance(self._driver, Relay) else None
        if dictated is not None:
            self._recording.dictated(Role.CSMS, dictated.action, dictated.payload)
        await self._ask(self._driver.intend(intent), str(intent))

    async def look(self) -> None:
        """Keep what the driver sees as a note; nothing is raised, because nothing depends on it."""
        try:
            seen = await _within(self._driver.observe(), LOOK)
        except (DriverError, TimeoutError) as error:
            self._recording.note(f"the driver can't say what it sees: {error or f'no answer in {LOOK:g} s'}")
            return
        if seen:
            self._recording.note(f"the driver sees {json.dumps(seen, default=str)[:SHOWN]}")

    def _check(self, name: str) -> None:
        if name not in self._declared:
            raise HarnessError(f"the case doesn't declare the intent {name!r}: @case(…, intents=({name!r}, …))")

    async def _ask(self, deed: Awaitable[Receipt], what: str) -> None:
        self._recording.note(f"the driver is asked for {what}")
        try:
            receipt = await _within(deed, self._patience)
        except TimeoutError:
            raise Inconclusive(f"the driver did not come back from {what} within {self._patience:g} s") from None
        except DriverError as error:
            raise Inconclusive(f"the driver failed at {what}: {error}") from None
        _honour(receipt, what)


async def _within(deed: Awaitable[_Answer], seconds: float) -> _Answer:
    async with asyncio.timeout(seconds):
        return await deed


def _honour(receipt: Receipt, what: str) -> None:
    match receipt.result:
        case Result.UNSUPPORTED:
            raise NotRun(f"the driver doesn't support {what}", receipt.text or "extend the driver")
        case Result.NOT_DISPATCHED:
            raise HarnessError(f"the driver could not dispatch {what}: {receipt.text}")
        case Result.DECLINED:
            raise Inconclusive(f"the driver declined {what}: {receipt.text}")
        case Result.DONE:
            pass
