"""Files that a station gets and brings by HTTP and HTTPS: firmware (L01), logs (N01)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import Variable
from ocpp_conformance.harness.transport import ClientTls

if TYPE_CHECKING:
    from aiohttp import ClientResponse

TIMEOUT = 60.0
"""Real seconds of one transfer."""


class TransferError(Exception):
    """A file that didn't get through: what was tried, and what came of it. `status` is the one of HTTP, None where the
    server could not be talked to."""

    def __init__(self, what: str, status: int | None = None, detail: str = "") -> None:
        super().__init__(what, status, detail)
        self.what, self.status, self.detail = what, status, detail

    def __str__(self) -> str:
        return f"{self.what}: {self.detail if self.status is None else f'HTTP status {self.status}'}"


def supported(location: str) -> bool:
    """Whether the URL names a protocol of FileTransferProtocols."""
    return location.partition("://")[0].upper() in PROTOCOLS


async def download(location: str, tls: ClientTls | None = None) -> bytes:
    """Get a file. Raises `TransferError`."""
    async with _request("GET", location, tls) as response:
        return await response.read()


def named(filename: str) -> dict[str, str]:
    """The headers of an upload by POST that N01.FR.19 demands."""
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f'form-data; name="uploadfile"; filename="{filename}"',
    }


async def upload(location: str, content: bytes, headers: Mapping[str, str], tls: ClientTls | None = None) -> None:
    """Bring a file by POST. Raises `TransferError`."""
    async with _request("POST", location, tls, content, headers):
        pass


def transfer_tls(station: Core) -> ClientTls | None:
    """How it does TLS with a file server: it trusts whom it trusts for its CSMS (N01.FR.15), and shows no certificate
    of its own; None trusts what the system trusts."""
    tls = station.tls()
    return None if tls is None else replace(tls, certificate=None, key=None, own=None)


@asynccontextmanager
async def _request(
    method: str,
    location: str,
    tls: ClientTls | None,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> AsyncIterator[ClientResponse]:
    from aiohttp import ClientError, ClientSession, ClientTimeout, InvalidURL  # a slow import, needed by few stations

    what = f"{method} {location}"
    try:
        async with (
            ClientSession(timeout=ClientTimeout(TIMEOUT)) as session,
            session.request(
                method, location, data=content, headers=headers, ssl=True if tls is None else tls.context()
            ) as response,
        ):
            if response.status >= 300:
                raise TransferError(what, response.status)
            yield response
    except (ClientError, InvalidURL, TimeoutError, OSError) as error:
        raise TransferError(what, detail=repr(error)) from None


PROTOCOLS = ("HTTP", "HTTPS")
"""HTTP and HTTPS are the ones that are recommended (N01.FR.14)."""


def variables(_: Core) -> list[Variable]:
    name, value = "FileTransferProtocols", ",".join(PROTOCOLS)
    return [Variable(component="OCPPCommCtrlr", name=name, value=value, data_type="MemberList", values=PROTOCOLS)]


BLOCK = Block(variables=variables, seams=(transfer_tls,))
