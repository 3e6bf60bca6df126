"""The CSMS of examples/ocpp_package with a driver at a URL beside it: `pip install ocpp websockets aiohttp`.
python examples/drivers/ocpp_package.py 9000 8000, then run with --csms ws://127.0.0.1:9000 --identity 'CS{n:03}'
--password a-password-of-its-own --driver http://127.0.0.1:8000
"""

import asyncio
import sys
from pathlib import Path

from aiohttp import web
from ocpp.v201 import call

sys.path.insert(0, str(Path(__file__).parents[1] / "ocpp_package"))
import csms

CALLS = {
    "trigger": lambda a: call.TriggerMessage(requested_message=a["requested_message"], evse=a.get("evse")),
    "reset": lambda a: call.Reset(type=a["kind"], evse_id=a.get("evse")),
    "clear_cache": lambda a: call.ClearCache(),
}
stations, receipts, sending = {}, {}, set()


class ChargePoint(csms.ChargePoint):
    def __init__(self, id, connection):
        super().__init__(id, connection)
        stations[id] = self


def carry_out(message):
    station, make = stations.get(message["station"]), CALLS.get(message["intent"])
    if make is None or station is None:
        return {"result": "unsupported" if make is None else "declined", "text": f"{message}"}
    sending.add(asyncio.ensure_future(station.call(make(message["arguments"]))))
    return {"result": "done"}  # the CSMS has been told; what becomes of it shows on the wire


async def post(request):
    match message := await request.json():
        case {"contract": 1, "id": str(id), "verb": "describe"}:
            return web.json_response({"id": id, "contract": 1, "intents": [*CALLS]})
        case {"contract": 1, "id": str(id), "verb": "observe"}:
            return web.json_response({"id": id, "seen": {"stations": [*stations]}})
        case {"contract": 1, "id": str(id), "verb": "setup"}:
            return web.json_response({"id": id, "result": "unsupported", "text": "no state can be set"})
        case {"contract": 1, "id": str(id), "verb": "intend"}:
            if id not in receipts:  # one that comes again is not carried out again
                receipts[id] = carry_out(message)
            return web.json_response({"id": id, **receipts[id]})
    return web.json_response({"id": None, "error": "this is no request of version 1"}, status=400)


async def main(port, driver_port):
    csms.ChargePoint = ChargePoint
    await (runner := web.ServerRunner(web.Server(post))).setup()
    await web.TCPSite(runner, "127.0.0.1", driver_port).start()
    await csms.main(port)


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
