"""L01: a second update of the firmware is asked for while one downloads."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import installed
from ocpp_conformance.conformance.station.l_firmware.updates import (
    asked,
    asked_again,
    goes_on,
    told,
)
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet


@case("TC_L_10_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_second_update_cancels_the_first(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    async with file_server.stalling():
        first = await asked(csms, file_server, firmware.good)
        await told(first, "L01.FR.01", "Downloading")

        update, reply = await asked_again(csms, file_server, firmware.good, first)
        if reply["status"] == "Rejected":
            raise csms.checklist.give_up("the station can't cancel an update")  # L01.FR.27
        reply.meets(step(6), status="AcceptedCanceled")
        reply.meets("L01.FR.24", status="AcceptedCanceled")
        await told(update, "L01.FR.01", "Downloading")
    await goes_on(update, "Downloaded", "SignatureVerified")
    await installed(update, 13)


@case("TC_L_11_CS", needs=(Need.FIRMWARE, Need.ALLOW_FIRMWARE))
async def test_first_update_cannot_be_cancelled(
    csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with file_server.stalling():
        update = await asked(csms, file_server, firmware.good)
        await told(update, "L01.FR.01", "Downloading")

        _, reply = await asked_again(csms, file_server, firmware.good, update)
        if reply["status"] == "AcceptedCanceled":
            raise csms.checklist.give_up("the station can cancel an update")  # L01.FR.24
        reply.meets(step(6), status="Rejected")
    await goes_on(update, "Downloaded", "SignatureVerified")
    await installed(update, 11)
