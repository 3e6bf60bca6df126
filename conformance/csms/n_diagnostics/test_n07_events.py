"""N07, N08: a station tells events of its monitors."""

from typing import Any

from ocpp_conformance.conformance.case import StationProbe, case, notify_event, step
from ocpp_conformance.harness.evidence import Source

MONITORED: dict[str, Any] = {"eventNotificationType": "CustomMonitor", "variableMonitoringId": 1}
TIMES = 3


@case("TC_N_24_CSMS")
async def test_periodic_events_are_taken(station: StationProbe) -> None:
    await station.booted()
    for value in range(TIMES):
        await _told(station, "N08.FR.02", str(value), trigger="Periodic")


@case("TC_N_48_CSMS")
async def test_event_of_a_variable_that_can_not_be_read(station: StationProbe) -> None:
    await station.booted()
    await _told(station, step(2), "", trigger="Delta")


@case("TC_N_49_CSMS")
async def test_event_that_is_over(station: StationProbe) -> None:
    await station.booted()
    await _told(station, step(2), "1", trigger="Alerting", cleared=True)


@case("TC_N_50_CSMS")
async def test_periodic_event_is_taken(station: StationProbe) -> None:
    await station.booted()
    await _told(station, step(2), "1", trigger="Periodic")


async def _told(station: StationProbe, source: Source, value: str, **more: Any) -> None:
    """The station tells an event of a monitor on the power of EVSE 1; the CSMS takes it."""
    event = notify_event("EVSE", "Power", value, connector=None, **{**MONITORED, **more})
    taken = await station.call("NotifyEvent", event)
    taken.meets(source)
