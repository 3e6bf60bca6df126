"""A small CSMS that is right by OCPP 2.0.1 in other ways than the bundled one. It shares no code with the harness.

It is silent on garbage, says FormatViolation to a payload that is not valid and NotImplemented to what it doesn't
offer, takes longer texts and more properties than the schemas have (or, `--silent`, drops whatever breaks one), writes
times of another zone, asks the station for things of its own accord, and lets each identity have one connection.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import http
import itertools
import json
import re
import signal
from datetime import datetime, timedelta, timezone
from urllib.parse import unquote

from shapes import TO_A_CSMS, fits, parsed
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

CARDS = {"04A2B3C4": "Accepted", "04B1B2B3": "Blocked", "04E1E2E3": "Expired"}
ZONE = timezone(timedelta(hours=1))
FIRST = (
    ("GetBaseReport", {"requestId": 4711, "reportBase": "FullInventory"}),
    (
        "SetVariables",
        {
            "setVariableData": [
                {
                    "component": {"name": "OCPPCommCtrlr"},
                    "variable": {"name": "OfflineThreshold"},
                    "attributeValue": "120",
                }
            ]
        },
    ),
)
BETWEEN = (
    "GetVariables",
    {"getVariableData": [{"component": {"name": "ClockCtrlr"}, "variable": {"name": "DateTime"}}]},
)
EVERY = 5  # CALLs of the station between two of ours
TIMEOUT = 15.0


class Central:
    """The server: who is known, who is connected, what each is told."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.present, self.ids = options, {}, itertools.count(1)

    def let_in(self, connection, request):
        identity = unquote(request.path.rsplit("/", 1)[-1])
        if not request.path.startswith("/any/prefix/") or not re.fullmatch(self.options.known, identity):
            return connection.respond(http.HTTPStatus.FORBIDDEN, "who is this?\n")
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        wanted = base64.b64encode(f"{identity}:{self.options.password}".encode()).decode()
        if self.options.password and given != wanted:
            answer = connection.respond(http.HTTPStatus.UNAUTHORIZED, "not like this\n")
            answer.headers["WWW-Authenticate"] = 'Basic realm="elsewhere"'
            return answer
        if identity in self.present and self.options.double == "refuse":
            return connection.respond(http.HTTPStatus.CONFLICT, "here already\n")
        return None

    async def serve(self, connection) -> None:
        identity = unquote(connection.request.path.rsplit("/", 1)[-1])
        older = self.present.get(identity)
        self.present[identity] = connection
        if older is not None:
            await older.close(1008, "replaced by a newer connection")
        try:
            await Line(connection, self.ids, self.options.silent).run()
        finally:
            if self.present.get(identity) is connection:
                del self.present[identity]


class Line:
    """One connection."""

    def __init__(self, connection, ids, silent) -> None:
        self.connection, self.ids, self.silent, self.heard = connection, ids, silent, 0
        self.wishes: asyncio.Queue = asyncio.Queue()
        self.open: tuple[str, asyncio.Future] | None = None

    async def run(self) -> None:
        asking = asyncio.create_task(self.ask())
        try:
            async for raw in self.connection:
                await self.take(raw)
        except ConnectionClosed:
            pass
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def take(self, raw: str | bytes) -> None:
        frame = parsed(raw) if isinstance(raw, str) else None
        match frame:
            case [2, str() as id, str() as action, payload]:
                answer = self.answer(action, payload)
                await self.connection.send(
                    json.dumps([4, id, *answer] if isinstance(answer, list) else [3, id, answer])
                )
                self.heard += 1
                if action == "BootNotification" and isinstance(answer, dict):
                    self.wishes.put_nowait(FIRST[0])
                    self.wishes.put_nowait(FIRST[1])
                elif self.heard % EVERY == 0:
                    self.wishes.put_nowait(BETWEEN)
            case [2, str() as id, *_] if not self.silent:
                await self.connection.send(json.dumps([4, id, "FormatViolation", "four elements, please", {}]))
            case [3 | 4, str() as id, *_] if self.open is not None and id == self.open[0]:
                if not self.open[1].done():
                    self.open[1].set_result(None)

    def answer(self, action: str, payload: object) -> dict | list:
        if action not in TO_A_CSMS:
            return ["NotImplemented", "not here", {}]
        if not fits(payload, TO_A_CSMS[action], strict=self.silent):
            return ["FormatViolation", "this is not what the schema says", {}]
        now = datetime.now(ZONE).isoformat(timespec="seconds")
        match action:
            case "BootNotification":
                return {"currentTime": now, "interval": 600, "status": "Accepted"}
            case "Heartbeat":
                return {"currentTime": now}
            case "DataTransfer":
                return {"status": "UnknownVendorId"}
            case "Authorize" | "TransactionEvent" if "idToken" in payload:
                status = CARDS.get(payload["idToken"]["idToken"].upper(), "Invalid")
                return {"idTokenInfo": {"status": status, "language1": "en"}}
        return {}

    async def ask(self) -> None:
        """Our own CALLs, one after the other."""
        while True:
            action, payload = await self.wishes.get()
            id = f"#{next(self.ids):08} ~<'\"&\\/%>[]"
            self.open = id, asyncio.get_running_loop().create_future()
            try:
                await self.connection.send(json.dumps([2, id, action, payload]))
                await asyncio.wait_for(self.open[1], TIMEOUT)
            except TimeoutError:
                pass
            except ConnectionClosed:
                return
            self.open = None


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--known", default="CS[0-9]{3}", help="pattern of the identities that are known")
    parser.add_argument("--password", default="", help="theirs; without one nobody is asked")
    parser.add_argument("--double", choices=("close", "refuse"), default="close", help="what a second connection does")
    parser.add_argument("--silent", action="store_true", help="drop CALLs that break a schema (Part 4, 4.2.3)")
    central = Central(parser.parse_args())
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(
        central.serve,
        "127.0.0.1",
        central.options.port,
        process_request=central.let_in,
        subprotocols=["ocpp2.0.1"],
        ping_interval=None,
        close_timeout=1,
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}/any/prefix/", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
