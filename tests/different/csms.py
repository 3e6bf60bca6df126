"""A small CSMS that is right by OCPP 2.0.1 in other ways than the bundled one. It shares no code with the harness.

It writes times of another zone, asks the station for things of its own accord, lets each identity have one connection,
takes longer texts and more properties than the schemas have, and says FormatViolation to what is not valid and
NotImplemented to what it doesn't offer. It ignores garbage; `--variant silent` drops all that breaks a schema too,
`--variant loud` answers everything, with codes that are less apt, lets clients in before it turns them away, and writes
times with six decimals.
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
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote

from shapes import TO_A_CSMS, fits, parsed
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, NegotiationError

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
TIMEOUT, VERSION = 15.0, "ocpp2.0.1"


class Central:
    """The server: who is known, who is connected, what each is told."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options, self.present, self.ids = options, {}, itertools.count(1)
        self.loud = options.variant == "loud"

    def let_in(self, connection, request):
        identity = unquote(request.path.rsplit("/", 1)[-1])
        if not request.path.startswith("/any/prefix/") or not (self.loud or self.knows(identity)):
            return connection.respond(http.HTTPStatus.FORBIDDEN, "who is this?\n")
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        wanted = base64.b64encode(f"{identity}:{self.options.password}".encode()).decode()
        if self.options.password and given != wanted and self.knows(identity):
            answer = connection.respond(http.HTTPStatus.UNAUTHORIZED, "not like this\n")
            if not self.loud:
                answer.headers["WWW-Authenticate"] = 'Basic realm="elsewhere"'
            return answer
        if identity in self.present and self.options.double == "refuse":
            return connection.respond(http.HTTPStatus.CONFLICT, "here already\n")
        return None

    def knows(self, identity: str) -> bool:
        return re.fullmatch(self.options.known, identity) is not None

    def version(self, connection, offered):
        if VERSION not in offered and not self.loud:
            raise NegotiationError(f"{VERSION}, please")
        return VERSION if VERSION in offered else None

    async def serve(self, connection) -> None:
        if connection.subprotocol is None:
            await connection.close(1002, f"{VERSION}, please")
            return
        identity = unquote(connection.request.path.rsplit("/", 1)[-1])
        older = self.present.get(identity)
        self.present[identity] = connection
        if older is not None:
            await older.close(1008, "replaced by a newer connection")
        try:
            line = Line(connection, self.ids, self.options.variant, self.knows(identity))
            line.rate, line.mute = self.options.rate, self.options.mute
            await line.run()
        finally:
            if self.present.get(identity) is connection:
                del self.present[identity]


class Line:
    """One connection."""

    def __init__(self, connection, ids, variant: str, known: bool) -> None:
        self.connection, self.ids, self.known, self.heard = connection, ids, known, 0
        self.silent, self.loud = variant == "silent", variant == "loud"
        self.wishes: asyncio.Queue = asyncio.Queue()
        self.open: tuple[str, asyncio.Future] | None = None
        self.rate, self.mute, self.times = 1e9, "", []

    def is_too_fast(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.times = [*(time for time in self.times if now - time < 1), now]
        return len(self.times) > self.rate

    async def run(self) -> None:
        asking = asyncio.create_task(self.ask())
        try:
            async for raw in self.connection:
                answer = self.take(parsed(raw) if isinstance(raw, str) else None)
                if answer is not None:
                    await self.connection.send(json.dumps(answer))
        except ConnectionClosed:
            pass
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def take(self, frame: object) -> list | None:
        match frame:
            case [2, str(), self.mute, _]:
                return None
            case [2, str() as id, str(), _] if self.is_too_fast():
                return [4, id, "GenericError", "Rate limit exceeded", {}]
            case [2, str() as id, str() as action, payload]:
                self.heard += 1
                answer = self.answer(action, payload)
                if isinstance(answer, str):
                    drop = self.silent and answer == "FormatViolation"
                    return None if drop else [4, id, answer, "", {}]
                if self.known and action == "BootNotification":
                    self.wishes.put_nowait(FIRST[0])
                    self.wishes.put_nowait(FIRST[1])
                elif self.known and self.heard % EVERY == 0:
                    self.wishes.put_nowait(BETWEEN)
                return [3, id, answer]
            case [2, str() as id, *_]:
                return None if self.silent else [4, id, "FormatViolation", "four elements, please", {}]
            case [3 | 4, *rest]:
                if self.open is not None and rest[:1] == [self.open[0]] and not self.open[1].done():
                    self.open[1].set_result(None)
                return None
            case [_, str() as id, *_]:
                return [4, id, "MessageTypeNotSupported", "", {}] if self.loud else None
        return [4, "-1", "InternalError", "what is this?", {}] if self.loud else None

    def answer(self, action: str, payload: object) -> dict | str:
        """A payload, or an error code."""
        if action not in TO_A_CSMS:
            return "NotSupported" if self.loud else "NotImplemented"
        if not fits(payload, TO_A_CSMS[action], strict=self.silent):
            return "InternalError" if self.loud else "FormatViolation"
        if not self.known and action != "BootNotification":
            return "SecurityError"
        utc, other = datetime.now(UTC).isoformat(timespec="microseconds"), datetime.now(ZONE).isoformat()[:19]
        now = utc if self.loud else f"{other}+01:00"
        match action:
            case "BootNotification":
                return {"currentTime": now, "interval": 600, "status": "Accepted" if self.known else "Rejected"}
            case "Heartbeat":
                return {"currentTime": now}
            case "DataTransfer":
                return {"status": "UnknownVendorId"}
            case "Authorize" | "TransactionEvent" if "idToken" in payload:
                token = payload["idToken"]
                free = token["type"] == "NoAuthorization"
                status = "Accepted" if free else CARDS.get(token["idToken"].upper(), "Invalid")
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
    parser.add_argument("--mute", default="", help="action of CALLs that it leaves unanswered")
    parser.add_argument("--rate", type=float, default=1e9, help="CALLs a second and connection that it takes")
    parser.add_argument("--variant", choices=("plain", "silent", "loud"), default="plain", help="to what is wrong")
    central = Central(parser.parse_args())
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(
        central.serve,
        "127.0.0.1",
        central.options.port,
        process_request=central.let_in,
        select_subprotocol=central.version,
        ping_interval=None,
        close_timeout=1,
    ) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(f"listening on ws://127.0.0.1:{port}/any/prefix/", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
