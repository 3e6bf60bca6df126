"""L01: a secure update of the firmware that goes well, at once or later, and what is told of it afterwards."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import installed
from ocpp_conformance.conformance.station.l_firmware.updates import (
    SOON,
    asked,
    goes_on,
    not_before,
    told,
    told_again,
    triggered,
)
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet

_NEEDS = (Need.FIRMWARE, Need.ALLOW_FIRMWARE)
_ON_THE_WAY = ("Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting")
_LONG = 300.0
"""OCPP seconds that an update may take."""


@case("TC_L_01_CS", needs=_NEEDS)
async def test_firmware_is_updated(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good)
    await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
    await installed(update, 9)


@case("TC_L_02_CS", needs=(*_NEEDS, Need.BOOT_SCALE))
async def test_installation_waits_for_its_time(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, install=SOON)
    await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
    await told(update, "L01.FR.16", "InstallScheduled")
    await installed(update, 11, at=SOON)


@case("TC_L_03_CS", needs=(*_NEEDS, Need.BOOT_SCALE))
async def test_download_waits_for_its_time(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, retrieve=SOON)
    await told(update, "L01.FR.13", "DownloadScheduled")
    download = await told(update, "L01.FR.01", "Downloading", after=SOON)
    not_before(update, download, SOON, step(5))
    await goes_on(update, "Downloaded", "SignatureVerified")
    await installed(update, 11)


@case(
    "PART2-CS-L01-01",
    "Once firmware is installed, it is idle",
    topics=("security",),
    needs=_NEEDS,
    subject=("L01.FR.25",),
)
async def test_installed_firmware_is_idle(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, accepted=None)
    await told(update, "L01.FR.28", "Installed", meanwhile=_ON_THE_WAY, after=_LONG)
    await csms.next_call("FirmwareStatusNotification", since=await triggered(csms))


@case(
    "PART2-CS-L01-02",
    "The failure of an update is told again",
    topics=("security",),
    needs=_NEEDS,
    subject=("L01.FR.26",),
)
async def test_failed_update_is_told_again(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, name="firmware.bin_does_not_exist", retries=0, accepted=None)
    await told(update, "L01.FR.30", "DownloadFailed")
    await told_again(update, "L01.FR.26", "DownloadFailed")
