"""How what a block keeps becomes text and comes back: JSON, in which what it doesn't know is a marked object."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from ocpp_conformance.harness.station.core.device_model import DeviceModel, Variable
from ocpp_conformance.harness.transport import Secret

_SERIES: Mapping[str, type] = {"tuple": tuple, "set": set, "frozenset": frozenset}
_RUNNING = (asyncio.Event, asyncio.Task)
"""What belongs to a running station: such a field of a dataclass begins anew."""


class Texts:
    """Makes texts of values, and values of texts, for what is at home in a module.

    It takes what JSON takes, tuples, sets, deques, mappings with any keys, `Secret`, variables of the device model, and
    the dataclasses and enums that the module knows by their names; nothing else is ever made from a text.
    """

    def __init__(self, module: str, model: DeviceModel) -> None:
        self._names = vars(sys.modules[module])
        self._model = model

    def written(self, value: object) -> str:
        """The text of a value. Raises `TypeError` for one that can't be kept."""
        return json.dumps(self._marked(value))

    def read(self, text: str) -> Any:
        """The value of a text. Raises `ValueError`, `TypeError`, `LookupError` for one that makes no sense."""
        return self._value(json.loads(text))

    def _marked(self, value: object) -> object:
        match value:
            case Enum():
                return {"enum": [self._name(type(value)), value.value]}
            case None | bool() | int() | float() | str():
                return value
            case list():
                return [self._marked(each) for each in value]
            case Mapping():
                return {"mapping": [[self._marked(key), self._marked(each)] for key, each in value.items()]}
            case Secret():
                return {"secret": value.reveal()}
            case Variable():
                return {"variable": list(value.key)}
            case deque():
                return {"deque": [value.maxlen, [self._marked(each) for each in value]]}
            case tuple() | set() | frozenset():
                return {type(value).__name__: [self._marked(each) for each in value]}
        if not is_dataclass(value):
            raise TypeError(f"a {type(value).__name__} can't be kept")
        told = {each.name: getattr(value, each.name) for each in fields(value)}
        lasting = {name: self._marked(each) for name, each in told.items() if not isinstance(each, _RUNNING)}
        return {"made": [self._name(type(value)), lasting]}

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._value(each) for each in node]
        if not isinstance(node, dict):
            return node
        ((kind, inner),) = node.items()
        if kind in _SERIES:
            return _SERIES[kind](self._value(each) for each in inner)
        if kind == "mapping":
            return {self._value(key): self._value(each) for key, each in inner}
        if kind == "secret":
            return Secret(inner)
        if kind == "variable":
            return self._model.of_key(tuple(inner))
        name, content = inner
        if kind == "deque":
            return deque((self._value(each) for each in content), maxlen=name)
        known = self._names[name]
        if kind == "enum" and isinstance(known, type) and issubclass(known, Enum):
            return known(content)
        if kind == "made" and isinstance(known, type) and is_dataclass(known):
            return known(**{field: self._value(each) for field, each in content.items()})
        raise ValueError(kind)

    def _name(self, kind: type) -> str:
        name: str = kind.__name__
        if self._names.get(name) is not kind:
            raise TypeError(f"{name} can't be kept: its module doesn't know it by this name")
        return name
