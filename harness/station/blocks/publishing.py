"""Functional block L: a local controller publishes firmware for the stations behind it (L03, L04)."""

from __future__ import annotations

import asyncio
import hashlib
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import file_transfer
from ocpp_conformance.harness.station.blocks.file_transfer import transfer_tls
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import Variable
from ocpp_conformance.harness.station.core.outbox import Item

COMPONENT = "LocalController"
RETRIES, RETRY_INTERVAL = 2, 10
"""How often a download is tried again, and after how many OCPP seconds, where the CSMS leaves it to us."""
SITES = ("http://local-controller.invalid/firmware", "https://local-controller.invalid/firmware")
"""Where what it publishes lies, one for each protocol (L03.FR.04); nobody is behind it here."""


class Publishing:
    """What a local controller publishes: files by their MD5 checksum, the last status that was told, and of which
    files a station is downloading."""

    def __init__(self) -> None:
        self.published: dict[str, bytes] = {}
        self.told: dict[str, Any] | None = None
        self.downloading: set[str] = set()
        self.task: asyncio.Task[None] | None = None


def publish_firmware(station: Core, request: Payload) -> Payload:
    """PublishFirmware (L03): answer, then publish, in the place of what is being published."""
    if not file_transfer.supported(request["location"]):
        return {"status": "Rejected", "statusInfo": {"reasonCode": "UnsupportedParam"}}
    station.connection.after(lambda: _start(station, request))
    return {"status": "Accepted"}  # L03.FR.05


def _start(station: Core, request: Payload) -> None:
    publishing = station.part(Publishing)
    if publishing.task is not None:
        publishing.task.cancel()
    publishing.task = station.tasks.start(_publish(station, request), "publishing")


async def _publish(station: Core, request: Payload) -> None:
    tell = partial(_tell, station, request["requestId"])
    tell("Downloading")
    file = await _retrieved(station, request)
    if file is None:
        tell("DownloadFailed")  # L03.FR.06
        return
    tell("Downloaded")
    if not station.decide(checksum_holds, file, request["checksum"]):
        tell("InvalidChecksum")  # L03.FR.07
        return
    tell("ChecksumVerified")
    checksum = request["checksum"].lower()
    station.part(Publishing).published[checksum] = file
    tell("Published", location=[f"{site}/{checksum}" for site in SITES])  # L03.FR.04, L03.FR.09


async def _retrieved(station: Core, request: Payload) -> bytes | None:
    retries, interval = request.get("retries", RETRIES), request.get("retryInterval", RETRY_INTERVAL)
    for attempt in range(max(0, retries) + 1):
        try:
            return await file_transfer.download(request["location"], station.decide(transfer_tls))
        except file_transfer.TransferError as error:
            station.note(str(error))
        if attempt < retries:
            await station.clock.wait(asyncio.Event(), interval)
    return None


def checksum_holds(_: Core, file: bytes, checksum: str) -> bool:
    """Whether the MD5 checksum of the whole file is the one that was told (L03.FR.02)."""
    return hashlib.md5(file, usedforsecurity=False).hexdigest() == checksum.lower()


def _tell(station: Core, request_id: int, status: str, **more: object) -> None:
    """Tell how it stands (L03.FR.01)."""
    told = station.part(Publishing).told = {"status": status, "requestId": request_id, **more}
    station.outbox.post(Item("PublishFirmwareStatusNotification", dict(told), durable=True))


def unpublish_firmware(station: Core, request: Payload) -> Payload:
    """UnpublishFirmware (L04)."""
    return {"status": station.decide(withdrawn, request["checksum"].lower())}


def withdrawn(station: Core, checksum: str) -> str:
    """Withdraw a file; the status that tells of it (L04.FR.01 to L04.FR.04)."""
    publishing = station.part(Publishing)
    if checksum not in publishing.published:
        return "NoFirmware"
    if checksum in publishing.downloading:
        return "DownloadOngoing"
    del publishing.published[checksum]
    return "Unpublished"


def trigger_status(station: Core, _evse: Payload) -> Send:
    payload = station.decide(publishing_told)
    return lambda: station.outbox.post(
        Item("PublishFirmwareStatusNotification", dict(payload), requested=True),
    )


def publishing_told(station: Core) -> Payload:
    """What a trigger has told of the publishing: Idle after Published, or before anything (L03.FR.10), else the last
    status (L03.FR.11)."""
    last = station.part(Publishing).told
    return {"status": "Idle"} if last is None or last["status"] == "Published" else last


def variables(_: Core) -> list[Variable]:
    return [Variable(component=COMPONENT, name="Available", value="true", data_type="boolean")]


BLOCK = Block(
    state=lambda _: Publishing(),
    keeps=("told",),  # L03.FR.10; the files are published anew
    handlers={"PublishFirmware": publish_firmware, "UnpublishFirmware": unpublish_firmware},
    triggers={"PublishFirmwareStatusNotification": trigger_status},
    variables=variables,
    seams=(checksum_holds, withdrawn, publishing_told),
)
