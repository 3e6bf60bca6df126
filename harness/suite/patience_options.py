"""How long a system under test is waited for, by the options of a run."""

from __future__ import annotations

import math
import os
from dataclasses import replace

from ocpp_conformance.harness.probes import Patience
from ocpp_conformance.harness.suite import values
from ocpp_conformance.harness.suite.settings import Settings
from ocpp_conformance.harness.sut.description import EMBEDDED_PATIENCE

REPLY_TIMEOUT, CONNECT_TIMEOUT, BOOT_TIMEOUT = 10.0, 10.0, 120.0
"""Real seconds an external system gets for an answer, a handshake, and (a station) for dialling in after a boot."""
RATE = 100.0
"""Messages a second to a system of somebody else at most, until it says that it limits them."""
RESET_TIMEOUT = 300.0
"""Real seconds in which a station that said Accepted to a Reset leaves, or boots."""
BACK_OFF = 600.0
"""Real seconds in which a station may come back whose variables don't say how long it waits; where the time of a boot
is given, that one holds."""
INSTALL_TIMEOUT = 600.0
"""Real seconds in which a firmware update goes from one status to the next, or to the boot behind it."""
_SECONDS = {
    "reply": REPLY_TIMEOUT,
    "quiet": 1.0,
    "connect": CONNECT_TIMEOUT,
    "boot": BOOT_TIMEOUT,
    "back_off": BACK_OFF,
    "reset": RESET_TIMEOUT,
    "install": INSTALL_TIMEOUT,
}


def patience(settings: Settings, external: bool) -> Patience:
    """The patience with the system of a run. Raises `pytest.UsageError` for what is no number of seconds."""
    wanted = {name: settings.given(name) for name in _SECONDS}
    rate = settings.given("rate")
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    pace = values.rate(rate, RATE if external else math.inf) / workers
    if not external:
        embedded = EMBEDDED_PATIENCE
        return replace(
            embedded,
            reply=values.seconds(wanted["reply"], embedded.reply),
            connect=values.seconds(wanted["connect"], embedded.connect),
            rate=pace,
        )
    for name, given in wanted.items():
        if given is not None:
            settings.keep(name, f"{given.text} s", given.origin)
    waits = {name: values.seconds(given, _SECONDS[name]) for name, given in wanted.items()}
    if wanted["back_off"] is None and wanted["boot"] is not None:
        waits["back_off"] = waits["boot"]
    if rate is not None:
        settings.keep("rate", f"{rate.text} messages a second", rate.origin)
    return Patience(**waits, rate=pace)
