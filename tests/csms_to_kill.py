"""A CSMS with a store that does much with CS001 when it has sent a Heartbeat, prints "done", and goes on."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.csms import Csms, CsmsConfig, Store
from ocpp_conformance.harness.transport import Secret

OLD, NEW = "a-good-password-of-CS001", "a-new-password-of-CS001"
TOKENS = {("04A2B3C4", "ISO14443"): "Accepted", ("04B1B2B3", "ISO14443"): "Accepted"}
PLACE = {"component": "OCPPCommCtrlr", "variable": "OfflineThreshold"}


def settings(store: Store, **more: Any) -> CsmsConfig:
    """What it is told at each start."""
    return CsmsConfig(passwords={"CS001": Secret(OLD)}, tokens=TOKENS, registration="Rejected", store=store, **more)


async def work(csms: Csms) -> None:
    """What a restart must not undo."""
    csms.set_token("04B1B2B3", "ISO14443", "Blocked", ("GROUP-1", "Central"))
    entries = [{"id_token": "04A2B3C4", "type": "ISO14443"}]
    await csms.operate("CS001", "send_local_list", kind="Full", version=7, entries=entries)
    profile = {"slot": 2, "url": "ws://127.0.0.1:1/ocpp", "security_profile": 1}
    await csms.operate("CS001", "set_network_profile", **profile)
    await csms.operate("CS001", "write_variables", variables=[{**PLACE, "value": "60"}])
    await csms.operate("CS001", "reserve", id=4, id_token="04A2B3C4", type="ISO14443", evse=1)
    await csms.operate("CS001", "set_profile", evse=1, purpose="TxDefaultProfile", limit=6.0)
    await csms.operate("CS001", "change_password", password=NEW)


async def main(path: str) -> None:
    """Run until it is killed."""
    told = asyncio.Event()

    def heard(line: str) -> None:
        if "-> Heartbeat" in line:
            told.set()

    with Store(Path(path)) as store:
        csms = Csms(settings(store, log=heard))
        csms.plan_registration("CS001", "Accepted")
        async with csms:
            print(f"at {csms.url}")
            await told.wait()
            await work(csms)
            print("done")
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
