"""Functional block B: GetVariables (B06) and SetVariables (B05)."""

from __future__ import annotations

from functools import partial
from typing import Any

from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import ErrorCode, Payload
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import Variable

ITEMS_PER_MESSAGE, BYTES_PER_MESSAGE = 50, 65536


def get_variables(station: Core, request: Payload) -> Payload:
    """GetVariables (B06)."""
    check_limit(request["getVariableData"])  # B06.FR.16
    return {"getVariableResult": [station.decide(get_variable, item) for item in request["getVariableData"]]}


def set_variables(station: Core, request: Payload) -> Payload:
    """SetVariables (B05)."""
    check_limit(request["setVariableData"])
    return {"setVariableResult": [station.decide(set_variable, item) for item in request["setVariableData"]]}


def get_variable(station: Core, item: Payload) -> dict[str, Any]:
    """One GetVariableResult."""
    return station.model.get(item)


def set_variable(station: Core, item: Payload) -> dict[str, Any]:
    """One SetVariableResult."""
    return station.model.set(item)


def check_limit(items: list[Any]) -> None:
    """Raises `Refusal` for a list that is longer than ItemsPerMessage."""
    if len(items) > ITEMS_PER_MESSAGE:
        text = f"{len(items)} items; ItemsPerMessage is {ITEMS_PER_MESSAGE}"
        raise Refusal(ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION, text)


def limits(*messages: str) -> list[Variable]:
    """The variables that say how long these messages may be."""
    limit = partial(Variable, component="DeviceDataCtrlr", data_type="integer")
    return [
        *(limit(name="ItemsPerMessage", instance=message, value=str(ITEMS_PER_MESSAGE)) for message in messages),
        *(limit(name="BytesPerMessage", instance=message, value=str(BYTES_PER_MESSAGE)) for message in messages),
    ]


BLOCK = Block(
    handlers={"GetVariables": get_variables, "SetVariables": set_variables},
    variables=lambda _: limits("GetVariables", "SetVariables"),
    seams=(get_variable, set_variable),
)
