"""Block H: how a CSMS reserves, and what it makes of what comes of that."""

from __future__ import annotations

from ocpp_conformance.harness.faults.departures import refuses
from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, without
from ocpp_conformance.harness.rpc import Payload


def _another_token(payload: Payload) -> Payload:
    return {**payload, "idToken": {**payload["idToken"], "idToken": "04FFFFFF"}}


def _with_evse(payload: Payload) -> Payload:
    return {"evseId": 1, **payload}


def _another_reservation(payload: Payload) -> Payload:
    return {"reservationId": payload["reservationId"] ^ 1}


_REFUSED = "J-4.1.7-01"

FAULTS = (
    of_csms(
        "reserve-another-token", "reserves for another token", "H01.FR.03", call=asks("ReserveNow", _another_token)
    ),
    of_csms(
        "reserve-until-1999",
        "reserves for a time that is over",
        "H01.FR.03",
        call=asks("ReserveNow", having(expiryDateTime="1999-12-31T00:00:00.000Z")),
    ),
    of_csms("reserve-without-evse", "leaves the EVSE open", "H01.FR.03", call=asks("ReserveNow", without("evseId"))),
    of_csms("reserve-with-evse", "names an EVSE where any will do", "H01.FR.03", call=asks("ReserveNow", _with_evse)),
    of_csms(
        "reserve-without-type",
        "leaves the connectorType out",
        "H01.FR.03",
        call=asks("ReserveNow", without("connectorType")),
    ),
    of_csms(
        "reserve-without-group", "leaves the group out", "H01.FR.03", call=asks("ReserveNow", without("groupIdToken"))
    ),
    of_csms(
        "reserve-refusal-fatal",
        "closes the connection when nothing is reserved",
        "H01.FR.03",
        call=falls_over("ReserveNow", "Rejected"),
    ),
    of_csms(
        "cancel-another-reservation",
        "cancels another reservation",
        "H02.FR.02",
        call=asks("CancelReservation", _another_reservation),
    ),
    of_csms(
        "expiry-refused",
        "refuses to hear that a reservation has expired",
        _REFUSED,
        handle=refuses("ReservationStatusUpdate", lambda _, call: call.payload["reservationUpdateStatus"] == "Expired"),
    ),
    of_csms(
        "removal-refused",
        "refuses to hear that a station has removed a reservation",
        _REFUSED,
        handle=refuses("ReservationStatusUpdate", lambda _, call: call.payload["reservationUpdateStatus"] == "Removed"),
    ),
    of_csms(
        "reserved-refused",
        "refuses the connectorStatus Reserved",
        _REFUSED,
        handle=refuses("StatusNotification", lambda _, call: call.payload["connectorStatus"] == "Reserved"),
    ),
)
