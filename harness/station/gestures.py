"""What a person does at the station, over HTTP: POST /gestures/plug_in and so on, as the driver contract names them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from aiohttp import web
from jsonschema import Draft202012Validator

from ocpp_conformance.harness.station.deeds import Deeds
from ocpp_conformance.harness.station.problems import Problem
from ocpp_conformance.harness.station.rest_body import read_json
from ocpp_conformance.schemas.files import own_schema

PATH = "/gestures/"


@cache
def gestures() -> Mapping[str, Mapping[str, Any]]:
    """The gestures by name, each with the schema of its arguments: what the driver contract asks at a station and
    `Deeds` has a method for."""
    arguments: Mapping[str, Mapping[str, Any]] = own_schema("driver-1")["$defs"]["arguments"]
    return {name: schema for name, schema in arguments.items() if _is_deed(name, schema)}


def _is_deed(name: str, schema: Mapping[str, Any]) -> bool:
    deed = getattr(Deeds, name, None)
    return deed is not None and set(schema["properties"]) <= set(inspect.signature(deed).parameters)


async def carry_out(station: Deeds, name: str, request: web.Request) -> web.Response:
    """Do what the body asks for, once the messages of it are answered or queued. Raises `Problem`."""
    given = await read_json(request, _validator(name))
    try:
        done = getattr(station, name)(**given)
        if inspect.isawaitable(done):
            await done
    except ValueError as error:
        raise Problem(409, "gesture-not-possible", "Not possible now", str(error)) from None
    return web.json_response({"done": name})


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(gestures()[name])


def paths() -> dict[str, Any]:
    """The gestures as paths of an OpenAPI document."""
    return {f"{PATH}{name}": {"post": _operation(name, schema)} for name, schema in gestures().items()}


def _operation(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    first = (inspect.getdoc(getattr(Deeds, name)) or name).split("\n\n")[0].replace("\n", " ")
    refused: dict[str, Any] = {
        status: {"$ref": f"#/components/responses/{status}"} for status in ("400", "413", "415", "421")
    }
    refused["409"] = {"description": "Not possible now, as where nothing is plugged in", "content": _PROBLEM}
    return {
        "operationId": name,
        "summary": first.partition(":")[0].partition(";")[0].rstrip("."),
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": {"description": "It was done", "content": _DONE}} | refused,
    }


_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_DONE = {"application/json": {"schema": {"type": "object", "required": ["done"], "properties": {"done": {}}}}}
