"""L03: a local controller tells how it stands with the firmware that it publishes."""

import hashlib

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.files import takes_files
from ocpp_conformance.conformance.waiting import has_action
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.probes.received import ReceivedCall

_TOPICS, _TOLD = ("status",), "PublishFirmwareStatusNotification"
_FILE, _CONTENT = "published.bin", b"firmware for the stations behind a local controller"
_SUM = hashlib.md5(_CONTENT, usedforsecurity=False).hexdigest()
_DOWNLOADS = 60
"""OCPP seconds in which a small file is there."""


@case("PART2-CS-L03-01", "What is published is no more than Idle", topics=_TOPICS)
async def test_published_becomes_idle(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    file_server.files[_FILE] = _CONTENT
    await _published(csms, file_server, _FILE, "Published")
    try:
        (await _triggered(csms)).meets("L03.FR.10", status="Idle")
    finally:
        await csms.tidy("published firmware", "UnpublishFirmware", {"checksum": _SUM})


@case("PART2-CS-L03-02", "What could not be published is told again", topics=_TOPICS)
async def test_failure_is_told_again(csms: CsmsProbe, file_server: FileServer) -> None:
    await takes_files(csms, file_server)
    failed = await _published(csms, file_server, "not_there.bin", "DownloadFailed")
    (await _triggered(csms)).meets("L03.FR.11", status=failed["status"])


async def _published(csms: CsmsProbe, files: FileServer, name: str, status: str) -> ReceivedCall:
    """A local controller is to publish this file, and comes to this status, as a precondition."""
    since = csms.mark
    wanted = {"location": files.url(name), "checksum": _SUM, "requestId": 1, "retries": 0}
    has_action(await csms.call("PublishFirmware", wanted)).expects(status="Accepted")
    within = csms.patience.too_late(_DOWNLOADS)
    told = await csms.next_call(_TOLD, since=since, within=within, where={"status": status})
    await csms.settled()
    return told


async def _triggered(csms: CsmsProbe) -> ReceivedCall:
    """The status that is triggered."""
    since = csms.mark
    (await csms.call("TriggerMessage", {"requestedMessage": _TOLD})).expects(status="Accepted")
    return await csms.next_call(_TOLD, since=since)
