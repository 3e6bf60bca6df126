"""Blocks L and N: events, and how uploads of logs and updates of firmware go on."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload


def notify_event(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.events.extend(call.payload["eventData"])
    return {}  # N07.FR.03


def log_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.log_status = call.payload
    return {}


def firmware_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.firmware_status = call.payload
    return {}


HANDLERS: Mapping[str, Handler] = {
    "FirmwareStatusNotification": firmware_status,
    "LogStatusNotification": log_status,
    "NotifyEvent": notify_event,
}
