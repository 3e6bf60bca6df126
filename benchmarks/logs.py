"""What `judge` makes of a long log of a fleet, on one core: messages a second of processor time, start and report
included, and the most memory that the process had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.rounds import Row

STATIONS = 50
_COMMAND = "from ocpp_conformance.harness.cli import main; main()"
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


def rows(messages: int) -> list[Row]:
    """A log of small messages, and one of a tenth as many that are large."""
    small, peak = _judged(messages, 0)
    large, _ = _judged(messages // 10, 10)
    return [
        Row("judge, messages of 160 bytes a second", small, f"{messages:,} messages", unit="/s", at_least=20_000),
        Row("  most memory", peak, f"{messages:,} messages", unit="MB", at_most=500),
        Row("judge, messages of 1 kB a second", large, f"{messages // 10:,} messages", unit="/s", at_least=10_000),
    ]


def _judged(messages: int, samples: int) -> tuple[float, float]:
    """Messages a second of processor time, and megabytes."""
    with TemporaryDirectory() as name:
        log = Path(name) / "log.jsonl"
        with log.open("w") as file:
            file.writelines(f"{json.dumps(record)}\n" for record in _records(messages // 2, samples))
        command = [sys.executable, "-c", _COMMAND, "judge", str(log), f"--output={name}/out"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise RuntimeError(f"judge ended with {process.returncode}")
    return messages / (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024


def _records(calls: int, samples: int) -> Iterator[dict[str, Any]]:
    """Boots, Heartbeats and MeterValues of a fleet as Open OCPP Trace; large ones have so many samples each."""
    for number in range(calls):
        station = f"CS{number % STATIONS:03}"
        moment = (_BEGAN + timedelta(seconds=number * 300 / STATIONS)).isoformat(timespec="milliseconds")
        time = moment.replace("+00:00", "Z")
        told = {"currentTime": time}
        if number < STATIONS:
            vendor = {"model": "Bench", "vendorName": "ocpp-conformance"}
            action, request = "BootNotification", {"reason": "PowerUp", "chargingStation": vendor}
            told |= {"interval": 300, "status": "Accepted"}
        elif not samples and number % 3:
            action, request = "Heartbeat", {}
        else:
            sample = {"value": number / 4, "measurand": "Energy.Active.Import.Register", "context": "Sample.Periodic"}
            values = [{"timestamp": time, "sampledValue": [sample] * max(samples, 1)}]
            action, request, told = "MeterValues", {"evseId": 1, "meterValue": values}, {}
        for direction, text in (("cp-to-csms", [2, f"{station}-{number}", action, request]), ("csms-to-cp", None)):
            raw = json.dumps(text or [3, f"{station}-{number}", told])
            yield {
                "schemaVersion": "1.1",
                "timestamp": time,
                "ocppVersion": "2.0.1",
                "transport": "json",
                "direction": direction,
                "raw": raw,
                "chargePointId": station,
            }
