"""The JSON schemas of the OCPP messages, as the `ocpp` package ships them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from ocpp_conformance.harness.rpc.protocol import OCPP_201, Protocol, SchemaFiles

Kind = Literal["Request", "Response"]

Schema = Mapping[str, Any]


@cache
def message_schemas(protocol: Protocol = OCPP_201) -> Mapping[tuple[str, Kind], Schema]:
    """All schemas of a version by action (`"BootNotification"`) and kind: 128 of 2.0.1. What gets no answer is a
    request."""
    found: dict[tuple[str, Kind], Schema] = {}
    for entry in files("ocpp").joinpath(protocol.schema_files.folder, "schemas").iterdir():
        key = _key(entry.name.removesuffix(".json"), protocol.schema_files)
        if key is not None and entry.name.endswith(".json"):
            found[key] = json.loads(entry.read_text("utf-8-sig"))
    return MappingProxyType(found)


def _key(name: str, of: SchemaFiles) -> tuple[str, Kind] | None:
    if name.endswith(of.response):
        return name.removesuffix(of.response), "Response"
    requests = (suffix for suffix in (of.request, of.unasked) if suffix is not None and name.endswith(suffix))
    return next(((name.removesuffix(suffix), "Request") for suffix in requests), None)


def draft_of(schema: Schema, protocol: Protocol = OCPP_201) -> int:
    """The draft of JSON Schema that it is of."""
    named = re.search(r"draft-0(\d)/", schema.get("$schema", ""))
    return protocol.schema_files.draft if named is None else int(named[1])


@cache
def actions() -> frozenset[str]:
    """The 64 actions of OCPP 2.0.1."""
    return frozenset(action for action, _ in message_schemas())
