"""The upload of logs: the bundled CSMS takes files over HTTP, our station sends them."""

from __future__ import annotations

import aiohttp
import pytest
import pytest_asyncio

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.csms.uploads import KEPT, Uploads
from ocpp_conformance.harness.probes.upload import upload
from ocpp_conformance.harness.transport import PortTakenError

CONTENT = b"a line of a log\n"


@pytest_asyncio.fixture
async def uploads():
    async with Csms(CsmsConfig(upload_port=0)) as csms:
        yield csms.uploads


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_a_file_is_taken(uploads, method):
    assert await upload(f"{uploads.url}a.txt", method, "a.txt", CONTENT, 5) == 201
    assert uploads.files == {"a.txt": CONTENT}


@pytest.mark.asyncio
async def test_a_file_of_a_form_is_taken(uploads):
    form = aiohttp.FormData()
    form.add_field("uploadfile", CONTENT, filename="a.txt")
    async with aiohttp.ClientSession() as session, session.post(f"{uploads.url}a.txt", data=form) as response:
        assert response.status == 201
    assert uploads.files == {"a.txt": CONTENT}


@pytest.mark.asyncio
async def test_a_form_without_a_file_is_refused(uploads):
    form = aiohttp.FormData({"note": "no file"}, default_to_multipart=True)
    async with aiohttp.ClientSession() as session, session.post(f"{uploads.url}a.txt", data=form) as response:
        assert response.status == 400


@pytest.mark.asyncio
async def test_other_methods_are_refused(uploads):
    assert await upload(f"{uploads.url}a.txt", "PATCH", "a.txt", CONTENT, 5) == 405


@pytest.mark.asyncio
async def test_what_is_too_long_is_refused():
    uploads = Uploads("127.0.0.1", 0, limit=8)
    await uploads.start()
    try:
        assert await upload(f"{uploads.url}a.txt", "PUT", "a.txt", CONTENT, 5) == 413
    finally:
        await uploads.stop()
    assert uploads.files == {}


@pytest.mark.asyncio
async def test_the_oldest_files_go_first(uploads):
    for number in range(KEPT + 1):
        await upload(f"{uploads.url}{number}", "PUT", "a.txt", CONTENT, 5)
    assert list(uploads.files) == [str(number) for number in range(1, KEPT + 1)]


@pytest.mark.asyncio
async def test_a_port_that_is_taken_is_named(uploads):
    port = int(uploads.url.rsplit(":", 1)[1].split("/")[0])
    with pytest.raises(PortTakenError):
        await Uploads("127.0.0.1", port).start()


@pytest.mark.asyncio
async def test_nothing_is_taken_by_default():
    async with Csms(CsmsConfig()) as csms:
        with pytest.raises(ValueError, match="give it an upload_port"):
            csms.uploads.url  # noqa: B018


@pytest.mark.asyncio
async def test_a_taken_upload_port_leaves_no_csms_behind(uploads):
    port = int(uploads.url.rsplit(":", 1)[1].split("/")[0])
    csms = Csms(CsmsConfig(upload_port=port))
    with pytest.raises(PortTakenError):
        await csms.start()
    async with Csms(CsmsConfig(port=csms.port)) as next_one:
        assert next_one.port == csms.port


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["ftp://127.0.0.1/a.txt", "https://logs.invalid/a.txt"])
async def test_nothing_is_sent_where_nothing_can_be(url):
    assert await upload(url, "PUT", "a.txt", CONTENT, 5) == f"nothing is uploaded to {url}"


@pytest.mark.asyncio
async def test_a_server_that_is_not_there_is_named(unused_tcp_port):
    url = f"http://127.0.0.1:{unused_tcp_port}/a.txt"
    assert f"the upload to {url} failed" in await upload(url, "PUT", "a.txt", CONTENT, 5)
