"""What people do at the stand-alone station, asked for by HTTP as docs/drivers.md says."""

from __future__ import annotations

from aiohttp import web

INTENTS = ("plug_in", "present_token", "unplug", "suspend_ev", "resume_ev", "unplug_ev", "plug_in_ev", "local_stop")


class People:
    def __init__(self, station) -> None:
        self.station, self.receipts = station, {}

    async def serve(self, port: int) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/", self.asked)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    async def asked(self, request: web.Request) -> web.Response:
        match await request.json():
            case {"contract": 1, "id": str(id), "verb": "describe"}:
                return web.json_response({"id": id, "contract": 1, "intents": list(INTENTS)})
            case {"contract": 1, "id": str(id), "verb": "observe"}:
                return web.json_response({"id": id, "seen": {"plugged": sorted(self.station.plugged)}})
            case {"contract": 1, "id": str(id), "verb": "setup"}:
                return web.json_response({"id": id, "result": "unsupported", "text": "it is as it is"})
            case {"contract": 1, "id": str(id), "verb": "intend", "intent": str(name), "arguments": dict(given)}:
                if id not in self.receipts:
                    self.receipts[id] = {"id": id, **self.done(name, given)}
                return web.json_response(self.receipts[id])
        return web.json_response({"id": None, "error": "what is this?"}, status=400)

    def done(self, name: str, given: dict) -> dict:
        match name, given:
            case "plug_in" | "unplug", {"evse": int(evse), "connector": 1} if (name == "unplug") is (
                evse in self.station.plugged
            ):
                (self.station.plug_in if name == "plug_in" else self.station.unplug)(evse)
            case "unplug_ev" | "plug_in_ev", {"evse": int(evse), "connector": 1} if evse in self.station.plugged:
                (self.station.unplug_ev if name == "unplug_ev" else self.station.plug_in_ev)(evse)
            case "suspend_ev" | "resume_ev", {"evse": int(evse), "connector": 1}:
                self.station.ready(evse, ready=name == "resume_ev")
            case "local_stop", {"evse": int(evse)} if self.station.running(evse):
                self.station.stop(self.station.at(evse), "StopAuthorized")
            case "present_token", {"id_token": str(text), "type": str(kind)}:
                self.station.present({"idToken": text, "type": kind})
            case _:
                return {"result": "declined" if name in INTENTS else "unsupported", "text": f"no {name} now"}
        return {"result": "done", "text": ""}
