"""Judge payloads against the message schemas of a version of OCPP.

`jsonschema-rs` does it in well under a microsecond; `jsonschema` is the oracle that it is checked against, and the
fallback where the extension can't be imported. Payloads come from `rpc.parse`, so they hold no lone surrogate: such a
text is refused there, because the fast engine lets surrogates pass in values and raises on them in keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

from ocpp_conformance.harness.rpc import Payload, Wrong
from ocpp_conformance.harness.rpc import protocol as versions
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.validation.defects import KEYWORDS, Defect
from ocpp_conformance.schemas.messages import Kind, Schema, draft_of, message_schemas

try:
    import jsonschema_rs
except ImportError:  # a platform without a wheel
    jsonschema_rs = None  # type: ignore[assignment]


class Validator(Protocol):
    """One engine, loaded with all schemas of a version: 128 of 2.0.1."""

    name: str

    def defects(self, action: str, kind: Kind, payload: Payload) -> tuple[Defect, ...]:
        """What is wrong with the payload, in no particular order; empty when nothing is.

        Raises `KeyError` for an action that the version doesn't have.
        """
        ...


class RustValidator:
    """The engine for frames: `jsonschema-rs`."""

    name = "jsonschema-rs"

    def __init__(self, protocol: versions.Protocol = OCPP_201) -> None:
        drafts = {4: jsonschema_rs.Draft4Validator, 6: jsonschema_rs.Draft6Validator}
        formats = dict(LOOSE_FORMATS) if protocol.schema_files.loose_formats else None
        self._compiled = {
            key: drafts[draft_of(schema, protocol)](dict(schema), formats=formats, validate_formats=True)
            for key, schema in message_schemas(protocol).items()
        }

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

    def __init__(self, protocol: versions.Protocol = OCPP_201) -> None:
        self._protocol = protocol
        self._compiled: dict[tuple[str, Kind], Callable[[Payload], Iterator[Any]]] = {}

    def defects(self, action: str, kind: Kind, payload: Payload) -> tuple[Defect, ...]:
        if (action, kind) not in self._compiled:
            self._compiled[action, kind] = _oracle(message_schemas(self._protocol)[action, kind], self._protocol)
        try:
            errors = list(self._compiled[action, kind](payload))
        except RecursionError:
            return (TOO_DEEP,)
        return tuple(_finding(str(error.validator), list(error.absolute_path), error.message) for error in errors)


TOO_DEEP = Defect("depth", "", "not valid, and nested too deep to say where", Wrong.VALUE)
"""What is said of an invalid payload that an engine can't describe."""


@cache
def validator(protocol: versions.Protocol = OCPP_201) -> Validator:
    """The engine in use for a version, compiled once: `jsonschema-rs`, or `jsonschema` where that can't be imported."""
    return RustValidator(protocol) if jsonschema_rs is not None else OracleValidator(protocol)


_ISO_8601 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(?:[01]\d|2[0-4]):[0-5]\d(?::(?:[0-5]\d|60)(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?", re.I
)


def _is_time(text: str) -> bool:
    found = _ISO_8601.fullmatch(text)
    try:
        return found is not None and bool(date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return False


LOOSE_FORMATS: Mapping[str, Callable[[str], bool]] = {"date-time": _is_time, "uri": lambda text: bool(text.strip())}
"""The formats as the text of OCPP 1.6 has them: ISO 8601 with or without a zone, xs:anyURI."""


def _keyword(name: str) -> str:
    """The schema's keyword for the engine's name of a defect.

    Where a schema that has no properties forbids additional ones, the engine says `falseSchema`, at the object's place.
    """
    return "additionalProperties" if name == "falseSchema" else name


def _oracle(schema: Schema, protocol: versions.Protocol) -> Callable[[Payload], Iterator[Any]]:
    # slow imports, needed by few runs
    from jsonschema import Draft4Validator, Draft6Validator, FormatChecker
    from jsonschema.validators import extend

    checker = FormatChecker(formats=["date-time"])
    if protocol.schema_files.loose_formats:
        checker.checkers = {name: (_of_texts(holds), ()) for name, holds in LOOSE_FORMATS.items()}
    engine = extend(  # type: ignore[no-untyped-call]
        {4: Draft4Validator, 6: Draft6Validator}[draft_of(schema, protocol)], {"multipleOf": _multiple_of}
    )
    judge: Callable[[Payload], Iterator[Any]] = engine(schema, format_checker=checker).iter_errors
    return judge


def _multiple_of(_: object, unit: float, value: object, __: object) -> Iterator[Exception]:
    """As JSON writes the numbers: a float of 16.1 is no multiple of one of 0.1."""
    from jsonschema import ValidationError

    if isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)) % Decimal(str(unit)):
        yield ValidationError(f"{value!r} is not a multiple of {unit!r}")


def _of_texts(holds: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or holds(value)


def _finding(keyword: str, path: list[str | int], text: str) -> Defect:
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return Defect(keyword, pointer, text, KEYWORDS[keyword])
