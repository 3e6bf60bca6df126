"""The REST API of the bundled station, and a client in our hand whose answers know the case's checklist."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import aiohttp

from ocpp_conformance.harness.evidence import Checklist, Miss, Source
from ocpp_conformance.harness.probes import NOT_EMPTY, PRESENT, CsmsProbe, mismatches
from ocpp_conformance.harness.station import Station
from ocpp_conformance.harness.station.rest_api import RestApi

AUTHORIZE = "/authorize_rfid"
JSON = {"Content-Type": "application/json"}
URN = "urn:ocpp-conformance:problem:"
SHOWN = 300
"""Characters of a body that a note in the evidence shows."""


@dataclass(frozen=True)
class RestAnswer:
    """An HTTP answer; status 0 and the reason as its body when none came. `frame` is its note in the recording."""

    checklist: Checklist
    status: int
    headers: Mapping[str, str]
    body: Any
    frame: int

    @property
    def media_type(self) -> str:
        """Content-Type without its parameters."""
        return self.headers.get("Content-Type", "").split(";")[0].strip()

    def meets(
        self,
        source: Source,
        *,
        status: int,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
        media_type: object = "application/json",
    ) -> None:
        """Check status, media type, named members of the body and named headers; book it under the source."""
        misses = mismatches(media_type, self.media_type, "Content-Type")
        misses = misses or mismatches(body or {}, self.body, "body")
        misses = misses or mismatches(headers or {}, self.headers, "header")
        if self.status != status:
            misses = (Miss("status", str(status), f"{self.status} with {json.dumps(self.body)[:SHOWN]}"),)
        self.checklist.book(source, misses, frame=self.frame)

    def refuses(
        self,
        source: Source,
        status: int,
        problem: str,
        *,
        headers: Mapping[str, object] | None = None,
        **members: object,
    ) -> None:
        """Check that this is a problem of that status and type, with these further members, in the form of RFC 9457."""
        body = {"type": f"{URN}{problem}", **members}
        self.meets(source, status=status, body=body, headers=headers, media_type=PRESENT)
        form = {"title": NOT_EMPTY, "detail": NOT_EMPTY, "status": status}
        self.meets("REST-PROBLEM", status=status, body=form, media_type="application/problem+json")


class RestClient:
    """Sends requests to the API of one station; answers are booked on the checklist of the case the probe is in."""

    def __init__(self, url: str, station: Station, probe: CsmsProbe, session: aiohttp.ClientSession) -> None:
        self.url, self._station, self._probe, self._session = url, station, probe, session

    def gives_up_after(self, seconds: float) -> None:
        """Set how long the station waits for an answer of its CSMS; from its next connection on."""
        self._station.config = replace(self._station.config, call_timeout=seconds)

    async def authorize(self, id_token: object, type: object = "ISO14443", **more: object) -> RestAnswer:
        """POST a token."""
        return await self.post(json.dumps({"idToken": id_token, "type": type, **more}))

    @asynccontextmanager
    async def asking(self, id_token: str, type: str = "ISO14443") -> AsyncIterator[asyncio.Task[RestAnswer]]:
        """POST a token while the block runs; await what it gives for the answer."""
        task = asyncio.create_task(self.authorize(id_token, type), name="REST request")
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def post(self, body: str | bytes, headers: Mapping[str, str] | None = None) -> RestAnswer:
        """POST a body to /authorize_rfid as it is, as JSON unless the headers say otherwise."""
        return await self.request("POST", AUTHORIZE, body, JSON if headers is None else headers)

    async def request(
        self, method: str, path: str, body: str | bytes = b"", headers: Mapping[str, str] | None = None
    ) -> RestAnswer:
        """Send any request; no Content-Type is added."""
        data = body.encode() if isinstance(body, str) else body
        answered: Mapping[str, str] = {}
        status, text = 0, b""
        try:
            async with self._session.request(
                method,
                f"{self.url}{path}",
                data=data or None,
                headers=headers,
                skip_auto_headers=("Content-Type",),
                allow_redirects=False,
            ) as response:
                status, answered, text = response.status, response.headers, await response.read()
        except (TimeoutError, aiohttp.ClientError) as error:
            text = f"no answer: {error!r}".encode()
        note = f"HTTP {method} {path} {_shown(data)} answered {status} {_shown(text)}"
        self._probe.recording.note(note)
        frame = self._probe.mark - 1
        return RestAnswer(self._probe.checklist, status, answered, _decoded(text), frame)


@asynccontextmanager
async def rest_client(station: Station, probe: CsmsProbe) -> AsyncIterator[RestClient]:
    """Open the API of this station on a free port, with a client for it."""
    timeout = aiohttp.ClientTimeout(total=2 * probe.patience.reply)
    async with RestApi(station) as api, aiohttp.ClientSession(timeout=timeout) as session:
        yield RestClient(api.url, station, probe, session)


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(body)} bytes)"


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.decode("utf-8", "backslashreplace")
