"""The file server in our hand: what it gives and takes, and how long it keeps a transfer open."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.probes.file_server import FileServer
from ocpp_conformance.harness.station.blocks import file_transfer
from ocpp_conformance.harness.station.blocks.file_transfer import TransferError
from ocpp_conformance.harness.transport import ClientTls
from ocpp_conformance.harness.transport.pki import new_pki

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def serving():
    async with FileServer(Recording(), "127.0.0.1", lambda: "127.0.0.1") as server:
        server.files["a.bin"] = b"what is in it"
        yield server


async def test_a_file_is_given():
    async with serving() as server:
        assert await file_transfer.download(server.url("a.bin")) == b"what is in it"


async def test_a_missing_file_is_not_found():
    async with serving() as server:
        with pytest.raises(TransferError, match="404"):
            await file_transfer.download(server.url("b.bin"))


async def test_an_upload_is_kept_with_its_name():
    async with serving() as server:
        await file_transfer.upload(server.url("log"), b"a line", file_transfer.named("a.log"))
        (upload,) = server.uploads
        assert (upload.method, upload.name, upload.body) == ("POST", "log", b"a line")
        assert 'filename="a.log"' in upload.headers["content-disposition"]


async def test_an_upload_may_be_refused():
    async with serving() as server:
        server.refuses = 403
        with pytest.raises(TransferError, match="403"):
            await file_transfer.upload(server.url("log"), b"a line", file_transfer.named("a.log"))
        assert len(server.uploads) == 1


async def test_nothing_ends_while_it_stalls():
    async with serving() as server:
        async with server.stalling():
            transfer = asyncio.create_task(file_transfer.download(server.url("a.bin")))
            await asyncio.wait([transfer], timeout=0.1)
            assert not transfer.done()
        assert await transfer == b"what is in it"


async def test_it_sees_who_fetches_and_who_breaks_off():
    async with serving() as server:
        assert not await server.fetched(0.01)
        async with server.stalling():
            transfer = asyncio.create_task(file_transfer.download(server.url("a.bin")))
            assert await server.fetched(3)
            assert (server.fetches, server.transfers) == (1, 1)
            transfer.cancel()
            await asyncio.wait([transfer])
            with pytest.raises(TransferError):  # by when what was broken off is known
                await file_transfer.download(server.url("b.bin"))
            assert (server.fetches, server.transfers) == (1, 0)


async def test_a_server_that_is_gone_fails_the_transfer():
    async with serving() as server:
        url = server.url("a.bin")
    with pytest.raises(TransferError, match="GET http"):
        await file_transfer.download(url)


async def test_its_url_has_the_name_by_which_it_is_known():
    async with FileServer(Recording(), "127.0.0.1", lambda: "::1") as server:
        assert server.url("a.bin").startswith("http://[::1]:")


async def test_it_speaks_https_too():
    with new_pki() as pki:
        async with FileServer(Recording(), "127.0.0.1", lambda: "127.0.0.1", pki.server(demand_client=True)) as server:
            server.files["a.bin"] = b"what is in it"
            plain, server.secure = server.url("a.bin"), True
            assert await file_transfer.download(plain) == b"what is in it"
            assert await file_transfer.download(server.url("a.bin"), ClientTls(pki.root)) == b"what is in it"
            with pytest.raises(TransferError, match="GET https"):
                await file_transfer.download(server.url("a.bin"))
