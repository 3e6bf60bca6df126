"""B01: a charging station boots and is accepted."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of
from ocpp_conformance.conformance.station.verbs import reports_connectors


@case("TC_B_01_CS", needs=(Need.RESET,))
async def test_cold_boot_reports_connectors(csms: CsmsProbe) -> None:
    boot = await csms.reboot()
    boot.meets("B01.FR.01")
    boot.meets("B01.FR.09", reason=one_of("PowerUp", "RemoteReset"))
    await reports_connectors(csms, boot.frame, 5)
