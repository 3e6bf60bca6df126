"""Judge payloads against the OCPP 2.0.1 message schemas.

`jsonschema-rs` does it in well under a microsecond; `jsonschema` is the oracle that it is checked against, and the
fallback where the extension can't be imported. Payloads come from `rpc.parse`, so they hold no lone surrogate: such a
text is refused there, because the fast engine lets surrogates pass in values and raises on them in keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol

from ocpp_conformance.harness.rpc import Payload, Wrong
from ocpp_conformance.harness.validation.defects import KEYWORDS, Defect
from ocpp_conformance.schemas.messages import Kind, Schema, message_schemas

try:
    import jsonschema_rs
except ImportError:  # a platform without a wheel
    jsonschema_rs = None  # type: ignore[assignment]


class Validator(Protocol):
    """One engine, loaded with all 128 schemas."""

    name: str

    def defects(self, action: str, kind: Kind, payload: Payload) -> tuple[Defect, ...]:
        """What is wrong with the payload, in no particular order; empty when nothing is.

        Raises `KeyError` for an action that OCPP 2.0.1 doesn't have.
        """
        ...


class RustValidator:
    """The engine for frames: `jsonschema-rs`."""

    name = "jsonschema-rs"

    def __init__(self) -> None:
        compiled = {
            key: jsonschema_rs.Draft6Validator(dict(schema), validate_formats=True)
            for key, schema in message_schemas().items()
        }
        self._compiled = compiled

    def defects(self, action: str, kind: Kind, payload: Payload) -> tuple[Defect, ...]:
        validator = self._compiled[action, kind]
        if validator.is_valid(payload):
            return ()
        try:
            errors = list(validator.iter_errors(payload))
        except ValueError:  # the engine can't quote a value of more than some 250 levels
            return (TOO_DEEP,)
        return tuple(_finding(_keyword(error.kind.name), list(error.instance_path), error.message) for error in errors)


class OracleValidator:
    """The slow engine that the fast one is compared with: `jsonschema` with `rfc3339-validator`."""

    name = "jsonschema"

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, Kind], Callable[[Payload], Iterator[Any]]] = {}

    def defects(self, action: str, kind: Kind, payload: Payload) -> tuple[Defect, ...]:
        if (action, kind) not in self._compiled:
            self._compiled[action, kind] = _oracle(message_schemas()[action, kind])
        try:
            errors = list(self._compiled[action, kind](payload))
        except RecursionError:
            return (TOO_DEEP,)
        return tuple(_finding(str(error.validator), list(error.absolute_path), error.message) for error in errors)


TOO_DEEP = Defect("depth", "", "not valid, and nested too deep to say where", Wrong.VALUE)
"""What is said of an invalid payload that an engine can't describe."""


@cache
def validator() -> Validator:
    """The engine in use, compiled once: `jsonschema-rs`, or `jsonschema` where that can't be imported."""
    return RustValidator() if jsonschema_rs is not None else OracleValidator()


def _keyword(name: str) -> str:
    """The schema's keyword for the engine's name of a defect.

    Where a schema that has no properties forbids additional ones, the engine says `falseSchema`, at the object's place.
    """
    return "additionalProperties" if name == "falseSchema" else name


def _oracle(schema: Schema) -> Callable[[Payload], Iterator[Any]]:
    from jsonschema import Draft6Validator, FormatChecker  # a slow import, needed by few runs

    judge: Callable[[Payload], Iterator[Any]] = Draft6Validator(
        schema, format_checker=FormatChecker(formats=["date-time"])
    ).iter_errors
    return judge


def _finding(keyword: str, path: list[str | int], text: str) -> Defect:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return Defect(keyword, pointer, text, KEYWORDS[keyword])
