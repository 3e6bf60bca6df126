"""Samples of reservations."""

from ..sample import csms, held, idle, missed

ABOUT = {"component": {"name": "ReservationCtrlr"}, "variable": {"name": "NonEvseSpecific"}}


def told(value):
    result = {"attributeStatus": "Accepted", "attributeValue": value, **ABOUT}
    return csms("GetVariables", {"getVariableData": [ABOUT]}, answer={"getVariableResult": [result]})


def reserved(status, **more):
    return csms("ReserveNow", more, answer={"status": status})


SAMPLES = {
    "a_reservation_needs_an_evse": [
        held("Rejected", told("false"), reserved("Rejected")),
        missed("Accepted", told("false"), reserved("Accepted")),
        missed("told as False", told("False"), reserved("Accepted")),
        idle("all EVSEs may be Occupied", told("false"), reserved("Occupied")),
        idle("it names one", told("false"), reserved("Accepted", evseId=1)),
        idle("it need not name one", told("true"), reserved("Accepted")),
        idle("not told", reserved("Accepted")),
    ],
}
