"""The bundled CSMS by its Python API, with a driver beside it: python examples/drivers/bundled_csms.py 9000 8000
ocpp-conformance run --csms ws://127.0.0.1:9000/ocpp --password open-conformance-demo --driver http://127.0.0.1:8000
"""

import asyncio
import sys
from contextlib import suppress

from aiohttp import web

from ocpp_conformance.harness.csms import Csms, CsmsConfig, NotSentError
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.transport import Secret

CALLS = {
    "trigger": lambda a: ("TriggerMessage", {"requestedMessage": a.pop("requested_message"), **a}),
    "clear_cache": lambda a: ("ClearCache", {}),
}
receipts = {}


async def carry_out(csms, message):
    if message["verb"] == "setup":
        csms.plan_registration(message["station"], *message["state"]["registration"])
    elif message["intent"] not in CALLS:
        return {"result": "unsupported"}
    else:
        try:
            with suppress(CallFailedError):  # it was sent; what became of it shows on the wire
                await csms.call(message["station"], *CALLS[message["intent"]](message["arguments"]))
        except NotSentError as error:
            return {"result": "declined", "text": str(error)}
    return {"result": "done"}


async def answer(csms, message):
    match message:
        case {"contract": 1, "id": str(id), "verb": "describe"}:
            return {"id": id, "contract": 1, "intents": ["setup", *CALLS]}
        case {"contract": 1, "id": str(id), "verb": "observe"}:
            return {"id": id, "seen": {"connected": [name for name, it in csms.stations.items() if it.connected]}}
        case {"contract": 1, "id": str(id), "verb": "setup" | "intend", "station": _}:
            if id not in receipts:  # one that comes again is not carried out again
                receipts[id] = asyncio.ensure_future(carry_out(csms, message))
            return {"id": id, **await asyncio.shield(receipts[id])}
    return {"id": None, "error": "this is no request of version 1"}


async def main(port, driver_port):
    async def post(request):
        return web.json_response(await answer(csms, await request.json()))

    await (runner := web.ServerRunner(web.Server(post))).setup()
    async with Csms(CsmsConfig(port=port, passwords={"CS001": Secret("open-conformance-demo")})) as csms:
        await web.TCPSite(runner, "127.0.0.1", driver_port).start()
        print(f"listening on {csms.url}", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
