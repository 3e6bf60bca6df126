"""The bundled CSMS as one that sends what it is told: `python sending_csms.py PORT HTTP_PORT`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from driven import sending

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.transport import Secret


async def main(port, http_port):
    config = CsmsConfig(port=port, passwords={"CS001": Secret("open-conformance-demo")})
    async with Csms(config) as csms, sending(csms, http_port):
        print(f"listening on {csms.url}", flush=True)
        await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
