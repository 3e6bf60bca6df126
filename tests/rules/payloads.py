"""The smallest valid payload of each message, with values that make sense."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from ocpp_conformance.schemas.messages import message_schemas

EPOCH = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
NOW = "2026-01-01T00:00:00Z"

_VALUES: Mapping[str, Any] = {
    "TransactionEventRequest": {
        "eventType": "Updated",
        "timestamp": NOW,
        "triggerReason": "Trigger",
        "seqNo": 1,
        "transactionInfo": {"transactionId": "T1"},
    },
    "BootNotificationRequest": {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}},
    "BootNotificationResponse": {"currentTime": NOW, "interval": 300, "status": "Accepted"},
    "StatusNotificationRequest": {"timestamp": NOW, "connectorStatus": "Available", "evseId": 1, "connectorId": 1},
}
"""Where the first value of an enumeration would make no sense."""


def smallest(action: str, kind: str) -> dict[str, Any]:
    """A payload with nothing but what is required: the first value of enumerations, 1, "x", a time."""
    given = _VALUES.get(f"{action}{kind}")
    return _copy(given) if given is not None else _copy(_made(action, kind))


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copy(each) for name, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


@cache
def _made(action: str, kind: str) -> Any:
    schema = message_schemas()[action, kind]  # type: ignore[index]
    return _of(schema, schema.get("definitions", {}))


def _of(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _of(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            properties = schema.get("properties", {})
            return {name: _of(properties[name], definitions) for name in schema.get("required", ())}
        case "array":
            return [_of(schema["items"], definitions)]
        case "integer" | "number":
            return 1
        case "boolean":
            return True
    return NOW if schema.get("format") == "date-time" else "x"
