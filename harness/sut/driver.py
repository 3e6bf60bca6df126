"""What a case needs from the side that it doesn't play: a goal goes in, a receipt comes out.

A driver is glue around a real system. It is asked for goals, never for payloads, and it is never believed: what it
says decides only whether the case can go on, the verdict comes from the wire.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from ocpp_conformance.harness.evidence import HarnessError, Inconclusive, NotRun
from ocpp_conformance.harness.sut.intents import SETUP


@dataclass(frozen=True, slots=True)
class Intent:
    """A goal: `plug_in` with evse 1 and connector 1, `trigger` with the message that is wanted."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

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


class Driver(Protocol):
    """The contract of every carrier."""

    def describe(self) -> frozenset[str]:
        """The names of the intents it can carry out, `setup` among them where it can prepare the system."""
        ...

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        """Bring the system into a state before the case starts, for example `{"registration": ["Pending"]}`."""
        ...

    async def intend(self, intent: Intent) -> Receipt:
        """Carry out an intent; returns when the system has been told."""
        ...


class DriverHand:
    """A driver as the cases use it: receipts that are not `done` become the verdicts that they mean.

    `patience` is how long a driver may take for one thing, in real seconds. `declared` are the intents of the case;
    another one is our own mistake, because nobody was told that the case needs it.
    """

    lingers = False
    """Whether a state may stay behind for the next case that needs it, because to undo it is dear."""

    def __init__(self, driver: Driver, patience: float, declared: Collection[str]) -> None:
        self._driver, self._patience, self._declared = driver, patience, declared

    def stands(self, name: str, **arguments: Any) -> bool:
        """Whether an earlier case left what this intent brings about, and it still holds."""
        return False

    async def setup(self, **state: Any) -> None:
        """Prepare the system. Raises `NotRun`, `HarnessError` or `Inconclusive`."""
        self._check(SETUP)
        await self._within(self._driver.setup(state), f"setup({state})")

    async def intend(self, name: str, **arguments: Any) -> None:
        """Carry out an intent. Raises `NotRun`, `HarnessError` or `Inconclusive`."""
        self._check(name)
        intent = Intent(name, arguments)
        await self._within(self._driver.intend(intent), str(intent))

    def _check(self, name: str) -> None:
        if name not in self._declared:
            raise HarnessError(f"the case doesn't declare the intent {name!r}: @case(…, intents=({name!r}, …))")

    async def _within(self, deed: Awaitable[Receipt], what: str) -> None:
        try:
            async with asyncio.timeout(self._patience):
                receipt = await deed
        except TimeoutError:
            raise Inconclusive(f"the driver did not come back from {what} within {self._patience:g} s") from None
        _honour(receipt, what)


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
