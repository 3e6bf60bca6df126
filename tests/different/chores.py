"""What the stand-alone station does beside charging: logs that it brings by PUT, firmware that it takes from nobody,
customers that it knows nothing of."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from model import now

MADE = "2024-01-01T00:00:00Z"
"""When it was made: there is no log of earlier times."""
LOGS = {"DiagnosticsLog": b"all is well\n", "SecurityLog": b"nobody was here\n"}


async def put(url: str, content: bytes) -> bool:
    """Bring a file by HTTP, without a name of its own; whether it was taken."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
    try:
        head = f"PUT {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(content)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + content)
        return (await reader.readline()).partition(b" ")[2].startswith(b"2")
    finally:
        writer.close()


class Chores:
    upload, uploading = None, 0

    def on_UpdateFirmware(self, payload):  # noqa: N802
        """It has no root of its manufacturer."""
        if "signingCertificate" not in payload["firmware"]:
            return {"status": "InvalidCertificate"}, None
        event = {"type": "InvalidFirmwareSigningCertificate", "timestamp": now(), "techInfo": "no root"}
        return {"status": "RevokedCertificate"}, self.call("SecurityEventNotification", event)

    def on_GetLog(self, payload):  # noqa: N802
        if payload["log"].get("latestTimestamp", now()) < MADE:
            return {"status": "Rejected"}, None
        status = "AcceptedCanceled" if self.busy else "Accepted"
        return {"status": status, "filename": "box.txt"}, self.begin(payload, self.uploading if self.busy else None)

    @property
    def busy(self) -> bool:
        """Whether it brings a log."""
        return self.upload is not None and not self.upload.done()

    def uploading_now(self) -> dict:
        return {"status": "Uploading", "requestId": self.uploading}

    async def begin(self, payload: dict, cancelled: int | None) -> None:
        if cancelled is not None:
            self.upload.cancel()
            await self.call("LogStatusNotification", {"status": "AcceptedCanceled", "requestId": cancelled})
        self.uploading, self.upload = payload["requestId"], asyncio.create_task(self.bring(payload))
        self.tasks.add(self.upload)
        self.upload.add_done_callback(self.tasks.discard)

    async def bring(self, payload: dict) -> None:
        """Each attempt is told, and how it came out."""
        for left in range(payload.get("retries", 0), -1, -1):
            await self.call("LogStatusNotification", {"status": "Uploading", "requestId": payload["requestId"]})
            done = await put(payload["log"]["remoteLocation"], LOGS[payload["logType"]])
            status = "Uploaded" if done else "PermissionDenied"
            await self.call("LogStatusNotification", {"status": status, "requestId": payload["requestId"]})
            if done or not left:
                return
            await asyncio.sleep(payload.get("retryInterval", 1))

    def on_CustomerInformation(self, payload):  # noqa: N802
        named = [name for name in ("idToken", "customerCertificate", "customerIdentifier") if name in payload]
        if len(named) != 1:
            return {"status": "Invalid"}, None
        data = "Nothing is kept of this customer." if payload["report"] else "What was not there is gone."
        told = {"data": data, "tbc": False, "seqNo": 0, "generatedAt": now(), "requestId": payload["requestId"]}
        return {"status": "Accepted"}, self.call("NotifyCustomerInformation", told)
