"""L01: a secure update of the firmware that the station refuses or that comes to nothing."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import to_the_end
from ocpp_conformance.conformance.station.l_firmware.updates import (
    asked,
    available_again,
    goes_on,
    requested,
    security_event,
    told,
)
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet


@case("TC_L_05_CS", topics=("security",))
async def test_signing_certificate_of_somebody_else_is_refused(csms: CsmsProbe, file_server: FileServer) -> None:
    from ocpp_conformance.harness.sut.firmware import of_unknown_root  # makes keys

    await csms.booted()
    certificate = of_unknown_root()
    update, reply = await requested(csms, file_server, signingCertificate=certificate, signature="c2lnbmF0dXJl")
    reply.meets("L01.FR.21", status=one_of("InvalidCertificate", "RevokedCertificate", "Rejected"))
    reply.meets("L01.FR.22", status=one_of("InvalidCertificate", "RevokedCertificate"))
    await security_event(update, "InvalidFirmwareSigningCertificate", "L01.FR.02")


@case("TC_L_06_CS", topics=("security",), needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_signature_of_another_file_is_refused(
    csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.misplaced)
    await goes_on(update, "Downloading", "Downloaded")
    status = await told(update, "L01.FR.04", "InvalidSignature")
    status.meets("L01.FR.12", status="InvalidSignature")
    await security_event(update, "InvalidFirmwareSignature", "L01.FR.03")


@case("TC_L_07_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_missing_file_fails_the_download(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.good, name="firmware.bin_does_not_exist", retries=0)
    await told(update, "L01.FR.30", "DownloadFailed")  # Downloading may come before it


@case("TC_L_08_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_damaged_firmware_is_not_installed(
    csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    update = await asked(csms, file_server, firmware.damaged)
    await goes_on(update, "Downloading", "Downloaded", "SignatureVerified")
    failed = "InstallVerificationFailed", "InstallationFailed"
    await to_the_end(update, 9, *failed, end=step(18, ed3=16))
    await available_again(update, step(16, ed3=14))


@case("TC_L_18_CS", topics=("security",))
async def test_unsigned_firmware_is_refused(csms: CsmsProbe, file_server: FileServer) -> None:
    await csms.booted()
    _, reply = await requested(csms, file_server)
    reply.meets(step(2), status=one_of("Rejected", "InvalidCertificate"))
