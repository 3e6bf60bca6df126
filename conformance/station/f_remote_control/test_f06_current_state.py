"""F06: what a trigger brings says how things stand."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.availability import CONNECTOR, unavailable
from ocpp_conformance.conformance.station.connectors import connector_reported, states_told


@case("PART2-CS-F06-01", "A triggered status is the present one", topics=("status",))
async def test_triggered_status_is_the_present_one(csms: CsmsProbe) -> None:
    await csms.booted()
    async with unavailable(csms, CONNECTOR):
        await _asked(csms, "Unavailable")
        since = csms.mark
    await csms.settled()
    told = [status for place, status, _ in states_told(csms, since=since) if place == (1, 1)]
    await _asked(csms, told[-1] if told else "Available")  # an EV may stand there, or it is reserved


async def _asked(csms: CsmsProbe, status: str) -> None:
    since = csms.mark
    asked = {"requestedMessage": "StatusNotification", **CONNECTOR}
    (await csms.call("TriggerMessage", asked)).expects(status="Accepted")
    await connector_reported(csms, "F06.FR.09", status, (1, 1), since=since)
