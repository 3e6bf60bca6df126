"""What all carriers to a driver of the owner's share: opened for a run, lent to one case after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.harness.sut import contract
from ocpp_conformance.harness.sut.carriers.dictation import NotWordedError, dictation
from ocpp_conformance.harness.sut.contract import Abilities, Message
from ocpp_conformance.harness.sut.driver import Dictation, Intent, Receipt


class Carrier(ABC):
    """A way to a driver: `async with carrier`, then `facing(station)` is the driver for a case.

    Raises `DriverError` on entry, when there is no driver that could be asked what it can do.
    """

    def __init__(self) -> None:
        self.abilities = Abilities()

    async def __aenter__(self) -> Self:
        try:
            await self.open()
            self.abilities = await self.introduce()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def facing(self, station: str | None) -> Facing:
        """The driver, asked about this station alone; None where its identity isn't known."""
        return Facing(self, station)

    def dictates(self, intent: Intent) -> Dictation | None:
        """The CALL that the harness words, where the driver relays."""
        if not self.abilities.relays:
            return None
        try:
            return dictation(intent)
        except NotWordedError:
            return None

    @abstractmethod
    async def open(self) -> None:
        """Start what it takes to ask."""

    @abstractmethod
    async def close(self) -> None:
        """End it; safe to call again."""

    @abstractmethod
    async def introduce(self) -> Abilities:
        """Ask the driver what it can do."""

    @abstractmethod
    async def setup(self, station: str | None, state: Mapping[str, Any]) -> Receipt:
        """As `Driver.setup`."""

    @abstractmethod
    async def intend(self, station: str | None, intent: Intent) -> Receipt:
        """As `Driver.intend`."""

    @abstractmethod
    async def observe(self, station: str | None) -> Mapping[str, Any]:
        """As `Driver.observe`."""


class Facing:
    """The `Driver` and `Relay` of one case: a carrier and the station that the case is about."""

    def __init__(self, carrier: Carrier, station: str | None) -> None:
        self._carrier, self._station = carrier, station

    def describe(self) -> frozenset[str]:
        return self._carrier.abilities.intents

    async def setup(self, state: Mapping[str, Any]) -> Receipt:
        return await self._carrier.setup(self._station, state)

    async def intend(self, intent: Intent) -> Receipt:
        return await self._carrier.intend(self._station, intent)

    async def observe(self) -> Mapping[str, Any]:
        return await self._carrier.observe(self._station)

    def dictates(self, intent: Intent) -> Dictation | None:
        return self._carrier.dictates(intent)


class WireCarrier(Carrier):
    """A carrier of the messages of `contract`: subclasses bring a request over and its answer back."""

    @abstractmethod
    async def exchange(self, message: Message) -> Message:
        """Bring a request over and its answer back. Raises `DriverError`."""

    async def introduce(self) -> Abilities:
        asked = contract.request("describe")
        return contract.abilities(await self.exchange(asked), asked)

    async def setup(self, station: str | None, state: Mapping[str, Any]) -> Receipt:
        asked = contract.request("setup", station, state=dict(state))
        return contract.receipt(await self.exchange(asked), asked)

    async def intend(self, station: str | None, intent: Intent) -> Receipt:
        asked = contract.request("intend", station, id=intent.id, intent=intent.name, arguments=intent.arguments)
        return contract.receipt(await self.exchange(asked), asked)

    async def observe(self, station: str | None) -> Mapping[str, Any]:
        asked = contract.request("observe", station)
        return contract.sight(await self.exchange(asked), asked)
