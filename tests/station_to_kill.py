"""A station with a store that charges, loses its network, goes on charging, prints "done", and goes on.

It begins when the CSMS asks for the version of its list.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.station.blocks.metering import Metering
from ocpp_conformance.harness.station.core.store import Store
from ocpp_conformance.harness.transport import Secret

PASSWORD = "a-good-password-of-CS001"
CARD = ("04A2B3C4", "ISO14443")
METERED = 1234.5
"""Wh that the meter of EVSE 1 has counted before."""


def settings(url: str, store: Store, **more: Any) -> StationConfig:
    """What it is told at each start."""
    return StationConfig(csms_url=url, password=Secret(PASSWORD), evses=(1, 1), store=store, **more)


async def work(station: Station) -> None:
    """What people do, the end of it without a network."""
    station.part(Metering).registers = {1: METERED}
    await station.store_customer("C1")
    await station.plug_in()
    await station.present_token(*CARD)
    await station.wait_idle()
    station.network_down()
    await station.suspend_ev()
    await station.resume_ev()


async def main(url: str, path: str) -> None:
    """Run until it is killed."""
    asked = asyncio.Event()

    def heard(line: str) -> None:
        print(line)
        if "<- GetLocalListVersion" in line:
            asked.set()

    with Store(Path(path)) as store:
        async with Station(settings(url, store, log=heard)) as station:
            await asked.wait()
            await work(station)
            print("done")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
