"""What of a station outlives its process: variables that were set, what its blocks keep, messages that wait."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

from ocpp_conformance.harness.state_file import StoreError
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core.device_model import DeviceModel, Variable
from ocpp_conformance.harness.station.core.kept import Texts
from ocpp_conformance.harness.station.core.outbox import Item, Outbox
from ocpp_conformance.harness.station.core.store import Store


@dataclass(frozen=True, slots=True)
class _Thing:
    """One row of the store: what it says now, and how the station takes it back."""

    written: Callable[[], str]
    restore: Callable[[str], None]


class Memory:
    """Brings a station to where the process before this one left it, and keeps what changes; without a store it does
    nothing.

    What is as it was configured is not kept, so that another configuration has its way. Raises `StoreError` for a
    store of another station, and for rows that make no sense.
    """

    def __init__(self, config: StationConfig, failed: Callable[[Exception], None]) -> None:
        self._store, self._failed = config.store, failed
        self._things: dict[str, _Thing] = {}
        self._first: dict[str, str] = {}
        self._turns = 0
        if self._store is not None:
            self._check_owner(self._store, config)

    def of_variables(self, model: DeviceModel) -> None:
        """Keep the values that are set."""
        for variable in model if self._store is not None else ():
            if isinstance(variable.value, str):
                self._add(f"variable {json.dumps(variable.key)}", _of_variable(variable))

    def of_part(self, part: object, names: tuple[str, ...], model: DeviceModel) -> None:
        """Keep these attributes of what a block remembers."""
        if self._store is None:
            return
        texts = Texts(type(part).__module__, model)
        for name in names:
            self._add(f"{type(part).__name__}.{name}", _of_attribute(part, name, texts))

    def of_outbox(self, outbox: Outbox, revive: Callable[[Item], object]) -> None:
        """Keep the messages that must not be lost."""

        def restore(text: str) -> None:
            outbox.restore(json.loads(text), revive)

        self._add("messages", _Thing(lambda: json.dumps(outbox.durable()), restore))

    def keep(self) -> None:
        """Write what is new. Raises `StoreError`."""
        if self._store is None:
            return
        said = {name: thing.written() for name, thing in self._things.items()}
        known = self._store.rows
        self._store.put({name: text for name, text in said.items() if name in known or text != self._first[name]})

    def keep_soon(self) -> None:
        """Write what is new at the end of this turn of the event loop, and of the next: who is told of a message acts
        in that one."""
        if self._store is None:
            return
        if not self._turns:
            asyncio.get_running_loop().call_soon(self._turn)
        self._turns = 2

    def _turn(self) -> None:
        self._turns -= 1
        self._try()
        if self._turns:
            asyncio.get_running_loop().call_soon(self._turn)

    def _try(self) -> None:
        try:
            self.keep()
        except (StoreError, TypeError) as error:
            self._failed(error)

    def _add(self, name: str, thing: _Thing) -> None:
        if self._store is None:
            return
        self._things[name], self._first[name] = thing, thing.written()
        kept = self._store.rows.get(name)
        if kept is not None:
            try:
                thing.restore(kept)
            except (ValueError, TypeError, LookupError):
                raise self._store.unreadable(name) from None

    def _check_owner(self, store: Store, config: StationConfig) -> None:
        ours = json.dumps([config.identity, config.evses])
        found = store.rows.get("station", ours)
        if found != ours:
            identity, evses = json.loads(found)
            problem = f"holds the state of {identity!r}, a station with {len(evses)} EVSEs and {sum(evses)} connectors"
            raise StoreError(store.path, problem, f"start that one, or give another file for {config.identity!r}")
        store.put({"station": ours})


def _of_variable(variable: Variable) -> _Thing:
    def restore(text: str) -> None:
        variable.value = text

    return _Thing(lambda: variable.text, restore)


def _of_attribute(part: object, name: str, texts: Texts) -> _Thing:
    return _Thing(
        lambda: texts.written(getattr(part, name)),
        lambda text: setattr(part, name, texts.read(text)),
    )
