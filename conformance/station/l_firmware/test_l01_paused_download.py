"""L01, L02: a transaction begins while a station downloads its firmware."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, one_of
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.installing import comes_to_its_end
from ocpp_conformance.conformance.station.l_firmware.updates import Update, asked, expects_taken, unsigned
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.sut.firmware import FirmwareSet

_TOPICS, _NEEDS = ("transactions",), (Need.FIRMWARE, Need.ALLOW_FIRMWARE)
_STATUS = "FirmwareStatusNotification"


@case("PART2-CS-L01-04", "A download that is paused is told", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_pause_is_told(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with visiting(csms, station_driver) as visit:
        async with file_server.stalling():
            update = await asked(csms, file_server, firmware.good, retries=0, accepted=None)
            since, fetches = await _charged_meanwhile(visit, update)
        await _resumed(update, "L01.FR.14", since, fetches)
        await comes_to_its_end(update)


@case(
    "PART2-CS-L02-07",
    "A download of unsigned firmware that is paused is told",
    topics=_TOPICS,
    needs=_NEEDS,
    intents=PEOPLE,
)
async def test_pause_for_unsigned_firmware_is_told(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with visiting(csms, station_driver) as visit:
        async with file_server.stalling():
            update, reply = await unsigned(csms, file_server, firmware.good, retries=0)
            expects_taken(reply)
            since, fetches = await _charged_meanwhile(visit, update)
        await _resumed(update, "L02.FR.08", since, fetches)
        await comes_to_its_end(update)


async def _charged_meanwhile(visit: Visit, update: Update) -> tuple[int, int]:
    """While the file is on its way a driver charges, and leaves; returns the bookmark from before, and how often the
    file was fetched until then. Raises `Inconclusive` where the station goes on to download."""
    csms, files = update.csms, update.files
    within = csms.patience.install
    await csms.next_call(_STATUS, since=update.began, within=within, where={"status": "Downloading"})
    if not await files.fetched(within):
        raise csms.checklist.give_up("the station does not fetch its firmware")
    since = csms.mark
    await charging(visit)
    await csms.comes(_STATUS, since=since)
    await csms.settled()
    if files.transfers:
        raise csms.checklist.give_up("the station goes on to download while somebody charges")
    fetches = files.fetches
    await visit.leave()
    await csms.settled()
    return since, fetches


async def _resumed(update: Update, source: Source, since: int, fetches: int) -> None:
    """The station goes on with what it broke off, though it may not try again what failed: it had paused, and told so.
    Raises `Inconclusive` where it does not."""
    csms, ended = update.csms, {"status": one_of("Downloaded", "DownloadFailed")}
    await csms.next_call(_STATUS, since=since, within=csms.patience.install, where=ended)
    told = [call for call in csms.received(_STATUS, since=since) if call["status"] == "DownloadPaused"]
    if not told and update.files.fetches == fetches:
        raise csms.checklist.give_up("the station does not go on with a download that it broke off")
    misses = () if told else (Miss("", f"{_STATUS} with DownloadPaused", "none"),)
    csms.checklist.book(source, misses, frame=told[0].frame if told else None)
