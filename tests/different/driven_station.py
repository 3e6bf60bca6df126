"""The bundled charging station with a driver beside it: `python driven_station.py CSMS_URL DRIVER_PORT`.

It carries out what a person would do at it, and appears at the CSMS only when that is asked to come.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from driven import driven

from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.station import Station
from ocpp_conformance.harness.sut.station_under_test import BundledStationDriver
from ocpp_conformance.harness.transport import Secret


async def main(url, port):
    config = StationConfig(parking_bays=True, csms_url=url, identity="CS001", password=Secret("open-conformance-demo"))
    station = Station(config)
    station.retry_wait = lambda _attempt: 0.2  # it is switched on before anybody listens for it
    async with station, driven(lambda _: BundledStationDriver(station), port) as driver:
        print(f"driver at {driver}", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
