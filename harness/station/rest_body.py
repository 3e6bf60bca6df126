"""Read a JSON request body: strictly, and without trusting it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NoReturn

from aiohttp import web
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.station.problems import Problem
from ocpp_conformance.schemas.files import own_schema

BODY_LIMIT = 64 * 1024
DEPTH_LIMIT = 16
TEXT_LENGTH = 160


async def read_json(request: web.Request, schema: Draft202012Validator, limit: int = BODY_LIMIT) -> Any:
    """The body as a value that fits the schema. Raises `Problem` with 400, 413 or 415."""
    if request.content_type != "application/json" or (request.charset or "utf-8").lower() != "utf-8":
        raise _unsupported("the body has to be application/json in UTF-8")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _unsupported("the body has to come without Content-Encoding")
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise _too_large(limit) from None
    if len(raw) > limit:
        raise _too_large(limit)
    value = _parse(raw)
    errors = sorted(schema.iter_errors(value), key=str)
    if errors:
        first = errors[0]
        pointer = "".join(f"/{part}" for part in first.absolute_path)
        raise _bad(
            f"{pointer or 'the body'}: {first.message[:TEXT_LENGTH]}", name="body-not-the-schema", pointer=pointer
        )
    return value


def _parse(raw: bytes) -> Any:
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
        if _depth(value) > DEPTH_LIMIT:
            raise _bad(f"the body is nested deeper than {DEPTH_LIMIT} levels")
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except RecursionError:
        raise _bad(f"the body is nested deeper than {DEPTH_LIMIT} levels") from None
    except UnicodeDecodeError:
        raise _bad("the body is not UTF-8") from None
    except UnicodeEncodeError:
        raise _bad("the body holds a lone surrogate") from None
    except ValueError as error:
        raise _bad(f"the body is not JSON: {str(error)[:TEXT_LENGTH]}") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member name occurs twice in one object")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        nested = [list(v.values()) if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        level = [v for values in nested for v in values]
        if not nested:
            return depth - 1
    return depth


@cache
def schema_of(name: str) -> Draft202012Validator:
    """The validator of a schema of ours."""
    return Draft202012Validator(own_schema(name))


def _bad(detail: str, *, name: str = "body-not-json", **more: Any) -> Problem:
    return Problem(400, name, "Bad Request", detail, **more)


def _too_large(limit: int) -> Problem:
    return Problem(413, "content-too-large", "Content Too Large", f"{limit} bytes is the limit")


def _unsupported(detail: str) -> Problem:
    return Problem(
        415, "unsupported-media-type", "Unsupported Media Type", detail, headers={"Accept": "application/json"}
    )
