"""Block H: reservations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from ocpp_conformance.harness.csms.authorization import in_group
from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.stations import Reservation, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now

LASTS = timedelta(hours=1)
"""How long an EVSE is kept free."""


async def reserve(
    csms: Decisions,
    station: StationRecord,
    id: int,
    id_token: str,
    type: str,
    evse: int | None = None,
    connector_type: str | None = None,
    group: Payload | None = None,
    until: str | None = None,
) -> Reply:
    """ReserveNow (H01); without an EVSE any of them, or one with a connector of this ConnectorEnumType. The
    groupIdToken is the given one, else that of the token; without a moment (RFC 3339) it lasts for `LASTS`."""
    token = in_group(csms, id_token, type)
    if group is not None:
        token["groupIdToken"] = {"idToken": group["id_token"], "type": group["type"]}
    payload = given(id=id, expiryDateTime=until or now(LASTS), evseId=evse, connectorType=connector_type) | token
    return await csms.call(station.identity, "ReserveNow", payload)


async def cancel_reservation(csms: Decisions, station: StationRecord, id: int) -> Reply:
    """CancelReservation (H02)."""
    return await csms.call(station.identity, "CancelReservation", {"reservationId": id})


def reserved(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    station.reservations.pop(request["id"], None)
    kept(station.reservations, request["id"], Reservation(request, response["status"]))


def cancelled(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    found = station.reservations.get(request["reservationId"])
    if found is not None and response["status"] == "Accepted":
        found.status = "Cancelled"


def reservation_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    found = station.reservations.get(call.payload["reservationId"])
    if found is not None:
        found.status = call.payload["reservationUpdateStatus"]
    return {}


HANDLERS: Mapping[str, Handler] = {"ReservationStatusUpdate": reservation_status}
LEARNERS: Mapping[str, Learner] = {"ReserveNow": reserved, "CancelReservation": cancelled}
OPERATIONS: Mapping[str, Operation] = {"reserve": reserve, "cancel_reservation": cancel_reservation}
