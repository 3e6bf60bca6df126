"""Block N: monitors of variables, and what a station tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given, in_parts
from ocpp_conformance.harness.csms.device_model import component_variable
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import Report, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply


async def set_monitors(csms: Decisions, station: StationRecord, monitors: list[Payload]) -> Reply:
    """SetVariableMonitoring (N04). A monitor is a variable as in `read_variables` with `type`, `value`, `severity` and
    where wanted the `id` of the monitor that it replaces. More than the station takes at once go in several messages
    (N04.FR.09)."""
    at_once = station.device_model.items_per_message("MonitoringCtrlr", "SetVariableMonitoring")
    for data in in_parts([_monitor(item) for item in monitors], at_once):
        reply = await csms.call(station.identity, "SetVariableMonitoring", {"setMonitoringData": data})
    return reply


async def clear_monitors(csms: Decisions, station: StationRecord, ids: list[int]) -> Reply:
    """ClearVariableMonitoring (N06), as many times as the station demands with the ItemsPerMessage that it told
    (N06.FR.04); the reply is the last one. Raises `InvalidCallError` without an id."""
    if not ids:
        raise InvalidCallError("ClearVariableMonitoring", "give the id of one monitor or more")
    at_once = station.device_model.items_per_message("MonitoringCtrlr", "ClearVariableMonitoring")
    for some in in_parts(ids, at_once):
        reply = await csms.call(station.identity, "ClearVariableMonitoring", {"id": list(some)})
    return reply


async def monitoring_report(
    csms: Decisions,
    station: StationRecord,
    variables: list[Payload] | None = None,
    criteria: list[str] | None = None,
) -> Reply:
    """GetMonitoringReport (N02) of these variables and these MonitoringCriterionEnumType values; without any of all."""
    items = [component_variable("GetMonitoringReport", item) for item in variables or ()]
    payload = given(requestId=csms.next_id(), componentVariable=items or None, monitoringCriteria=criteria or None)
    return await csms.call(station.identity, "GetMonitoringReport", payload)


async def monitoring_base(csms: Decisions, station: StationRecord, kind: str) -> Reply:
    """SetMonitoringBase (N03); `kind` is a MonitoringBaseEnumType."""
    return await csms.call(station.identity, "SetMonitoringBase", {"monitoringBase": kind})


async def monitoring_level(csms: Decisions, station: StationRecord, severity: int) -> Reply:
    """SetMonitoringLevel (N05); 0 is the gravest, 9 takes in everything."""
    return await csms.call(station.identity, "SetMonitoringLevel", {"severity": severity})


def notify_monitoring_report(_: Decisions, station: StationRecord, call: Call) -> Payload:
    request_id = call.payload["requestId"]
    report = kept(station.monitoring_reports, request_id, Report(request_id))
    report.take(call.payload, call.payload.get("monitor", []))
    for told in call.payload.get("monitor", ()):
        place = {"component": told["component"], "variable": told["variable"]}
        for monitor in told["variableMonitoring"]:
            _keep(station, monitor["id"], {**place, **monitor})
    return {}


def monitors_set(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    for asked, result in zip(request["setMonitoringData"], response["setMonitoringResult"], strict=False):
        if result["status"] == "Accepted" and "id" in result:
            _keep(station, result["id"], {**asked, "id": result["id"]})


def monitors_cleared(_: Decisions, station: StationRecord, __: Payload, response: Payload) -> None:
    for result in response["clearMonitoringResult"]:
        if result["status"] != "Rejected":
            station.monitors.pop(result["id"], None)


def _monitor(item: Payload) -> dict[str, Any]:
    place = component_variable("SetVariableMonitoring", item)
    return given(value=item["value"], type=item["type"], severity=item["severity"], id=item.get("id"), **place)


def _keep(station: StationRecord, id: int, monitor: Payload) -> None:
    station.monitors.pop(id, None)
    kept(station.monitors, id, monitor)


HANDLERS: Mapping[str, Handler] = {"NotifyMonitoringReport": notify_monitoring_report}
LEARNERS: Mapping[str, Learner] = {
    "ClearVariableMonitoring": monitors_cleared,
    "SetVariableMonitoring": monitors_set,
}
OPERATIONS: Mapping[str, Operation] = {
    "clear_monitors": clear_monitors,
    "monitoring_base": monitoring_base,
    "monitoring_level": monitoring_level,
    "monitoring_report": monitoring_report,
    "set_monitors": set_monitors,
}
