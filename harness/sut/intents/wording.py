"""Parts of OCPP payloads, worded from the arguments of an intent."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.intents.record import Arguments


def given(payload: dict[str, Any]) -> Payload:
    """The payload without the fields that are None."""
    return {name: value for name, value in payload.items() if value is not None}


def place(arguments: Arguments) -> Payload | None:
    """The EVSEType of `evse` and `connector`; None where there is no `evse`."""
    if "evse" not in arguments:
        return None
    return given({"id": arguments["evse"], "connectorId": arguments.get("connector")})


def token(arguments: Arguments) -> Payload:
    """The IdTokenType of `id_token` and `type`."""
    return {"idToken": arguments["id_token"], "type": arguments["type"]}


def variable(item: Arguments) -> dict[str, Any]:
    """The component and variable of `component`, `variable`, and where wanted `component_instance`, `evse`,
    `connector`, `instance`."""
    component = {"name": item["component"], "instance": item.get("component_instance"), "evse": place(item)}
    if "variable" not in item:
        return {"component": given(component)}
    return {
        "component": given(component),
        "variable": given({"name": item["variable"], "instance": item.get("instance")}),
    }
