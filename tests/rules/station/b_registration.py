"""Samples of block B, what a station does while it is not accepted."""

from ocpp_conformance.harness.evidence import POWER_ON
from ocpp_conformance.harness.rpc import Role

from ..sample import closed, csms, held, idle, missed, note, station, upgrade

BOOT, PENDING, REJECTED = (
    station("BootNotification", answer={"status": status}) for status in ("Accepted", "Pending", "Rejected")
)
READ, REFUSED = csms("GetVariables"), csms("GetVariables", error="SecurityError")
OPEN_BOOT = station("BootNotification", answer=None)


def start(status):
    return csms("RequestStartTransaction", answer={"status": status})


SAMPLES = {
    "a_pending_station_starts_and_stops_nothing": [
        held("Rejected", PENDING, start("Rejected")),
        held("a stop", PENDING, csms("RequestStopTransaction", answer={"status": "Rejected"})),
        missed("Accepted", PENDING, start("Accepted")),
        idle("once accepted", PENDING, BOOT, start("Accepted")),
    ],
    "a_pending_station_answers": [
        held("variables", PENDING, READ),
        missed("a CALLERROR", PENDING, REFUSED),
        missed("a CALLERROR", PENDING, csms("GetReport", error="InternalError")),
        idle("a long request", PENDING, csms("GetVariables", error="OccurrenceConstraintViolation")),
        idle("wrong on purpose", PENDING, csms("GetVariables", error="InternalError", deliberate=True)),
        idle("no answer", PENDING, csms("GetVariables", answer=None)),
        idle("another action", PENDING, csms("Reset", error="InternalError")),
        idle("once accepted", PENDING, BOOT, REFUSED),
        idle("Rejected", REJECTED, REFUSED),
    ],
    "a_rejected_station_answers_security_error": [
        held("SecurityError", REJECTED, REFUSED),
        missed("a result", REJECTED, READ),
        missed("another error", REJECTED, csms("GetVariables", error="InternalError")),
        idle("no answer", REJECTED, csms("GetVariables", answer=None)),
        idle("once accepted", REJECTED, BOOT, READ),
    ],
    "a_pending_station_stays_connected": [
        held("the next boot comes on it", PENDING, BOOT),
        missed("it closes and comes back", PENDING, closed(), upgrade(), BOOT),
        idle("it breaks off", PENDING, closed(code=1006), upgrade(), BOOT),
        idle("the CSMS closes", PENDING, closed(by=Role.CSMS), upgrade(), BOOT),
        idle("it doesn't come back", PENDING, closed()),
        idle("it starts", PENDING, closed(), note(POWER_ON), upgrade(), BOOT),
        idle("after a reset", PENDING, csms("Reset", answer={"status": "Accepted"}), closed(), upgrade(), BOOT),
        idle("after a new profile", PENDING, csms("SetNetworkProfile"), closed(), upgrade(), BOOT),
        idle("after new variables", PENDING, csms("SetVariables"), closed(), upgrade(), BOOT),
        idle("Rejected", REJECTED, closed(), upgrade(), BOOT),
    ],
}
