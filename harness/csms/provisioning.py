"""Block B: boots, who is served, variables and reports of the device model, resets, network profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given, in_parts
from ocpp_conformance.harness.csms.device_model import component_variable
from ocpp_conformance.harness.csms.security import accepted_password
from ocpp_conformance.harness.csms.stations import Report, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now

ANOTHER_SERIAL_NUMBER = "the serialNumber is not what the certificate names (B01.FR.12)"


def next_status(station: StationRecord, default: str) -> str:
    """Take the answer to a boot from the plan; the last planned one stays."""
    if not station.planned:
        return default
    return station.planned.popleft() if len(station.planned) > 1 else station.planned[0]


def may_serve(station: StationRecord, call: Call) -> bool:
    """Whether a valid CALL gets an answer other than SecurityError (B01.FR.10, B02.FR.09, B03.FR.07).

    An identity that has never booted is served no more than a Rejected one: our choice, the specification is silent.
    """
    if call.action == "BootNotification" or station.registration == "Accepted":
        return True
    return station.registration == "Pending" and station.was_asked(call)


def why_refused(station: StationRecord) -> str:
    """Say what `may_serve` wants."""
    state = f"was answered {station.registration}" if station.registration else "has not come yet"
    also = " and what was asked for" if station.registration == "Pending" else ""
    return f"the BootNotification of {station.identity} {state}: only BootNotification{also} is served (B01.FR.10)"


def boot_notification(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    before, status = station.registration, csms.boot_status(station)
    if not before == status == "Pending":
        station.asked.clear()  # a retry while Pending leaves open what was asked for; any other boot ends it
    station.registration, station.boot = status, call.payload
    station.connectors.clear()  # the station reports them anew (B01.FR.05)
    return {"currentTime": now(), "interval": csms.config.interval, "status": status}


def notify_report(_: Decisions, station: StationRecord, call: Call) -> Payload:
    request_id, chunk = call.payload["requestId"], call.payload.get("reportData", [])
    kept(station.reports, request_id, Report(request_id)).take(call.payload, chunk)
    station.device_model.take_report(chunk)
    return {}


async def read_variables(csms: Decisions, station: StationRecord, variables: list[Payload]) -> Reply:
    """GetVariables (B06); `attribute` of an item is its AttributeEnumType, Actual when it has none. More than the
    station takes at once go in several messages (B06.FR.05); the reply is the last one."""
    at_once = station.device_model.items_per_message("DeviceDataCtrlr", "GetVariables")
    for data in in_parts([_attribute("GetVariables", item) for item in variables], at_once):
        reply = await csms.call(station.identity, "GetVariables", {"getVariableData": data})
    return reply


async def write_variables(csms: Decisions, station: StationRecord, variables: list[Payload]) -> Reply:
    """SetVariables (B05); items as for `read_variables`, each with the `value` as text."""
    data = [_attribute("SetVariables", item) | given(attributeValue=item.get("value")) for item in variables]
    return await csms.call(station.identity, "SetVariables", {"setVariableData": data})


async def base_report(csms: Decisions, station: StationRecord, kind: str) -> Reply:
    """GetBaseReport (B07); `kind` is a ReportBaseEnumType."""
    return await csms.call(station.identity, "GetBaseReport", {"requestId": csms.next_id(), "reportBase": kind})


async def report(
    csms: Decisions,
    station: StationRecord,
    variables: list[Payload] | None = None,
    criteria: list[str] | None = None,
) -> Reply:
    """GetReport (B08); an item without a variable asks for the whole component."""
    items = [component_variable("GetReport", item) for item in variables or ()]
    payload = given(requestId=csms.next_id(), componentVariable=items or None, componentCriteria=criteria or None)
    return await csms.call(station.identity, "GetReport", payload)


async def reset(csms: Decisions, station: StationRecord, kind: str, evse: int | None = None) -> Reply:
    """Reset (B11, B12); `kind` is Immediate or OnIdle."""
    return await csms.call(station.identity, "Reset", given(type=kind, evseId=evse))


async def set_network_profile(
    csms: Decisions, station: StationRecord, slot: int, url: str, security_profile: int
) -> Reply:
    """SetNetworkProfile (B09); what the goal doesn't name is the configuration's."""
    profile = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": url,
        "messageTimeout": csms.config.message_timeout,
        "securityProfile": security_profile,
        "ocppInterface": csms.config.ocpp_interface,
    }
    payload = {"configurationSlot": slot, "connectionData": profile}
    return await csms.call(station.identity, "SetNetworkProfile", payload)


def variables_read(_: Decisions, station: StationRecord, __: Payload, response: Payload) -> None:
    station.device_model.take_read(response["getVariableResult"])


def variables_written(csms: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    station.device_model.take_written(request["setVariableData"], response["setVariableResult"])
    password = accepted_password(request, response)
    if password is not None:
        csms.register(station.identity, password)  # from now on the old one is refused (A01.FR.03)


def network_profile_set(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        station.network_profiles.pop(request["configurationSlot"], None)
        kept(station.network_profiles, request["configurationSlot"], request["connectionData"])


def _attribute(action: str, item: Payload) -> dict[str, Any]:
    return component_variable(action, item) | given(attributeType=item.get("attribute"))


LEARNERS: Mapping[str, Learner] = {
    "GetVariables": variables_read,
    "SetVariables": variables_written,
    "SetNetworkProfile": network_profile_set,
}
OPERATIONS: Mapping[str, Operation] = {
    "base_report": base_report,
    "read_variables": read_variables,
    "report": report,
    "reset": reset,
    "set_network_profile": set_network_profile,
    "write_variables": write_variables,
}
HANDLERS: Mapping[str, Handler] = {"BootNotification": boot_notification, "NotifyReport": notify_report}
