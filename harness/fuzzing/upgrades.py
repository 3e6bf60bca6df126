"""Upgrade requests and their answers written by hand, for what an honest library refuses to send."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from ocpp_conformance.harness.fuzzing.stimuli import Piece
from ocpp_conformance.harness.probes import CsmsAddress
from ocpp_conformance.harness.rpc import Call, Role
from ocpp_conformance.harness.transport import ClientTls, limited

MOST = 1 << 16
"""Bytes of an answer that are read."""
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


@dataclass(frozen=True, slots=True)
class Answered:
    """How an upgrade request ended. `status` is None where no HTTP answer came; `served` tells that a Heartbeat sent
    after 101 was answered with a CALLRESULT; `reached` that the server took the TCP connection."""

    status: int | None
    served: bool = False
    closed: bool = False
    reached: bool = True

    def __str__(self) -> str:
        if not self.reached:
            return "no TCP connection"
        if self.status is None:
            return "a close without an answer" if self.closed else "no answer"
        return f"HTTP status {self.status}" + (", then service" if self.served else "")


async def request(address: CsmsAddress, template: str, within: float, quiet: float) -> Answered:
    """Send an upgrade request of our own making; `within` are the seconds to connect, `quiet` those for an answer."""
    parts = urlsplit(address.url)
    secure = parts.scheme == "wss"
    port = parts.port or (443 if secure else 80)
    tls = (address.tls or ClientTls()).context() if secure else None
    try:
        async with limited(within):
            reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=tls)
    except (OSError, TimeoutError):
        return Answered(None, reached=False)
    try:
        writer.write(_filled(template, address, f"{parts.hostname}:{port}", parts.path))
        head, closed = await _read(reader, b"\r\n\r\n", quiet)
        found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        if found is None or found[1] != b"101":
            return Answered(None if found is None else int(found[1]), closed=closed)
        call = Call(str(uuid.uuid4()), "Heartbeat", {})
        writer.write(Piece(1, call.text().encode()).encoded(Role.STATION))
        said, closed = await _read(reader, call.message_id.encode(), quiet)
        return Answered(101, b"[3," in said, closed)
    finally:
        writer.transport.abort()


def accept_of(request_head: str) -> str:
    """The Sec-WebSocket-Accept that fits an upgrade request."""
    key = re.search(r"(?im)^sec-websocket-key:\s*(\S+)", request_head)
    return base64.b64encode(hashlib.sha1((key[1] if key else "").encode() + _GUID).digest()).decode()


def _filled(template: str, address: CsmsAddress, host: str, path: str) -> bytes:
    credentials = address.credentials
    values = {
        "host": host,
        "path": path,
        "endpoint": path.rpartition("/")[0],
        "key": base64.b64encode(os.urandom(16)).decode(),
        "authorization": "" if credentials is None else f"Authorization: {credentials.header()}\r\n",
    }
    text = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), template)
    extra = "".join(f"{name}: {value}\r\n" for name, value in address.headers)
    return text.replace("\r\n\r\n", f"\r\n{extra}\r\n", 1).encode("latin-1", "replace")


async def _read(reader: asyncio.StreamReader, until: bytes, seconds: float) -> tuple[bytes, bool]:
    """What came until these bytes, the end of the connection (then true) or of the time."""
    data = b""
    try:
        async with limited(seconds):
            while until not in data and len(data) < MOST:
                more = await reader.read(4096)
                if not more:
                    return data, True
                data += more
    except TimeoutError:
        pass
    except ConnectionError:
        return data, True
    return data, False
