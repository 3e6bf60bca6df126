"""The two ends that are measured: the bundled CSMS, and a station probe or a plain WebSocket that faces it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from ocpp_conformance.harness.csms import Csms, CsmsConfig
from ocpp_conformance.harness.evidence import Binding, Checklist, Entry, Recording
from ocpp_conformance.harness.probes import CsmsAddress, Patience, StationProbe
from ocpp_conformance.harness.probes.payloads import booting, transaction_event
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.transport import Credentials, Secret

PASSWORD = Secret("a-password-of-a-benchmark")
BOOT = booting()
STATIONS = ("S1", "S2", "S3")


def metered_event() -> Payload:
    """A TransactionEventRequest with 20 sampled values."""
    measurands = ("Energy.Active.Import.Register", "Power.Active.Import", "Current.Import", "Voltage")
    sampled: list[dict[str, Any]] = [
        {"value": 230.5 + number, "measurand": measurands[number % 4], "phase": "L1", "context": "Sample.Periodic"}
        for number in range(20)
    ]
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    meter_value = [{"timestamp": at, "sampledValue": sampled}]
    return transaction_event("Updated", "MeterValuePeriodic", "T1", 1, state="Charging", meterValue=meter_value)


@asynccontextmanager
async def bundled_csms() -> AsyncIterator[Csms]:
    """The bundled CSMS without a log; it knows `STATIONS`."""
    async with Csms(CsmsConfig(passwords=dict.fromkeys(STATIONS, PASSWORD))) as csms:
        yield csms


@asynccontextmanager
async def station(csms: Csms, identity: str) -> AsyncIterator[StationProbe]:
    """A booted station probe."""
    recording = Recording()
    checklist = Checklist("benchmark", recording, lambda _: Binding.MUST)
    probe = StationProbe(CsmsAddress(csms.url, identity, PASSWORD), recording, checklist, Patience())
    await probe.booted()
    try:
        yield probe
    finally:
        await probe.close()


@asynccontextmanager
async def plain_socket(csms: Csms, identity: str) -> AsyncIterator[ClientConnection]:
    """A WebSocket as `websockets` gives it, without compression."""
    async with connect(
        f"{csms.url}/{identity}",
        subprotocols=["ocpp2.0.1"],
        additional_headers={"Authorization": Credentials(identity, PASSWORD).header()},
        compression=None,
        proxy=None,
    ) as socket:
        yield socket


def record_afresh(probe: StationProbe, sink: Callable[[Entry], None] | None = None) -> None:
    """Start a new recording, as every case has its own; a case has dozens of frames, not thousands."""
    probe.recording = Recording(sink=sink)
