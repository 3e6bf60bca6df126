"""What a station tells once a boot of it was accepted."""

from ocpp_conformance.conformance.case import CsmsProbe, one_of
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.harness.probes.received import ReceivedCall

STARTED: dict[str, object] = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}


async def start_told(csms: CsmsProbe, boot: ReceivedCall) -> None:
    """Steps 5 to 7 of Booted (Part 6, 2.18): the station tells of all connectors, and that it has started."""
    await connectors_reported(csms, boot, "B01.FR.05")
    event = await csms.must_send("A04.FR.01", "SecurityEventNotification", since=boot.frame, where=STARTED)
    event.meets("A04.FR.01", **STARTED)
