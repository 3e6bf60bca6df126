"""What cases of provisioning share: a station that comes back from a reset."""

from __future__ import annotations

from ocpp_conformance.conformance.case import absent_or, notify_event, step
from ocpp_conformance.harness.probes.charging_session import ChargingSession

WHOLE_STATION = absent_or(0)
"""The `evseId` of a Reset that isn't about one EVSE."""


async def rebooted(session: ChargingSession, reason: str, connector: str, *, boot: int, status: int) -> None:
    """After a reset: a new connection, a boot (judged as step `boot`), and the connector's state, told in both of
    OCPP's ways (judged as step `status`)."""
    await session.station.reconnected()
    booted = await session.station.boot(reason)
    booted.meets(step(boot), status="Accepted")
    told = await session.status(connector)
    told.meets(step(status))
    changed = notify_event("Connector", "AvailabilityState", connector, evse=session.evse, connector=session.connector)
    event = await session.station.call("NotifyEvent", changed)
    event.meets(step(status))
