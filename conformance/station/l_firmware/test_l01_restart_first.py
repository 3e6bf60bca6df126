"""L01, L02: a station that has to restart before it installs its firmware."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import comes_to_its_end
from ocpp_conformance.conformance.station.l_firmware.updates import asked, expects_taken, unsigned
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet

_TOPICS, _NEEDS = ("reset",), (Need.FIRMWARE, Need.ALLOW_FIRMWARE)


@case(
    "PART2-CS-L01-03",
    "A restart before signed firmware is installed",
    topics=_TOPICS,
    needs=_NEEDS,
    subject=("L01.FR.15",),
)
async def test_restart_is_told(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    await comes_to_its_end(await asked(csms, file_server, firmware.good, accepted=None))


@case(
    "PART2-CS-L02-06",
    "A restart before unsigned firmware is installed",
    topics=_TOPICS,
    needs=_NEEDS,
    subject=("L02.FR.09",),
)
async def test_restart_for_unsigned_firmware(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update, reply = await unsigned(csms, file_server, firmware.good)
    expects_taken(reply)
    await comes_to_its_end(update)
