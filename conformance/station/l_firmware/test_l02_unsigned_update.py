"""L02: an update of the firmware without a signature, at a station that takes such firmware: what can be seen without
a file that it can install."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.updates import Update, expects_taken, told, told_again, unsigned
from ocpp_conformance.harness.probes.file_server import FileServer

_TOPICS = ("security",)
LATER = 3600.0
"""OCPP seconds from now to a download that no case waits for."""
_PAST = "2020-01-01T00:00:00Z"


@case("PART2-CS-L02-01", "A download that waits is told, and told again when that is asked for", topics=_TOPICS)
async def test_download_that_waits_is_told(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    update, reply = await unsigned(csms, file_server, retrieve=LATER)
    expects_taken(reply)
    try:
        await told(update, "L02.FR.07", "DownloadScheduled")
        await told_again(update, "L02.FR.17", "DownloadScheduled")
    finally:
        await _called_off(csms, update)


@case("PART2-CS-L02-02", "An update cancels the one that waits, and fails without its file", topics=_TOPICS)
async def test_update_cancels_the_one_that_waits(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    first, reply = await unsigned(csms, file_server, retrieve=LATER)
    expects_taken(reply)
    await told(first, "L02.FR.07", "DownloadScheduled")

    second, reply = await unsigned(csms, file_server)
    second.cancelled = frozenset({first.id})
    reply.meets("L02.FR.15", status="AcceptedCanceled")
    if reply["status"] == "Rejected":
        raise csms.checklist.give_up("the station can't cancel an update")  # L02.FR.18
    await told(second, "L02.FR.19", "DownloadFailed", meanwhile=("Downloading",))
    await told_again(second, "L02.FR.17", "DownloadFailed")


async def _called_off(csms: CsmsProbe, update: Update) -> None:
    """Put another update, that fails at once, in the place of the one that waits (L02.FR.15)."""
    firmware = {"location": update.files.url("firmware.bin_does_not_exist"), "retrieveDateTime": _PAST}
    request = {"requestId": update.id + 1000, "firmware": firmware, "retries": 0}
    await csms.tidy("an update that waits", "UpdateFirmware", request)
