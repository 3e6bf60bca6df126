"""The station's REST API (the table in docs/bundled-systems.md): authorize an RFID card, look at the station."""

from __future__ import annotations

import logging
from functools import partial
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.typedefs import Handler

from ocpp_conformance.harness.station import gestures
from ocpp_conformance.harness.station.blocks.availability import connector_status
from ocpp_conformance.harness.station.openapi import document
from ocpp_conformance.harness.station.problems import Problem, from_aiohttp
from ocpp_conformance.harness.station.rest_body import BODY_LIMIT
from ocpp_conformance.harness.station.rest_decisions import NOT_ASKED
from ocpp_conformance.harness.station.station import Station
from ocpp_conformance.harness.transport.hosts import names_us, with_port
from ocpp_conformance.harness.transport.web_site import listen

QUIET = logging.getLogger("ocpp_conformance.rest")
"""The logger given to aiohttp, which reports malformed HTTP requests there."""
QUIET.setLevel(logging.CRITICAL)

SHUTDOWN = 1.0
"""Real seconds that open requests get when the API closes."""


class RestApi:
    """An HTTP server for one station: `async with RestApi(station) as api`, then `api.url`.

    Port 0 takes a free one; with `control` it takes gestures too. Raises `PortTakenError` on entry.
    """

    def __init__(self, station: Station, host: str = "127.0.0.1", port: int = 0, *, control: bool = False) -> None:
        self._station, self.host, self.port, self._control = station, host, port, control
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where the API answers, without a trailing slash."""
        return f"http://{with_port(self.host, self.port)}"

    async def start(self) -> None:
        """Bind the address."""
        # Versions of aiohttp differ on a body that is as long as the limit: `read_json` draws the line
        app = web.Application(middlewares=[self._guard], client_max_size=BODY_LIMIT + 1, logger=QUIET)
        app.router.add_post("/authorize_rfid", self._authorize_rfid)
        app.router.add_get("/status", self._status)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/openapi.json", self._openapi)
        for name in gestures.gestures() if self._control else ():
            app.router.add_post(f"{gestures.PATH}{name}", partial(gestures.carry_out, self._station, name))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN, auto_decompress=False, logger=QUIET)
        await runner.setup()
        self.port = await listen(runner, self.host, self.port)
        self._runner = runner

    async def stop(self) -> None:
        """Close the server; safe to call again."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        rest = self._station.rest
        try:
            self._check_host(request)
            response = await handler(request)
        except Problem as problem:
            response = rest.respond(problem)
        except web.HTTPException as error:
            response = rest.respond(from_aiohttp(error))
        except ConnectionError:  # the client went away in the middle of its request; nobody reads an answer
            self._station.note(f"HTTP {request.method} {request.path} was broken off")
            return web.Response(status=400)
        except Exception as error:  # a bug of ours is an answer too, and is raised when the station is switched off
            self._station.failed(error, keep=True)
            detail = "the station failed; see its log"
            response = Problem(500, "internal-error", "Internal Server Error", detail).response()
        self._station.note(f"HTTP {request.method} {request.path} {response.status}")
        return response

    def _check_host(self, request: web.Request) -> None:
        """Refuse names that aren't ours: a page in a browser may have had one resolve to this address."""
        ours = names_us(request.headers.get("Host", ""), self.host, self.port)
        if not self._station.rest.host_is_ours(ours):
            raise Problem(421, "wrong-host", "Misdirected Request", f"the Host header has to name {self.url[7:]}")

    async def _authorize_rfid(self, request: web.Request) -> web.Response:
        rest = self._station.rest
        body = await rest.read(request)
        id_token = body["idToken"]
        broken = rest.broken_rule(id_token)
        if broken is not None:
            title = "Token not compliant with ISO 14443"
            raise Problem(400, "token-not-compliant", title, broken.text, rule=broken.rule)
        warning = rest.warning(id_token)
        more: dict[str, Any] = {} if warning is None else {"warning": warning}
        try:
            decision = await rest.authorize(id_token, body["type"])
        except NOT_ASKED as error:
            raise rest.why_not(error) from None
        if not rest.lets_in(decision):
            detail = f"the CSMS answered {decision.status}"
            title = "Token not authorized"
            raise Problem(403, "not-authorized", title, detail, authorizationStatus=decision.status, **more)
        answer = {"status": decision.status, **body, "idTokenInfo": dict(decision.info), **more}
        return web.json_response(rest.answer(answer))

    async def _status(self, _request: web.Request) -> web.Response:
        station = self._station
        connectors: list[dict[str, Any]] = [
            {
                "evseId": c.evse,
                "connectorId": c.id,
                "status": station.decide(connector_status, c.evse, c.id),
                "plugged": c.plugged,
            }
            for c in station.connectors
        ]
        running = [
            {"transactionId": t.id, "evseId": t.evse, "connectorId": t.connector, "chargingState": t.state}
            for t in station.transactions.ongoing()
        ]
        body = {
            "identity": station.config.identity,
            "bootStatus": station.boot_status,
            "connected": station.connected,
            "connectors": connectors,
            "transactions": running,
        }
        return web.json_response(station.rest.status(body))

    async def _openapi(self, _request: web.Request) -> web.Response:
        return web.json_response(document(self._control))

    async def _healthz(self, _request: web.Request) -> web.Response:
        healthy = self._station.rest.healthy()
        return web.json_response({"status": "ok" if healthy else "ill"}, status=200 if healthy else 503)
