"""Block G: heartbeats and the states of connectors."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, current_time
from ocpp_conformance.harness.csms.stations import KEPT, StationRecord
from ocpp_conformance.harness.rpc import Call, Payload


def heartbeat(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"currentTime": current_time()}  # G02.FR.03


def status_notification(_: Decisions, station: StationRecord, call: Call) -> Payload:
    place = call.payload["evseId"], call.payload["connectorId"]
    if place in station.connectors or len(station.connectors) < KEPT:
        station.connectors[place] = call.payload["connectorStatus"]
    return {}


HANDLERS: Mapping[str, Handler] = {"Heartbeat": heartbeat, "StatusNotification": status_notification}
