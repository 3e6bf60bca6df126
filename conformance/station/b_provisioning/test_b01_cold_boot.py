"""B01: a charging station boots and is accepted."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CsmsProbe, Need, case, one_of
from ocpp_conformance.conformance.station.connectors import connectors_reported


@case("TC_B_01_CS", topics=("status",), needs=(Need.RESET,))
async def test_cold_boot_reports_connectors(csms: CsmsProbe) -> None:
    boot = await csms.reboot()
    boot.meets("B01.FR.01", chargingStation={"model": NOT_EMPTY, "vendorName": NOT_EMPTY})
    boot.meets("B01.FR.09", reason=one_of("PowerUp", "RemoteReset"))

    await connectors_reported(csms, boot, "B01.FR.05")
    started: dict[str, object] = {"type": one_of("StartupOfTheDevice", "ResetOrReboot")}
    event = await csms.must_send("A04.FR.01", "SecurityEventNotification", since=boot.frame, where=started)
    event.meets("A04.FR.01")
