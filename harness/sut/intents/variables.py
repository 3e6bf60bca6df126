"""Reading and writing the device model, and reports of it."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given, variable

_SAMPLE = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold"}


def _attribute(item: Arguments) -> Payload:
    more = {"attributeType": item.get("attribute"), "attributeValue": item.get("value")}
    return given(variable(item) | more)


def _password(a: Arguments, _: int) -> dict[str, Any]:
    variable = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    return {"setVariableData": [{**variable, "attributeValue": a["password"]}]}


def _report(a: Arguments, number: int) -> dict[str, Any]:
    return {
        "requestId": number,
        "componentVariable": [variable(item) for item in a.get("variables", ())] or None,
        "componentCriteria": a.get("criteria"),
    }


ROWS = (
    Goal(
        "read_variables",
        Role.CSMS,
        "Read the variables {variables}",
        {"variables": Argument("array", [_SAMPLE])},
        action="GetVariables",
        words=lambda a, _: {"getVariableData": [_attribute(item) for item in a["variables"]]},
    ),
    Goal(
        "write_variables",
        Role.CSMS,
        "Write the variables {variables}",
        {"variables": Argument("array", [{**_SAMPLE, "value": "60"}])},
        action="SetVariables",
        words=lambda a, _: {"setVariableData": [_attribute(item) for item in a["variables"]]},
    ),
    Goal(
        "change_password",
        Role.CSMS,
        "Give the station the new password {password}",
        {"password": Argument("string", "self-test-00000001")},
        action="SetVariables",
        words=_password,
        lasting=True,
    ),
    Goal(
        "base_report",
        Role.CSMS,
        "Ask for the base report {kind}",
        {"kind": Argument("string", "SummaryInventory")},
        action="GetBaseReport",
        words=lambda a, n: {"requestId": n, "reportBase": a["kind"]},
    ),
    Goal(
        "report",
        Role.CSMS,
        "Ask for a report of {variables} with the criteria {criteria}",
        {"variables": optional("array", [_SAMPLE]), "criteria": optional("array")},
        action="GetReport",
        words=_report,
    ),
)
