"""The file `sut.toml`: read, checked against its schema, each complaint with its line."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ocpp_conformance.schemas.files import own_schema

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

SCHEMA = "sut-1"
Place = tuple[str | int, ...]
"""Where a value is: `("patience", "reply")`, `("features", 0)`."""

HIDDEN = "***"
_COMBINED = ("allOf", "not", "if")
_TOGETHER = (("identity", "identities"), ("password", "password_file", "password_env"))
"""Keys of which one may be given."""
_OF_ROLE = {
    "csms": ("endpoint", "identity", "identities", "headers"),
    "station": ("listen", "advertise_host", "firmware"),
}
"""Keys that only one role has: we are the station that dials, or the CSMS that is dialled."""
_EVS_OF_STATION = "exi_response"
"""The key of [iso15118] that a station has; the others are a CSMS's."""
_DRIVERS = ("http", "command", "trigger-http", "operator")
"""Keys of [driver], of which one must be given: where the driver is, or the person who does what it would do."""

_KINDS = {
    "string": "a text in quotes",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}
_RULES: Mapping[str, Callable[[Any], str]] = {
    "type": lambda kind: f"must be {_KINDS[kind]}",
    "const": lambda value: f"must be {value}",
    "enum": lambda values: f"must be one of {', '.join(values)}",
    "pattern": lambda pattern: f"must match {pattern}",
    "minimum": lambda least: f"must be at least {least:g}",
    "maximum": lambda most: f"must be at most {most:g}",
    "minLength": lambda least: f"must have at least {least} characters",
    "maxLength": lambda most: f"must have at most {most} characters",
    "minItems": lambda least: f"must have at least {least} entries",
    "uniqueItems": lambda _: "must name each entry once",
}
"""Keyword of the schema and its value, in words."""


class SutFileError(ValueError):
    """The file can't be used. The text names file, line, value, rule and the next step."""

    def __init__(self, where: str, what: str, rule: str, step: str) -> None:
        super().__init__(where, what, rule, step)
        self.where, self.what, self.rule, self.step = where, what, rule, step

    def __str__(self) -> str:
        return ": ".join(part for part in (self.where, self.what, self.rule) if part) + f"; {self.step}"


@dataclass(frozen=True, slots=True)
class SutFile:
    """What a file says; `name` is the path as it was given."""

    name: str
    text: str
    values: Mapping[str, Any]

    def get(self, *path: str) -> Any:
        """The value there; None where the file says nothing."""
        value: Any = self.values
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def at(self, *path: str | int) -> str:
        """File and line of a value, `sut.toml:7`."""
        return f"{self.name}:{line_of(self.text, path)}"

    def beside(self, name: str) -> Path:
        """A path that the file names, relative to its own folder."""
        return Path(self.name).parent / name


def read(name: str) -> SutFile:
    """Read and check a file. Raises `SutFileError`."""
    try:
        text = Path(name).read_text("utf-8")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+).*\)|\(at end of document\)", str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        what = str(error)[: found.start()].strip() if found else str(error)
        raise SutFileError(f"{name}:{line}", what, "not TOML", "see https://toml.io") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        step = "write one with `ocpp-conformance init csms` or `init station`"
        raise SutFileError(f"--sut {name}", "", f"can't be read ({reason})", step) from None
    file = SutFile(name, text, values)
    _check(file)
    return file


def line_of(text: str, path: Place) -> int:
    """The line (from 1) of the key at this path, else of the nearest key around it that has a line of its own."""
    lines = _lines(text)
    keys = tuple(part for part in path if isinstance(part, str))
    while keys and keys not in lines:
        keys = keys[:-1]
    return lines.get(keys, 1)


_PART = r"(?:\"[^\"]*\"|'[^']*'|[\w-]+)"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")


def _lines(text: str) -> dict[tuple[str, ...], int]:
    table: tuple[str, ...] = ()
    found: dict[tuple[str, ...], int] = {(): 1}
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _TABLE.match(line):
            table = _parts(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _check(file: SutFile) -> None:
    from jsonschema import Draft202012Validator  # a slow import, needed by few runs

    validator = Draft202012Validator(own_schema(SCHEMA))
    errors = list(validator.iter_errors(file.values))
    plain = [error for error in errors if error.absolute_schema_path[0] not in _COMBINED]
    if plain:
        raise min((_complaint(file, error) for error in plain), key=lambda complaint: _number(complaint.where))
    _check_together(file)
    assert not errors, errors[0].message


def _number(where: str) -> int:
    return int(where.rpartition(":")[2])


def _complaint(file: SutFile, error: ValidationError) -> SutFileError:
    path, keyword = tuple(error.absolute_path), str(error.validator)
    rule: Any = error.validator_value
    schema: Any = error.schema
    value: Any = error.instance
    if keyword == "required":
        key = next(key for key in rule if key not in value)
        example = _toml(schema["properties"][key]["examples"][0])
        return SutFileError(file.at(*path), "", f"{key} is missing", f"write for example {key} = {example}")
    if keyword == "additionalProperties":
        known = schema["properties"]
        key = next(key for key in value if key not in known)
        near = difflib.get_close_matches(key, known, 1)
        step = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
        return SutFileError(file.at(*path, key), _dotted((*path, key)), "unknown key", step)
    shown = HIDDEN if schema.get("writeOnly") else _toml(value)
    what = f"{_dotted(path)} = {shown}"
    return SutFileError(file.at(*path), what, _RULES[keyword](rule), _step(path, schema))


def _step(path: Place, schema: Mapping[str, Any]) -> str:
    if isinstance(path[-1], int):
        own = own_schema(SCHEMA)["properties"][path[0]]
        return f"write for example {path[0]} = {_toml(own['examples'][0])}"
    return f"write for example {path[-1]} = {_toml(schema['examples'][0])}"


def _check_together(file: SutFile) -> None:
    role = file.values["role"]
    for owner, keys in _OF_ROLE.items():
        for key in (key for key in keys if owner != role and key in file.values):
            rule = f'only a description with role = "{owner}" has it, and this one says "{role}"'
            raise SutFileError(file.at(key), key, rule, f'leave it out or write role = "{owner}"')
    for key in file.values.get("iso15118", {}):
        owner = "station" if key == _EVS_OF_STATION else "csms"
        if owner != role:
            rule = f'only a description with role = "{owner}" has it, and this one says "{role}"'
            raise SutFileError(file.at("iso15118", key), key, rule, f'leave it out or write role = "{owner}"')
    for keys in _TOGETHER:
        given = [key for key in keys if key in file.values]
        if len(given) > 1:
            rule, step = "one of them may be given", "leave out the other"
            raise SutFileError(file.at(given[1]), " and ".join(given), rule, step)
    driver = file.values.get("driver")
    given = [key for key in _DRIVERS if key in (driver or {})]
    if driver is not None and len(given) != 1:
        what, step = " and ".join(given) or "driver", f"write one of {', '.join(_DRIVERS)}"
        raise SutFileError(file.at("driver", *given[1:2]), what, "[driver] says in one way where the driver is", step)
    if driver is not None and "operator" in driver and len(driver) > 1:
        key = next(key for key in driver if key != "operator")
        raise SutFileError(file.at("driver", key), key, "nothing of it holds for a person", "leave it out")
    if driver is not None and "trigger-http" in driver and role != "csms":
        rule, step = "a station sends no CALLs of a CSMS", "write http or command"
        raise SutFileError(file.at("driver", "trigger-http"), "trigger-http", rule, step)


def _dotted(path: Place) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)
