"""A CSMS that answers, and sends valid CALLs as fast as it can once it is spoken to, without waiting for answers."""

from __future__ import annotations

import asyncio
import itertools
import json
import signal

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

NOW = "2026-01-01T00:00:00Z"
RESULTS = {
    "BootNotification": {"currentTime": NOW, "interval": 300, "status": "Accepted"},
    "Heartbeat": {"currentTime": NOW},
}


async def flood(connection) -> None:
    for number in itertools.count():
        await connection.send(json.dumps([2, f"flood-{number}", "ClearCache", {}]))


async def talk(connection) -> None:
    floods = []
    try:
        async for raw in connection:
            kind, message_id, *rest = json.loads(raw)
            if kind == 2:
                await connection.send(json.dumps([3, message_id, RESULTS.get(rest[0], {})]))
            floods = floods or [asyncio.create_task(flood(connection))]
    except ConnectionClosed:
        pass
    finally:
        for each in floods:
            each.cancel()
        await asyncio.gather(*floods, return_exceptions=True)


async def main() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(talk, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"], ping_interval=None, close_timeout=1) as server:
        print(f"listening on ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ocpp", flush=True)
        await stop.wait()


asyncio.run(main())
