"""Monitors of variables, and reports of them."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given, variable

_SAMPLE = {"component": "EVSE", "evse": 1, "variable": "AvailabilityState"}


def _monitor(item: Arguments) -> dict[str, Any]:
    how = {"value": item["value"], "type": item["type"], "severity": item["severity"], "id": item.get("id")}
    return {**given(how), **variable(item)}


def _report(a: Arguments, number: int) -> dict[str, Any]:
    return {
        "requestId": number,
        "componentVariable": [variable(item) for item in a.get("variables", ())] or None,
        "monitoringCriteria": a.get("criteria"),
    }


ROWS = (
    Goal(
        "set_monitors",
        Role.CSMS,
        "Set the monitors {monitors}",
        {"monitors": Argument("array", [{**_SAMPLE, "type": "Delta", "value": 1, "severity": 8}])},
        action="SetVariableMonitoring",
        words=lambda a, _: {"setMonitoringData": [_monitor(item) for item in a["monitors"]]},
    ),
    Goal(
        "clear_monitors",
        Role.CSMS,
        "Clear the monitors with the ids {ids}",
        {"ids": Argument("array", [1])},
        action="ClearVariableMonitoring",
        words=lambda a, _: {"id": a["ids"]},
    ),
    Goal(
        "monitoring_report",
        Role.CSMS,
        "Ask for a report of the monitors of {variables} with the criteria {criteria}",
        {"variables": optional("array", [_SAMPLE]), "criteria": optional("array")},
        action="GetMonitoringReport",
        words=_report,
    ),
    Goal(
        "monitoring_base",
        Role.CSMS,
        "Set the monitoring base {kind}",
        {"kind": Argument("string", "All")},
        action="SetMonitoringBase",
        words=lambda a, _: {"monitoringBase": a["kind"]},
    ),
    Goal(
        "monitoring_level",
        Role.CSMS,
        "Have the station tell events of severity {severity} and graver",
        {"severity": Argument("integer", 9)},
        action="SetMonitoringLevel",
        words=lambda a, _: {"severity": a["severity"]},
    ),
)
