"""A CSMS that checks nothing, says yes to everything and sends what it is told: `python yes_man.py PORT HTTP_PORT`."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from datetime import UTC, datetime

from aiohttp import web
from websockets.asyncio.server import serve

from ocpp_conformance.schemas.messages import message_schemas

STATIONS = {}


def yes(action):
    """The smallest valid answer, with Accepted wherever that may stand."""
    schema = message_schemas()[action, "Response"]
    return of(schema, schema.get("definitions", {}))


def of(schema, definitions):
    if "$ref" in schema:
        return of(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "enum" in schema:
        return "Accepted" if "Accepted" in schema["enum"] else schema["enum"][0]
    match schema.get("type"):
        case "object":
            needed = {*schema.get("required", ()), "idTokenInfo"} & schema.get("properties", {}).keys()
            return {name: of(schema["properties"][name], definitions) for name in needed}
        case "array":
            return [of(schema["items"], definitions)]
        case "integer" | "number":
            return 300
        case "boolean":
            return True
    if schema.get("format") == "date-time":
        return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return "x"


async def station(socket):
    identity = socket.request.path.rsplit("/", 1)[-1]
    STATIONS[identity] = socket
    async for text in socket:
        frame = json.loads(text)
        if frame[0] == 2:
            await socket.send(json.dumps([3, frame[1], yes(frame[2])]))


async def relay(request):
    *_, identity, _call, action = request.path.split("/")
    if identity not in STATIONS:
        return web.json_response({"message": "not connected"}, status=404)
    await STATIONS[identity].send(json.dumps([2, str(uuid.uuid4()), action, await request.json()]))
    return web.json_response({"sent": True})


async def main(port, http_port):
    app = web.Application()
    app.router.add_post("/api/octt/2.0.1/{station}/call/{action}", relay)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", http_port).start()
    async with serve(station, "127.0.0.1", port, subprotocols=["ocpp2.0.1"]):
        print("listening on a port", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
