"""What cases of provisioning share: a station that comes back from a reset."""

from __future__ import annotations

from ocpp_conformance.conformance.case import absent_or, step
from ocpp_conformance.conformance.csms.verbs import Session, reconnected
from ocpp_conformance.harness.probes import now
from ocpp_conformance.harness.rpc import Payload

WHOLE_STATION = absent_or(0)
"""The `evseId` of a Reset that isn't about one EVSE."""


async def rebooted(session: Session, reason: str, connector: str, *, boot: int, status: int) -> None:
    """After a reset: a new connection, a boot (judged as step `boot`), and the connector's state, told in both of
    OCPP's ways (judged as step `status`)."""
    await reconnected(session.station)
    booted = await session.station.boot(reason)
    booted.meets(step(boot), status="Accepted")
    told = await session.status(connector)
    told.meets(step(status))
    event = await session.station.call("NotifyEvent", _availability(session, connector))
    event.meets("N07.FR.03")


def _availability(session: Session, state: str) -> Payload:
    """A NotifyEventRequest: the AvailabilityState of the connector has changed."""
    place = {"id": session.evse, "connectorId": session.connector}
    data = {
        "eventId": 1,
        "timestamp": now(),
        "trigger": "Delta",
        "actualValue": state,
        "eventNotificationType": "HardWiredNotification",
        "component": {"name": "Connector", "evse": place},
        "variable": {"name": "AvailabilityState"},
    }
    return {"generatedAt": now(), "seqNo": 0, "tbc": False, "eventData": [data]}
