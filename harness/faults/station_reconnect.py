"""A station comes back from a lost connection too early, too late, too regularly or as if it had been restarted."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, system_of
from ocpp_conformance.harness.faults.fault import of_station


def _minimum(original: Any) -> Any:
    return system_of(original).model.integer("OCPPCommCtrlr", "RetryBackOffWaitMinimum")


FAULTS = (
    of_station("reconnects-never", "gives up when the connection is lost", "J-5.3-01", retry_wait=always(1e6)),
    of_station(
        "reconnects-too-early",
        "waits half of RetryBackOffWaitMinimum",
        "J-5.3-03",
        retry_wait=lambda original, _attempt: _minimum(original) / 2,
    ),
    of_station(
        "back-off-constant",
        "waits the same time before each attempt",
        "J-5.3-04",
        retry_wait=lambda original, _attempt: original(0),
    ),
    of_station(
        "back-off-without-jitter",
        "waits without a random part",
        "J-5.3-02",
        retry_wait=lambda original, attempt: _minimum(original) * 2 ** min(attempt, 3),
    ),
    of_station(
        "back-off-starts-over",
        "waits the minimum again after RetryBackOffRepeatTimes",
        "J-5.3-05",
        retry_wait=lambda original, attempt: _minimum(original) * (2 if attempt == 1 else 1),
    ),
    of_station("reconnect-boots", "boots on every reconnect", "J-5.3-06", boots_on_reconnect=always(True)),
)
