"""An OCSP responder in our hand: says over HTTP what certificates are worth (RFC 6960, A)."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from ocpp_conformance.harness.evidence import Recording
from ocpp_conformance.harness.transport.hosts import with_port
from ocpp_conformance.harness.transport.web_site import listen

if TYPE_CHECKING:
    from aiohttp import web

LIMIT = 64 * 2**10
"""Bytes of one request."""

_QUIET = logging.getLogger("ocpp_conformance.responder")
_QUIET.setLevel(logging.CRITICAL)


@dataclass
class Responder:
    """Runs at this address for an `async with` block; port 0 takes a free one. `known_as` is the host by which the
    system under test reaches it.

    `answer` makes the OCSPResponse for an OCSPRequest (DER both); it raises `ValueError` for what is none, and
    `NotImplementedError` for what it can't read. `requests` are those that came, `unread` says that it couldn't read
    one.
    """

    recording: Recording
    answer: Callable[[bytes], bytes]
    host: str = "127.0.0.1"
    port: int = 0
    known_as: str = "127.0.0.1"
    requests: list[bytes] = field(default_factory=list)
    unread: bool = False
    _runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where certificates and hash data send whoever wants to know."""
        return f"http://{with_port(self.known_as, self.port)}"

    async def __aenter__(self) -> Self:
        from aiohttp import web  # a slow import, needed by few cases

        app = web.Application(client_max_size=LIMIT, logger=_QUIET)
        app.router.add_post("/{rest:.*}", self._posted)
        app.router.add_get("/{request:.*}", self._got)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0, logger=_QUIET)
        await runner.setup()
        self.port = await listen(runner, self.host, self.port)
        self._runner = runner
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _posted(self, request: web.Request) -> web.Response:
        return self._answered(await request.read())

    async def _got(self, request: web.Request) -> web.Response:
        text = unquote(request.rel_url.raw_path.lstrip("/"))
        try:
            return self._answered(base64.b64decode(text))
        except binascii.Error:
            return self._answered(text.encode())

    def _answered(self, content: bytes) -> web.Response:
        from aiohttp import web

        self.requests.append(content)
        self.recording.note(f"an OCSP request of {len(content)} bytes came: {base64.b64encode(content).decode()}")
        try:
            made = self.answer(content)
        except ValueError as error:
            self.recording.note(f"the OCSP request is none: {error}")
            return web.Response(status=400)
        except NotImplementedError:
            self.unread = True
            self.recording.note("the OCSP request is about several certificates, which this responder can't read")
            return web.Response(status=501)
        return web.Response(body=made, content_type="application/ocsp-response")
