"""Block G: heartbeats and the states of connectors."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Operation, given, place_of
from ocpp_conformance.harness.csms.stations import KEPT, StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now


def heartbeat(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"currentTime": now()}  # G02.FR.03


def status_notification(_: Decisions, station: StationRecord, call: Call) -> Payload:
    place = call.payload["evseId"], call.payload["connectorId"]
    if place in station.connectors or len(station.connectors) < KEPT:
        station.connectors[place] = call.payload["connectorStatus"]
    return {}


async def change_availability(
    csms: Decisions, station: StationRecord, operative: bool, evse: int | None = None, connector: int | None = None
) -> Reply:
    """ChangeAvailability (G03, G04) of a connector, an EVSE, or without both of the station."""
    status = "Operative" if operative else "Inoperative"
    payload = given(operationalStatus=status, evse=place_of(evse, connector))
    return await csms.call(station.identity, "ChangeAvailability", payload)


OPERATIONS: Mapping[str, Operation] = {"change_availability": change_availability}
HANDLERS: Mapping[str, Handler] = {"Heartbeat": heartbeat, "StatusNotification": status_notification}
