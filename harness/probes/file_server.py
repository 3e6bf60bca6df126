"""A file server in our hand: gives firmware to the station under test and takes its logs, by HTTP and HTTPS."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.transport import ServerTls
from ocpp_conformance.harness.transport.web_site import listen

if TYPE_CHECKING:
    from aiohttp import web

LIMIT = 64 * 2**20
"""Bytes of one file."""

_QUIET = logging.getLogger("ocpp_conformance.files")
_QUIET.setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came, or an attempt that was refused: by which HTTP method, under which name in the URL, with which
    headers (names in small letters), and what was in the body."""

    method: str
    name: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FileServer:
    """Runs on this host, on a free port, for an `async with` block; with `tls` on another one too, for HTTPS, with that
    certificate. `known_as` tells the name or address by which the station reaches this machine. URLs are for HTTPS
    where `secure` is set.

    `files` are given by name, others get 404. With `refuses` each upload gets this HTTP status. `uploads` are those
    that came, `reached` says whether anything was asked of it, `fetches` how often a file of `files` was fetched.
    """

    recording: Recording
    host: str
    known_as: Callable[[], str]
    tls: ServerTls | None = None
    secure: bool = False
    files: dict[str, bytes] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    refuses: int | None = None
    reached: bool = False
    fetches: int = 0
    _fetching: list[web.Request] = field(default_factory=list)
    _fetched: asyncio.Event = field(default_factory=asyncio.Event)
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    _ports: list[int] = field(default_factory=list)

    def url(self, name: str) -> str:
        """The URL of a file, to be fetched or brought."""
        assert self._runner is not None, "the file server runs inside its block"
        known_as = self.known_as()
        host = f"[{known_as}]" if ":" in known_as else known_as
        scheme, port = ("https", self._ports[-1]) if self.secure else ("http", self._ports[0])
        return f"{scheme}://{host}:{port}/{name}"

    @asynccontextmanager
    async def stalling(self) -> AsyncIterator[None]:
        """No transfer comes to its end within the block."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    async def fetched(self, seconds: float) -> bool:
        """Whether a file was fetched, or is within so many real seconds; what stalls counts."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._fetched.wait(), seconds)
        return self._fetched.is_set()

    @property
    def transfers(self) -> int:
        """How many fetches are under way, and have not been broken off by who fetches."""
        return sum(each.transport is not None and not each.transport.is_closing() for each in self._fetching)

    async def __aenter__(self) -> Self:
        from aiohttp import web  # a slow import, needed by few cases

        app = web.Application(client_max_size=LIMIT, logger=_QUIET)
        app.router.add_get("/{name:.+}", self._give)
        app.router.add_route("*", "/{name:.+}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, logger=_QUIET)
        await runner.setup()
        for tls in (None, self.tls) if self.tls is not None else (None,):
            # no client certificate is demanded: the security profile is about the connection of OCPP
            context = None if tls is None else replace(tls, client_ca=None, revoked=None).context()
            self._ports.append(await listen(runner, self.host, 0, context))
        self._runner = runner
        self._open.set()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _give(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        self.reached, name = True, request.match_info["name"]
        content = self.files.get(name)
        self.recording.note(f"GET /{name}: {'there is no such file' if content is None else f'{len(content)} bytes'}")
        if content is None:
            raise web.HTTPNotFound
        response = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await response.prepare(request)
        if request.method == "GET":
            self.fetches += 1
            self._fetched.set()
        self._fetching.append(request)
        try:
            await self._open.wait()
            await response.write(content)
        finally:
            self._fetching.remove(request)
        return response

    async def _take(self, request: web.Request) -> web.Response:
        from aiohttp import web

        self.reached = True
        body = await request.read()
        await self._open.wait()
        headers = {name.lower(): value for name, value in request.headers.items()}
        upload = Upload(request.method, request.match_info["name"], headers, body)
        status = self.refuses or (201 if upload.method in ("PUT", "POST") else 405)  # N01.FR.18
        self.uploads.append(upload)
        self.recording.note(f"{upload.method} /{upload.name}: {len(body)} bytes, answered with HTTP status {status}")
        return web.Response(status=status)
