"""The JSON schemas of the OCPP 2.0.1 messages, as the `ocpp` package ships them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["Request", "Response"]

Schema = Mapping[str, Any]


@cache
def message_schemas() -> Mapping[tuple[str, Kind], Schema]:
    """All 128 schemas by action (`"BootNotification"`) and kind, JSON Schema draft 6."""
    found: dict[tuple[str, Kind], Schema] = {}
    for entry in files("ocpp").joinpath("v201", "schemas").iterdir():
        name = entry.name.removesuffix(".json")
        kinds: tuple[Kind, ...] = ("Request", "Response")
        for kind in kinds:
            if name.endswith(kind):
                found[name.removesuffix(kind), kind] = json.loads(entry.read_text("utf-8-sig"))
    return MappingProxyType(found)


@cache
def actions() -> frozenset[str]:
    """The 64 actions of OCPP 2.0.1."""
    return frozenset(action for action, _ in message_schemas())
