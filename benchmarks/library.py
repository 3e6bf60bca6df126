"""Calls per second beside the `ChargePoint` of the `ocpp` package, which is used on both ends as its README shows.

Compression is off on both sides of the comparison, and its log is left at the default level, so it writes none.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any

from ocpp.routing import on
from ocpp.v201 import ChargePoint, call, call_result
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from benchmarks.rounds import Row, ratio, take_turns
from benchmarks.systems import BOOT, bundled_csms, record_afresh, station
from benchmarks.wire import CASE


class CentralSystem(ChargePoint):
    """The CSMS of the README."""

    @on("BootNotification")
    def on_boot_notification(self, charging_station: Any, reason: str, **_: Any) -> call_result.BootNotification:
        return call_result.BootNotification(current_time=datetime.now(UTC).isoformat(), interval=300, status="Accepted")


async def ratios(rounds: int, calls: int) -> list[Row]:
    """BootNotification with the same payload: our probe and CSMS beside theirs."""
    async with bundled_csms() as csms, station(csms, "S1") as ours, _library_station() as theirs:
        request = call.BootNotification(charging_station=BOOT["chargingStation"], reason=BOOT["reason"])

        async def through_probe() -> None:
            if len(ours.recording.entries) >= 2 * CASE:
                record_afresh(ours)
            await ours.call("BootNotification", BOOT)

        async def through_library() -> None:
            await theirs.call(request)

        taken = await take_turns({"ours": through_probe, "theirs": through_library}, rounds, max(calls // 10, 10))
    detail = f"{1e6 / median(taken['ours']):,.0f}/s beside {1e6 / median(taken['theirs']):,.0f}/s"
    return [
        Row(
            "calls per second / ocpp.v201.ChargePoint on both ends",
            ratio(taken["theirs"], taken["ours"]),
            detail,
            at_least=5,
        )
    ]


@asynccontextmanager
async def _library_station() -> AsyncIterator[ChargePoint]:
    async with serve(_serve, "127.0.0.1", 0, subprotocols=["ocpp2.0.1"], compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with connect(
            f"ws://127.0.0.1:{port}/CS1", subprotocols=["ocpp2.0.1"], compression=None, proxy=None
        ) as socket:
            charge_point = ChargePoint("CS1", socket)
            reader = asyncio.create_task(_read(charge_point))
            yield charge_point
        await reader


async def _serve(socket: ServerConnection) -> None:
    await _read(CentralSystem("CS1", socket))


async def _read(end: ChargePoint) -> None:
    try:
        await end.start()
    except ConnectionClosed:
        pass
