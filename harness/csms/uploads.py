"""Where stations upload their logs to: HTTP, by PUT or POST (N01.FR.14, N01.FR.18)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from ocpp_conformance.harness.transport.hosts import with_port
from ocpp_conformance.harness.transport.web_site import listen

if TYPE_CHECKING:
    from aiohttp import web

LIMIT = 16 * 2**20
"""Bytes of one upload."""
KEPT = 16
"""How many uploads are kept; the oldest go first."""

_QUIET = logging.getLogger("ocpp_conformance.uploads")
_QUIET.setLevel(logging.CRITICAL)


class Uploads:
    """An HTTP server for the files of stations; it runs between `start` and `stop`. Port 0 takes a free one.

    A file of more than `limit` bytes is answered with 413.
    """

    def __init__(self, host: str, port: int, limit: int = LIMIT) -> None:
        self._host, self._port, self._limit = host, port, limit
        self._files: dict[str, bytes] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where to upload: append a name. Raises `ValueError` while it doesn't run."""
        if self._runner is None:
            raise ValueError("the CSMS takes no uploads; give it an upload_port and start it")
        return f"http://{with_port(self._host, self._port)}/logs/"

    @property
    def files(self) -> Mapping[str, bytes]:
        """What came, by the name in the URL."""
        return MappingProxyType(self._files)

    async def start(self) -> None:
        """Bind the address. Raises `PortTakenError`."""
        from aiohttp import web  # a slow import, needed by few systems

        app = web.Application(client_max_size=self._limit, logger=_QUIET)
        app.router.add_route("*", "/logs/{name}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, logger=_QUIET)
        await runner.setup()
        self._port = await listen(runner, self._host, self._port)
        self._runner = runner

    async def stop(self) -> None:
        """Close the server; safe to call again."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    def takes(self, method: str) -> bool:
        """Whether files are taken by this HTTP method."""
        return method in ("PUT", "POST")

    async def _take(self, request: web.Request) -> web.Response:
        from aiohttp import web

        if not self.takes(request.method):
            raise web.HTTPMethodNotAllowed(request.method, ("POST", "PUT"))
        self._files[request.match_info["name"]] = await _content(request)
        if len(self._files) > KEPT:
            del self._files[next(iter(self._files))]
        return web.Response(status=201)


async def _content(request: web.Request) -> bytes:
    from aiohttp import web

    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
    raise web.HTTPBadRequest(text="there is no file in the form")
