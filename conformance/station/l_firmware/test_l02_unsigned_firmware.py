"""L02: firmware without a signature is installed, at a station that takes such firmware."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.station.l_firmware.sessions import goes_no_further, new_sessions, others_closed
from ocpp_conformance.conformance.station.l_firmware.updates import (
    SOON,
    Update,
    expects_taken,
    not_before,
    told,
    triggered,
    unsigned,
)
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.sut.firmware import FirmwareSet

_TOPICS = ("security",)
_NEEDS = (Need.FIRMWARE, Need.ALLOW_FIRMWARE)
_BEGINS = ("Installing", "InstallRebooting", "Installed")
"""How an installation shows that has begun."""
_LONG = 300.0
"""OCPP seconds that an installation may take."""


@case(
    "PART2-CS-L02-03",
    "Unsigned firmware is installed, step by step",
    topics=_TOPICS,
    needs=_NEEDS,
    subject=("L02.FR.16",),
)
async def test_unsigned_firmware_is_installed(csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet) -> None:
    await takes_files(csms, file_server)
    update, reply = await unsigned(csms, file_server, firmware.good)
    expects_taken(reply)
    await told(update, "L02.FR.01", "Downloading")
    await told(update, "L02.FR.01", "Downloaded")
    await _installed(update, await told(update, "L02.FR.02", *_BEGINS))
    since = await triggered(csms)
    await csms.next_call("FirmwareStatusNotification", since=since)


@case(
    "PART2-CS-L02-04",
    "Unsigned firmware is installed at its time",
    topics=_TOPICS,
    needs=(*_NEEDS, Need.BOOT_SCALE),
)
async def test_unsigned_firmware_waits_for_its_time(
    csms: CsmsProbe, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    update, reply = await unsigned(csms, file_server, firmware.good, install=SOON)
    expects_taken(reply)
    await told(update, "L02.FR.10", "InstallScheduled", meanwhile=("Downloading", "Downloaded"))
    begun = await told(update, "L02.FR.10", *_BEGINS, after=SOON)
    not_before(update, begun, SOON, "L02.FR.10")
    await _installed(update, begun)


@case(
    "PART2-CS-L02-05",
    "Unsigned firmware waits for who charges, and free EVSEs are closed",
    topics=("transactions",),
    needs=_NEEDS,
    intents=PEOPLE,
)
async def test_unsigned_firmware_waits_for_a_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, file_server: FileServer, firmware: FirmwareSet
) -> None:
    await takes_files(csms, file_server)
    async with new_sessions(csms, allowed=False), visiting(csms, station_driver) as visit:
        await charging(visit)
        update, reply = await unsigned(csms, file_server, firmware.good)
        expects_taken(reply)
        downloads = ("DownloadScheduled", "Downloading", "Downloaded", "InstallScheduled")
        await goes_no_further(update, *downloads)
        await others_closed(visit, update, "L02.FR.04")
        await visit.leave()
        begun = await told(update, "L02.FR.03", *_BEGINS, meanwhile=downloads, after=_LONG)
        await _installed(update, begun)


async def _installed(update: Update, begun: ReceivedCall) -> None:
    """What has begun comes to its end."""
    if begun["status"] == "Installed":
        begun.meets("L02.FR.20", status="Installed")
    else:
        await told(update, "L02.FR.20", "Installed", meanwhile=_BEGINS, after=_LONG)
