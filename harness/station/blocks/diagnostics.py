"""Functional block N: the logs of the station, uploaded where the CSMS wants them (N01)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks import file_transfer
from ocpp_conformance.harness.station.blocks.security import Security
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import epoch

RETRIES, RETRY_INTERVAL = 2, 10
"""How often an upload is tried again, and after how many OCPP seconds, where the CSMS leaves it to us."""

FAILURES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "BadMessage",
    HTTPStatus.UNAUTHORIZED: "PermissionDenied",
    HTTPStatus.FORBIDDEN: "PermissionDenied",
    HTTPStatus.METHOD_NOT_ALLOWED: "NotSupportedOperation",
    HTTPStatus.NOT_IMPLEMENTED: "NotSupportedOperation",
}
"""What a server answers → how the upload failed (N01.FR.10); everything else is an UploadFailure."""


@dataclass(eq=False)
class Upload:
    """A log on its way: what a GetLog asked for."""

    request_id: int
    location: str
    filename: str
    content: bytes
    retries: int
    interval: int
    task: asyncio.Task[None] | None = None


class Logs:
    """The logs of a station; `upload` is the one that is on its way."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self.upload: Upload | None = None

    def lines(self, kind: str) -> Iterable[tuple[str, str]]:
        """A log by its LogEnumType, each line behind its time (N01.FR.03, N01.FR.04)."""
        return self._station.part(Security).log if kind == "SecurityLog" else self._station.journal.kept()

    def start(self, upload: Upload) -> None:
        """Begin an upload, in the place of the one that runs, which is told to be cancelled (N01.FR.20)."""
        if self.upload is not None and self.upload.task is not None:
            self.upload.task.cancel()
            self._tell(self.upload, "AcceptedCanceled")
        self.upload = upload
        upload.task = self._station.tasks.start(self._carry_out(upload), "log upload")

    async def _carry_out(self, upload: Upload) -> None:
        try:
            self._tell(upload, "Uploading")  # N01.FR.08
            self._tell(upload, await self._transfer(upload))
        finally:
            if self.upload is upload:
                self.upload = None

    async def _transfer(self, upload: Upload) -> str:
        """Bring the file, as often as it takes; returns the status to tell at the end."""
        failure = "UploadFailure"
        for left in reversed(range(self._station.decide(upload_attempts, upload))):
            content, headers = self._station.decide(upload_sent, upload)
            tls = self._station.decide(file_transfer.transfer_tls)
            try:
                await file_transfer.upload(upload.location, content, headers, tls)
            except file_transfer.TransferError as error:
                self._station.note(str(error))
                failure = FAILURES.get(error.status or 0, "UploadFailure")
            else:
                return "Uploaded"  # N01.FR.09
            if left:
                await self._station.clock.wait(asyncio.Event(), self._station.decide(upload_interval, upload))
        return failure

    def _tell(self, upload: Upload, status: str) -> None:
        payload = {"status": status, "requestId": upload.request_id}  # N01.FR.07
        self._station.outbox.post(Item("LogStatusNotification", payload, durable=True))


def get_log(station: Core, request: Payload) -> Payload:
    """GetLog (N01)."""
    logs, wanted = station.part(Logs), request["log"]
    content = station.decide(log_content, request)
    if not content or not file_transfer.supported(wanted["remoteLocation"]):
        return {"status": "Rejected"}  # N01.FR.05
    filename = f"{request['logType']}-{request['requestId']}.log"
    retries, interval = request.get("retries", RETRIES), request.get("retryInterval", RETRY_INTERVAL)
    upload = Upload(request["requestId"], wanted["remoteLocation"], filename, content, retries, interval)
    status = "Accepted" if logs.upload is None else "AcceptedCanceled"  # N01.FR.01, N01.FR.12
    station.connection.after(lambda: logs.start(upload))
    return {"status": status, "filename": filename}


def log_content(station: Core, request: Payload) -> bytes:
    """The log that is asked for, between the times that are given; empty where there is none."""
    oldest, latest = (epoch(request["log"].get(name)) for name in ("oldestTimestamp", "latestTimestamp"))

    def within(at: str) -> bool:
        moment = epoch(at) or 0.0
        return (oldest is None or moment >= oldest) and (latest is None or moment <= latest)

    lines = station.part(Logs).lines(request["logType"])
    return "".join(f"{at} {text}\n" for at, text in lines if within(at)).encode()


def upload_attempts(_: Core, upload: Upload) -> int:
    """How often an upload is tried."""
    return max(0, upload.retries) + 1


def upload_interval(_: Core, upload: Upload) -> float:
    """OCPP seconds between two attempts."""
    return upload.interval


def upload_sent(_: Core, upload: Upload) -> tuple[bytes, Mapping[str, str]]:
    """The body and the headers of one attempt."""
    return upload.content, file_transfer.named(upload.filename)


def trigger_status(station: Core, _evse: Payload) -> Send:
    upload = station.part(Logs).upload
    # F06.FR.15
    payload = {"status": "Idle"} if upload is None else {"status": "Uploading", "requestId": upload.request_id}
    return lambda: station.outbox.post(Item("LogStatusNotification", dict(payload), requested=True))


BLOCK = Block(
    state=Logs,
    handlers={"GetLog": get_log},
    triggers={"LogStatusNotification": trigger_status},
    seams=(log_content, upload_attempts, upload_interval, upload_sent),
)
