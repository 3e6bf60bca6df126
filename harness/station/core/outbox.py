"""What the station has to say on its own, in order: one message at a time, when the order rule lets it go."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload, Reply
from ocpp_conformance.harness.station.core.decisions import Decisions
from ocpp_conformance.harness.station.core.errors import BadAnswerError, CallRefusedError, NotConnectedError

KEPT = ("action", "payload", "requested", "transaction", "attempts")
"""The fields of a durable message that outlive the process."""


@dataclass(eq=False)
class Item:
    """A CALL that waits to be sent.

    `requested` ones were asked for by the CSMS and pass the order rule; `durable` ones survive a lost connection and
    are tried again when they fail; those of a `transaction` never overtake each other. `last_touch` makes the payload
    of each attempt; None drops the message. `settled` is set when the first attempt has ended, or can't be made for
    now.
    """

    action: str
    payload: dict[str, Any]
    requested: bool = False
    durable: bool = False
    transaction: str | None = None
    last_touch: Callable[[dict[str, Any]], Payload | None] = dict
    answered: Callable[[Payload], None] | None = None
    message_id: str | None = None
    attempts: int = 0
    due: float = 0.0
    settled: asyncio.Event = field(default_factory=asyncio.Event)


class Outbox:
    """A queue with one reader, `deliver()`, that runs while the station is connected."""

    def __init__(self, station: Decisions) -> None:
        self._station = station
        self._items: list[Item] = []
        self._heard: str | None = None
        self._changed = asyncio.Event()
        self._fewer = asyncio.Event()

    def post(self, item: Item) -> Item:
        """Queue a message."""
        self._items.append(item)
        self._station.touched()
        retrying = item.transaction is not None and any(i.attempts for i in self._items if i.transaction is not None)
        if retrying or not (self._station.connected and self._may_go(item)):
            item.settled.set()
        self._changed.set()
        return item

    def wake(self) -> None:
        """Look again at what may be sent: the order rule's answer may have changed."""
        self._changed.set()

    def withdraw(self, action: str) -> None:
        """Take back what was not asked for and is not being sent."""
        self._items = [item for item in self._items if item.action != action or item.requested or item.message_id]
        self._fewer.set()

    def holds(self, transaction: str | None = None) -> bool:
        """Whether a TransactionEvent, of this transaction or of any, has not been answered yet."""
        return any(
            item.transaction is not None
            and transaction in (None, item.transaction)
            and (item.message_id is None or item.message_id != self._heard)
            for item in self._items
        )

    def heard(self, reply: Reply) -> None:
        """An answer has come: what it answers is no longer in the queue, even if not yet acted on."""
        self._heard = reply.message_id

    def disconnected(self) -> None:
        """The connection is gone: keep what is durable, as a message that waited offline (E04.FR.03, E11.FR.07)."""
        for item in self._items:
            item.settled.set()
            item.message_id = None
            if item.transaction is not None:
                item.payload["offline"] = True
        self._items = [item for item in self._items if item.durable]
        self._station.touched()
        self._fewer.set()

    def durable(self) -> list[dict[str, Any]]:
        """What a restart must not lose, the oldest first."""
        return [{name: getattr(item, name) for name in KEPT} for item in self._items if item.durable]

    def restore(self, kept: Iterable[Mapping[str, Any]], revive: Callable[[Item], object]) -> None:
        """Queue again what a process before this one did not get rid of, each as `revive` completes it."""
        for fields in kept:
            item = Item(**fields, durable=True)
            if item.transaction is not None:
                item.payload["offline"] = True  # E04.FR.03
            revive(item)
            item.settled.set()
            self._items.append(item)

    def transaction_events(self) -> list[Item]:
        """The TransactionEvents that are not answered."""
        return [item for item in self._items if item.transaction is not None]

    def drop(self, items: Iterable[Item]) -> None:
        """Give these up: none is being sent."""
        gone = list(items)
        self._items = [item for item in self._items if item not in gone]
        self._station.touched()
        self._fewer.set()

    async def empty(self) -> None:
        """Wait until nothing is left that may be sent; offline that is when the connection is back."""
        while any(self._may_go(item) for item in self._items):
            self._fewer.clear()
            await self._fewer.wait()

    async def settle(self, items: Iterable[Item]) -> None:
        """Have what led to these kept, and wait until the first attempt at each of them has ended. Raises
        `StoreError`."""
        self._station.keep()
        for item in items:
            await item.settled.wait()

    async def deliver(self) -> None:
        """Send what may be sent, until the connection ends."""
        while True:
            self._changed.clear()
            item, wait = self._next()
            if item is None:
                await self._station.clock.wait(self._changed, wait)
                continue
            try:
                await self._attempt(item)
            except NotConnectedError:
                return  # what is left is sorted by `disconnected`

    def _may_go(self, item: Item) -> bool:
        return item.requested or self._station.may_send(item.action)

    def _next(self) -> tuple[Item | None, float | None]:
        now, wait, blocked = self._station.clock.now(), None, False
        for item in self._items:
            if item.transaction is not None:
                if blocked:
                    continue
                blocked = True
            if not self._may_go(item):
                continue
            if item.due <= now:
                return item, None
            wait = item.due - now if wait is None else min(wait, item.due - now)
        return None, wait

    async def _attempt(self, item: Item) -> None:
        payload = item.last_touch(dict(item.payload))
        if payload is None:
            self._remove(item)
            return
        item.message_id = str(uuid.uuid4())
        try:
            answer = await self._station.call(item.action, payload, message_id=item.message_id)
        except (NoAnswerError, CallRefusedError) as error:
            self._failed(item, error)
        except BadAnswerError as error:
            self._station.note(str(error))
            self._remove(item)
        else:
            self._remove(item)
            if item.answered is not None:
                item.answered(answer)

    def _failed(self, item: Item, error: Exception) -> None:
        item.attempts += 1
        item.message_id = None
        self._station.touched()
        wait = self._station.resend_wait(item.attempts) if item.durable else None
        if wait is not None:
            item.due = self._station.clock.now() + wait
            for held_up in self._items:
                if held_up is item or held_up.transaction is not None:
                    held_up.settled.set()
        else:
            self._remove(item)  # E13.FR.04
        self._station.note(f"{item.action} failed, attempt {item.attempts}: {error}")

    def _remove(self, item: Item) -> None:
        if item in self._items:
            self._items.remove(item)
        item.settled.set()
        self._station.touched()
        self._fewer.set()
