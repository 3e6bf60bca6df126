"""How long to wait before the next attempt to connect (Part 4, 5.3)."""

from __future__ import annotations

import random

from ocpp_conformance.harness.station.core.device_model import DeviceModel


def back_off(model: DeviceModel, attempt: int, rng: random.Random) -> float:
    """OCPP seconds before an attempt; `attempt` counts from 0 since the last good connection.

    The wait starts at RetryBackOffWaitMinimum (J-5.3-03), doubles at most RetryBackOffRepeatTimes times (J-5.3-04) and
    stays there (J-5.3-05). The random part is fresh each time and is not doubled.
    """
    minimum = model.integer("OCPPCommCtrlr", "RetryBackOffWaitMinimum")
    doublings = min(attempt, model.integer("OCPPCommCtrlr", "RetryBackOffRepeatTimes"))
    spread = model.integer("OCPPCommCtrlr", "RetryBackOffRandomRange")
    return float(minimum * 2**doublings) + rng.uniform(0, spread)
