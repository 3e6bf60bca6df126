"""The bundled station at a wss:// URL, which comes back a second after each failure: URL, password (or empty), root,
certificate, key."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from ocpp_conformance.harness.station import Station, StationConfig
from ocpp_conformance.harness.transport import ClientTls, Secret


async def main(url: str, password: str, *files: str) -> None:
    config = StationConfig(
        csms_url=url,
        password=Secret(password) if password else None,
        tls=ClientTls(*map(Path, files)),
        retry_wait_minimum=1,
        retry_random_range=0,
        log=print,
    )
    async with Station(config):
        await asyncio.get_running_loop().create_future()


asyncio.run(main(*sys.argv[1:]))
