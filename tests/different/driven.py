"""A driver behind HTTP: what an owner's glue does with the messages of the contract, around any driver of ours."""

from __future__ import annotations

from contextlib import asynccontextmanager

from aiohttp import web

from ocpp_conformance.harness.sut.driver import Intent


async def answer(driver_of, receipts, message):
    """Answer a request; `driver_of` gives the driver for a station."""
    match message:
        case {"contract": 1, "id": str(id), "verb": "describe"}:
            return {"id": id, "contract": 1, "intents": sorted(driver_of(None).describe())}
        case {"contract": 1, "id": str(id), "verb": "observe"}:
            return {"id": id, "seen": dict(await driver_of(message.get("station")).observe())}
        case {"contract": 1, "id": str(id), "verb": "setup" | "intend"}:
            if id not in receipts:
                receipts[id] = await carry_out(driver_of(message.get("station")), message)
            return {"id": id, "result": str(receipts[id].result), "text": receipts[id].text}
    return {"id": None, "error": "no request of version 1"}


async def carry_out(driver, message):
    if message["verb"] == "setup":
        return await driver.setup(message["state"])
    return await driver.intend(Intent(message["intent"], message["arguments"]))


@asynccontextmanager
async def serving(handler, port=0):
    """The URL of an HTTP server with this handler."""
    runner = web.ServerRunner(web.Server(handler))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def driven(driver_of, port=0):
    """The URL of a driver."""
    receipts = {}

    async def post(request):
        reply = await answer(driver_of, receipts, await request.json())
        return web.json_response(reply, status=400 if "error" in reply else 200)

    async with serving(post, port) as url:
        yield url


@asynccontextmanager
async def sending(csms, port=0):
    """The URL of a CSMS that sends what is POSTed to /api/octt/2.0.1/{station}/call/{action}."""

    async def post(request):
        *_, station, _call, action = request.path.split("/")
        if not csms.stations[station].connected:
            return web.json_response({"message": "not connected"}, status=404)
        reply = await csms.call(station, action, await request.json())
        return web.json_response({"reply": reply.text()})

    async with serving(post, port) as url:
        yield url
