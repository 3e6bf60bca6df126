"""A station's device model: what it says of variables, keeps, and reports."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import NOW, heard
from ocpp_conformance.harness.faults.fault import About, of_station
from ocpp_conformance.harness.faults.kinds import Hearing, Making, Sending
from ocpp_conformance.harness.faults.station_order import responds, rewrites, swallows

_ABOUT = ("component", "variable", "attributeType")


def changes(**fields: Any) -> Making:
    """Fields of what is made are changed; None drops one."""

    def seam(original: Any, item: Any) -> Any:
        result = {**original(item), **fields}
        return {name: value for name, value in result.items() if value is not None}

    return seam


def _confuses(status: str, instead: str, **more: str) -> Making:
    def get_variable(original: Any, item: Any) -> Any:
        result = original(item)
        return {**result, "attributeStatus": instead, **more} if result["attributeStatus"] == status else result

    return get_variable


def says(status: str, *names: str) -> Making:
    """This status for variables of these names (all, if none is given), and nothing done."""

    def seam(original: Any, item: Any) -> Any:
        if names and item["variable"]["name"] not in names:
            return original(item)
        return {"attributeStatus": status, **{name: item[name] for name in _ABOUT if name in item}}

    return seam


def _items(change: Callable[[dict[str, Any]], Any]) -> About[Sending]:
    """Each item of a NotifyReport is changed; None takes it out."""

    def report(payload: dict[str, Any]) -> dict[str, Any]:
        changed = map(change, payload["reportData"])
        return {**payload, "reportData": [item for item in changed if item is not None]}

    return rewrites("NotifyReport", report)


def _without_lists(item: dict[str, Any]) -> dict[str, Any]:
    kinds = {name: value for name, value in item["variableCharacteristics"].items() if name != "valuesList"}
    return {**item, "variableCharacteristics": kinds}


def _read_only(item: dict[str, Any]) -> Any:
    return json.loads(json.dumps(item).replace('"ReadWrite"', '"ReadOnly"'))


def _adds(original: Any, call: Any) -> Any:
    answer = original(call)
    return None if answer is None else {**answer, "statusInfo": {"reasonCode": "InternalError"}}


def _cuts_decimals(original: Any, item: Any) -> Any:
    return original({**item, "attributeValue": re.sub(r"^([0-9]+)\.[0-9]+$", r"\1", item["attributeValue"])})


def _summary(change: Callable[[dict[str, Any]], dict[str, Any]]) -> About[Hearing]:
    """A SummaryInventory is answered otherwise."""

    def handle(original: Any, call: Any) -> Any:
        return change(original(call)) if call.payload["reportBase"] == "SummaryInventory" else original(call)

    return heard(handle, "GetBaseReport")


def _reports_all(original: Any, call: Any) -> Any:
    if call.payload["reportBase"] == "SummaryInventory":
        original(type(call)(call.message_id, call.action, {**call.payload, "reportBase": "FullInventory"}))
    return original(call)


def _any_time(original: Any, item: Any) -> Any:
    if item["variable"]["name"] == "NextTimeOffsetTransitionDateTime":
        return original({**item, "attributeValue": NOW})
    return original(item)


_ERROR = {"reasonCode": "InternalError"}

FAULTS = (
    of_station(
        "get-without-type",
        "leaves the attributeType out of GetVariableResult",
        "B06.FR.03",
        get_variable=changes(attributeType=None),
    ),
    of_station(
        "get-names-another",
        "names another variable in GetVariableResult",
        "B06.FR.02",
        get_variable=changes(variable={"name": "HeartbeatInterval"}),
    ),
    of_station(
        "get-without-value",
        "leaves the value out of GetVariableResult",
        "B06.FR.10",
        get_variable=changes(attributeValue=None),
    ),
    of_station(
        "get-with-error-info",
        "adds an attributeStatusInfo that tells of an error to a GetVariableResult",
        "B06.FR.10",
        get_variable=changes(attributeStatusInfo=_ERROR),
    ),
    of_station(
        "unknown-component-as-variable",
        "says UnknownVariable of an unknown component",
        "B06.FR.06",
        get_variable=_confuses("UnknownComponent", "UnknownVariable"),
    ),
    of_station(
        "unknown-component-accepted",
        "gives a value for a component that doesn't exist",
        "B06.FR.06",
        get_variable=_confuses("UnknownComponent", "Accepted", attributeValue="0"),
    ),
    of_station(
        "unknown-variable-accepted",
        "gives a value for a variable that doesn't exist",
        "B06.FR.07",
        get_variable=_confuses("UnknownVariable", "Accepted", attributeValue="0"),
    ),
    of_station(
        "set-forgotten", "accepts SetVariables and keeps the old values", "B05.FR.10", set_variable=says("Accepted")
    ),
    of_station("set-rejected", "rejects every SetVariables", "B05.FR.10", set_variable=says("Rejected")),
    of_station(
        "set-without-type",
        "leaves the attributeType out of SetVariableResult",
        "B05.FR.03",
        set_variable=changes(attributeType=None),
    ),
    of_station(
        "set-names-another",
        "names another variable in SetVariableResult",
        "B05.FR.02",
        set_variable=changes(variable={"name": "HeartbeatInterval"}),
    ),
    of_station(
        "set-with-error-info",
        "adds an attributeStatusInfo that tells of an error to a SetVariableResult",
        "B05.FR.10",
        set_variable=changes(attributeStatusInfo=_ERROR),
    ),
    of_station(
        "set-cuts-decimals",
        "takes a decimal number for an integer, and cuts it",
        "B05.FR.07",
        set_variable=_cuts_decimals,
    ),
    of_station(
        "set-any-time",
        "takes any text for a time",
        "B05.FR.07",
        set_variable=_any_time,
    ),
    of_station(
        "repeat-times-fixed",
        "doesn't let RetryBackOffRepeatTimes be set",
        "J-8.1-01",
        set_variable=says("Rejected", "RetryBackOffRepeatTimes"),
    ),
    of_station(
        "ping-interval-forgotten",
        "accepts any WebSocketPingInterval and keeps the old one",
        "J-8.4-03",
        set_variable=says("Accepted", "WebSocketPingInterval"),
    ),
    of_station(
        "random-range-missing",
        "lacks RetryBackOffRandomRange",
        "J-8.2-01",
        get_variable=says("UnknownVariable", "RetryBackOffRandomRange"),
    ),
    of_station(
        "ping-interval-missing",
        "lacks WebSocketPingInterval",
        "J-8.4-01",
        get_variable=says("UnknownVariable", "WebSocketPingInterval"),
    ),
    of_station("reports-read-only", "reports its variables as ReadOnly", "J-8.3-01", call=_items(_read_only)),
    of_station(
        "inventory-not-supported",
        "doesn't support FullInventory",
        "B07.FR.12",
        handle=responds("GetBaseReport", {"status": "NotSupported"}),
    ),
    of_station(
        "summary-accepted",
        "accepts a SummaryInventory that it doesn't have",
        "B07.FR.02",
        handle=_summary(lambda _: {"status": "Accepted"}),
    ),
    of_station(
        "summary-other-info",
        "gives InternalError as the reason why it has no SummaryInventory",
        "B07.FR.02",
        handle=_summary(lambda answer: {**answer, "statusInfo": _ERROR}),
    ),
    of_station(
        "summary-reported-all",
        "says that it has no SummaryInventory, and reports everything",
        "B07.FR.05",
        handle=heard(_reports_all, "GetBaseReport"),
    ),
    of_station(
        "report-with-error-info",
        "accepts a base report with a statusInfo that tells of an error",
        "B07.FR.01",
        handle=heard(_adds, "GetBaseReport"),
    ),
    of_station(
        "report-not-sent", "accepts GetBaseReport and reports nothing", "B07.FR.03", call=swallows("NotifyReport")
    ),
    of_station(
        "report-part-lost",
        "loses a part of a report",
        "B07.FR.10",
        call=swallows("NotifyReport", lambda p: p["seqNo"] == 1),
    ),
    of_station(
        "report-other-request",
        "gives another requestId in NotifyReport",
        "B07.FR.04",
        call=rewrites("NotifyReport", lambda p: {**p, "requestId": p["requestId"] + 1}),
    ),
    of_station(
        "report-always-first",
        "numbers every part of a report 0",
        "B07.FR.10",
        call=rewrites("NotifyReport", lambda p: {**p, "seqNo": 0}),
    ),
    of_station(
        "report-without-characteristics",
        "reports variables without variableCharacteristics",
        "B07.FR.08",
        call=_items(lambda item: {n: v for n, v in item.items() if n != "variableCharacteristics"}),
    ),
    of_station(
        "report-without-values-list", "reports lists without their values", "B07.FR.08", call=_items(_without_lists)
    ),
    of_station(
        "report-lacks-instance",
        "tells how many bytes a GetVariables may have, and not a SetVariables",
        "B07.FR.08",
        call=_items(lambda item: None if item["variable"].get("instance") == "SetVariables" else item),
    ),
    of_station(
        "report-as-text",
        "reports the type of every number as string",
        "B07.FR.08",
        call=_items(lambda item: json.loads(json.dumps(item).replace('"integer"', '"string"'))),
    ),
    of_station(
        "report-lacks-variable",
        "leaves a required variable out of the inventory",
        "B07.FR.08",
        call=_items(lambda item: None if item["variable"]["name"] == "TxStopPoint" else item),
    ),
)
