"""B03: the CSMS answers the boot with Rejected."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, boot_answer, case, step
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.b_provisioning.boots import boots_again, comes_after, earns_security_error
from ocpp_conformance.conformance.station.connectors import connectors_reported


@case("TC_B_03_CS", needs=(Need.RESET, Need.BOOT_SCALE))
async def test_rejected_station_boots_again_after_the_interval(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Rejected", 20), boot_answer())

    again = await boots_again(csms, "B03.FR.06", boot, 20)
    comes_after(csms, "B03.FR.02", boot, again, 20)
    csms.silent_since("B03.FR.02", boot.frame, "BootNotification", until=again.frame)
    await connectors_reported(csms, again, step(5))


@case("TC_B_30_CS", needs=(Need.RESET,))
async def test_rejected_station_refuses_what_the_csms_asks(csms: CsmsProbe) -> None:
    boot = await csms.reboot(boot_answer("Rejected", 10))
    boot.meets("B01.FR.01")
    await csms.listen(csms.patience.quiet)
    if csms.connected:  # it may disconnect until its next boot: errata 2023-12, 6.1.2
        report = await csms.provoke(call_text("GetBaseReport", {"requestId": 30, "reportBase": "FullInventory"}))
        earns_security_error(csms, "B03.FR.08", report)
