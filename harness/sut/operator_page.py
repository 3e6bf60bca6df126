"""Prompts for the operator on a small page, which a phone beside the station shows."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from ocpp_conformance.harness.station.rest_api import QUIET
from ocpp_conformance.harness.sut.operator import GoneError, Press, Prompt
from ocpp_conformance.harness.transport import PortTakenError
from ocpp_conformance.harness.transport.hosts import names_us, with_port

BODY_LIMIT = 1024
"""Bytes that an answer may have."""
POLL, SHUTDOWN = 20.0, 1.0
"""Real seconds after which a look without news is answered, and that open requests get at the end."""
SHOWN = 20
"""How many lines of what was are kept for the page."""

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may do: ask us, and nothing that came in with a text."""

_Took = Callable[[Press], None]


class PagePrompts:
    """Serves the page: `with PagePrompts() as prompts`, then `prompts.url`, which holds a random token.

    It has a thread and an event loop of its own, so that it also answers while no case awaits anything. Port 0 takes a
    free one. Raises `PortTakenError` on entry.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host, self.port = host, port
        self._token = secrets.token_urlsafe(16)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._trouble: OSError | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="operator page", daemon=True)
        # these are touched in the thread of the page alone
        self._open: tuple[int, Prompt, _Took, float] | None = None
        self._number, self._version = 0, 1
        self._over = False
        self._news, self._ended, self._told = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._looked = False
        self._log: list[str] = []

    @property
    def url(self) -> str:
        """What to open in a browser; whoever has it may answer."""
        host = _reachable(self.host)
        return f"http://{with_port(host, self.port)}/{self._token}/"

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        if self._trouble is not None:
            self._thread.join()
            raise PortTakenError(self.host, self.port, self._trouble.strerror or str(self._trouble))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._in_thread(self._stop)
        except GoneError:
            pass
        self._thread.join()

    # -- for the run -----------------------------------------------------------------------------------------------

    async def ask(self, prompt: Prompt) -> Press:
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Press] = loop.create_future()

        def settle(answer: Press) -> None:
            if not answered.done():
                answered.set_result(answer)

        def took(answer: Press) -> None:
            loop.call_soon_threadsafe(settle, answer)

        self._in_thread(lambda: self._show(prompt, took))
        try:
            return await answered
        finally:
            self._in_thread(self._take_away)

    def tell(self, text: str) -> None:
        try:
            self._in_thread(lambda: self._note(text))
        except GoneError:
            pass

    def _in_thread(self, act: Callable[[], object]) -> None:
        try:
            assert self._loop is not None, "the page isn't open"
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:
            raise GoneError("the operator's page is down, so nobody can answer") from None

    # -- in the thread of the page ---------------------------------------------------------------------------------

    def _show(self, prompt: Prompt, took: _Took) -> None:
        self._number += 1
        self._open = (self._number, prompt, took, time.monotonic() + prompt.seconds)
        self._log.append(f"{prompt.case}: {prompt.text}")
        self._tell_pages()

    def _take_away(self) -> None:
        self._open = None
        self._tell_pages()

    def _note(self, text: str) -> None:
        self._log.append(text)
        del self._log[:-SHOWN]
        self._tell_pages()

    def _stop(self) -> None:
        self._over = True
        self._tell_pages()
        self._ended.set()

    def _tell_pages(self) -> None:
        self._version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        app = web.Application(middlewares=[self._guard], client_max_size=BODY_LIMIT, logger=QUIET)
        app.router.add_get(f"/{self._token}/", self._page)
        app.router.add_get(f"/{self._token}/state", self._state)
        app.router.add_post(f"/{self._token}/answer", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN, auto_decompress=False, logger=QUIET)
        try:
            await runner.setup()
            await web.TCPSite(runner, self.host, self.port).start()
            self.port = runner.addresses[0][1]
        except OSError as error:
            self._trouble = error
            self._ended.set()
        finally:
            self._started.set()
        await self._ended.wait()
        if self._looked:  # a page that looks right now must be told that it is over
            await asyncio.wait({asyncio.ensure_future(self._told.wait())}, timeout=SHUTDOWN)
        await runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not names_us(request.headers.get("Host", ""), self.host, self.port):
            raise web.HTTPMisdirectedRequest(text="the Host header names another server")
        response = await handler(request)
        response.headers.update({"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
        return response

    async def _page(self, _request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        page = files(__package__).joinpath("operator.html").read_text("utf-8").replace("{nonce}", nonce)
        headers = {
            "Content-Security-Policy": POLICY.format(nonce=nonce),
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _state(self, request: web.Request) -> web.Response:
        """The state; a page that has seen this version gets it when there is a newer one."""
        self._looked = True
        if request.query.get("seen") == str(self._version):
            try:
                async with asyncio.timeout(POLL):
                    await self._news.wait()
            except TimeoutError:
                pass
        prompt = None
        if self._open is not None:
            number, open_one, _, until = self._open
            prompt = {"id": number, **asdict(open_one), "left": max(until - time.monotonic(), 0)}
        if self._over:
            self._told.set()
        return web.json_response({"version": self._version, "over": self._over, "prompt": prompt, "log": self._log})

    async def _answer(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="an answer is JSON")
        try:
            said: Any = json.loads(await request.text())
            number, answer = said["prompt"], Press(said["answer"])
        except (ValueError, TypeError, KeyError):
            raise web.HTTPBadRequest(text="an answer has a prompt and done, can't or skip") from None
        if self._open is None or self._open[0] != number:
            raise web.HTTPConflict(text="this prompt is closed")
        self._open[2](answer)
        return web.Response(status=204)


def _reachable(host: str) -> str:
    """An address that another machine can use, where we are bound to all of ours. Nothing is sent for it."""
    if host not in ("0.0.0.0", "::"):
        return host
    kind, outside = (socket.AF_INET, "192.0.2.1") if host == "0.0.0.0" else (socket.AF_INET6, "2001:db8::1")
    try:
        with socket.socket(kind, socket.SOCK_DGRAM) as probe:
            probe.connect((outside, 9))
            return str(probe.getsockname()[0])
    except OSError:  # no network at all
        return "127.0.0.1" if kind is socket.AF_INET else "::1"
