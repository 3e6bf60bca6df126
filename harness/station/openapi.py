"""The OpenAPI document of the REST API: `schemas/own/rest-openapi-1.json`, with the schema of the request put in."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from ocpp_conformance.harness.station.gestures import paths
from ocpp_conformance.schemas.files import own_schema

COMPLIANT = "^([0-9A-Fa-f]{8}|[0-9A-Fa-f]{14})$"
"""Tokens that break none of the rules of `tokens.broken_rule`, as a pattern of JSON Schema."""


@cache
def document(control: bool = False) -> dict[str, Any]:
    """The document as it is served by GET /openapi.json; with `control` the gestures are in it."""
    found: dict[str, Any] = copy.deepcopy(dict(own_schema("rest-openapi-1")))
    body = copy.deepcopy({name: part for name, part in own_schema("rest-authorize-rfid-1").items() if name[0] != "$"})
    body["properties"]["idToken"]["pattern"] = COMPLIANT
    found["components"]["schemas"]["AuthorizeRfid"] = body
    if control:
        found["paths"] |= paths()
    return found
