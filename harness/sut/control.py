"""The driver contract as a server: what a driver of somebody else's answers, the bundled systems answer themselves."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from ocpp_conformance.harness.sut import contract
from ocpp_conformance.harness.sut.driver import Driver, Intent, Receipt, Result
from ocpp_conformance.harness.transport.hosts import names_us, with_port
from ocpp_conformance.harness.transport.web_site import listen

BODY_LIMIT = 64 * 1024
REMEMBERED = 1000
"""Receipts that are kept: a request that comes again gets the one that it had."""

Answer = Mapping[str, Any]


class ControlPort:
    """An HTTP server that carries out the driver contract: `async with ControlPort(…) as control`, then `control.url`.

    `driver_of` gives the driver for a station by its identity, or raises `LookupError`. Port 0 takes a free one. Raises
    `PortTakenError` on entry.
    """

    def __init__(
        self, intents: Collection[str], driver_of: Callable[[str], Driver], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self._intents, self._driver_of = sorted(intents), driver_of
        self.host, self.port = host, port
        self._receipts: OrderedDict[str, asyncio.Task[Receipt]] = OrderedDict()
        self._runner: web.ServerRunner | None = None

    @property
    def url(self) -> str:
        """Where requests are to be posted."""
        return f"http://{with_port(self.host, self.port)}"

    async def __aenter__(self) -> Self:
        runner = web.ServerRunner(web.Server(self._post))
        await runner.setup()
        self.port = await listen(runner, self.host, self.port)
        self._runner = runner
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for receipt in self._receipts.values():
            receipt.cancel()
        await asyncio.gather(*self._receipts.values(), return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()

    async def _post(self, request: web.BaseRequest) -> web.Response:
        if not names_us(request.headers.get("Host", ""), self.host, self.port):
            return _refused(421, f"the Host header has to name {self.url.removeprefix('http://')}")
        if request.method != "POST":
            return _refused(405, "requests of the driver contract are posted", {"Allow": "POST"})
        if request.content_type != "application/json":
            return _refused(415, "the body has to be application/json")
        raw = bytearray()
        async for chunk in request.content.iter_any():
            raw += chunk
            if len(raw) > BODY_LIMIT:
                return _refused(413, f"{BODY_LIMIT} bytes is the limit")
        try:
            message = contract.request_of(bytes(raw))
        except contract.ContractError as error:
            return _refused(400, error.what)
        return web.json_response(await self._answer(message))

    async def _answer(self, message: Mapping[str, Any]) -> Answer:
        id, verb = message["id"], message["verb"]
        if verb == "describe":
            return {"id": id, "contract": contract.CONTRACT, "intents": self._intents}
        if verb == "observe":
            return {"id": id, "seen": await self._seen(message.get("station", ""))}
        if id not in self._receipts:
            self._receipts[id] = asyncio.create_task(self._carry_out(message))
            if len(self._receipts) > REMEMBERED:
                self._receipts.popitem(last=False)
        return _told(id, await asyncio.shield(self._receipts[id]))

    async def _seen(self, station: str) -> Mapping[str, Any]:
        try:
            return await self._driver_of(station).observe()
        except LookupError:
            return {}

    async def _carry_out(self, message: Mapping[str, Any]) -> Receipt:
        intent, station = message.get("intent"), message.get("station", "")
        if intent is not None and intent not in self._intents:
            return Receipt(Result.UNSUPPORTED, intent)
        try:
            driver = self._driver_of(station)
        except LookupError:
            return Receipt(Result.DECLINED, f"no station {station!r} is known here")
        try:
            if intent is None:
                return await driver.setup(message["state"])
            return await driver.intend(Intent(intent, message["arguments"], message["id"]))
        except (KeyError, TypeError, ValueError) as error:  # what the schema of the contract leaves open
            return Receipt(Result.NOT_DISPATCHED, f"{type(error).__name__}: {error}; see docs/drivers.md")


def _told(id: str, receipt: Receipt) -> Answer:
    return {"id": id, "result": str(receipt.result)} | ({"text": receipt.text} if receipt.text else {})


def _refused(status: int, why: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response({"id": None, "error": why}, status=status, headers=headers)
