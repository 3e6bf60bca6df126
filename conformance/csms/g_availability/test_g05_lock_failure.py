"""G05: the lock of a connector fails."""

from ocpp_conformance.conformance.case import StationProbe, case, notify_event, step


@case("TC_G_20_CSMS")
async def test_lock_failure_is_taken_notice_of(station: StationProbe) -> None:
    await station.booted()
    event = await station.call("NotifyEvent", notify_event("ConnectorPlugRetentionLock", "Problem", "true"))
    event.meets("G05.FR.03")
    event.meets("N07.FR.03")
    event.meets(step(2))
