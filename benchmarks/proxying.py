"""What the proxy adds to a round trip: many stations in one process with it, a message of each every ten seconds."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.rounds import Row
from ocpp_conformance.harness.evidence.results import ResultsWriter
from ocpp_conformance.harness.proxy import Relay, Witness
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.transport import Accept, Dial, Listener, Socket, SocketClosedError, dial

STATIONS = 1000
EVERY = 10.0
"""Seconds between two messages of a station."""
_ANSWER = '[3,"1",{"currentTime":"2026-03-01T10:00:00Z"}]'
_CALL = '[2,"1","Heartbeat",{}]'


async def latency() -> list[Row]:
    """Round trips through the proxy beside those without it."""
    with TemporaryDirectory() as folder, closing(ResultsWriter(Path(folder) / "traffic.jsonl")) as results:
        async with Listener(lambda _: Accept(OCPP_201.subprotocol), _answers) as csms:
            url = f"ws://127.0.0.1:{csms.port}"
            direct = await _round_trips(url)
            async with Relay(url, Witness(results), "127.0.0.1", 0) as relay:
                proxied = await _round_trips(f"ws://127.0.0.1:{relay.port}")
    added = 1e3 * (median(proxied) - median(direct))
    detail = f"{1e3 * median(proxied):.2f} ms beside {1e3 * median(direct):.2f} ms, {STATIONS} stations, one process"
    return [Row("added by the proxy to a round trip, median", added, detail, unit="ms", at_most=1)]


async def _answers(socket: Socket) -> None:
    with suppress(SocketClosedError):
        while True:
            await socket.receive()
            await socket.send(_ANSWER)


async def _round_trips(url: str) -> list[float]:
    stations = [await dial(Dial(f"{url}/CS{number:04}", (OCPP_201.subprotocol,))) for number in range(STATIONS)]
    taken = list[float]()

    async def beat(number: int, station: Socket) -> None:
        await asyncio.sleep(EVERY * number / STATIONS)
        began = time.perf_counter()
        await station.send(_CALL)
        await station.receive()
        taken.append(time.perf_counter() - began)

    async with asyncio.timeout(10 * EVERY):
        await asyncio.gather(*(beat(*each) for each in enumerate(stations)))
    await asyncio.gather(*(station.close() for station in stations))
    return taken
