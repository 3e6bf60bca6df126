"""G05: the lock of a connector fails."""

from ocpp_conformance.conformance.case import case, notify_event, step
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession


@case("TC_G_20_CSMS")
async def test_lock_failure_is_taken_notice_of(session: ChargingSession) -> None:
    await booted(session)
    failure = notify_event("ConnectorPlugRetentionLock", "Problem", "true")
    event = await session.station.call("NotifyEvent", failure)
    event.meets(step(2))
