"""L01: a secure update of the firmware that goes well, at once or later."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import installed
from ocpp_conformance.conformance.station.l_firmware.updates import (
    SOON,
    asked,
    goes_on,
    not_before,
    told,
)
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet


@case("TC_L_01_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_firmware_is_updated(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good)
    await goes_on(update, 3, "Downloading", "Downloaded", "SignatureVerified")
    await installed(update, 9)


@case("TC_L_02_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE, Need.BOOT_SCALE))
async def test_installation_waits_for_its_time(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, install=SOON)
    await goes_on(update, 3, "Downloading", "Downloaded", "SignatureVerified", "InstallScheduled")
    await installed(update, 11, at=SOON)


@case("TC_L_03_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE, Need.BOOT_SCALE))
async def test_download_waits_for_its_time(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, retrieve=SOON)
    await told(update, step(3), "DownloadScheduled")
    download = await told(update, step(5), "Downloading", after=SOON)
    not_before(update, download, SOON, step(5))
    await goes_on(update, 7, "Downloaded", "SignatureVerified")
    await installed(update, 11)
