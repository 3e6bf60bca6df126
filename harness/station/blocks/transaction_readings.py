"""The readings of a transaction, every so many seconds from its start on (J02)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from ocpp_conformance.harness.station.blocks.metering import meter_values
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.core.core import Core

INTERVALS = ("TxUpdatedInterval", "TxEndedInterval")
"""The variables of SampledDataCtrlr that this goes by."""


async def tell_readings(
    station: Core, session: Transaction, tell: Callable[[Transaction, str, list[dict[str, Any]]], object]
) -> None:
    """Have Updated events tell of readings until the transaction ends (E02.FR.10, J02.FR.11)."""
    async for moment in _moments(station, session, "TxUpdatedInterval"):
        tell(session, "MeterValuePeriodic", _read(station, session, "TxUpdatedMeasurands", moment))


async def keep_readings(station: Core, session: Transaction) -> None:
    """Keep readings for the Ended event (E06.FR.11)."""
    async for moment in _moments(station, session, "TxEndedInterval"):
        session.keep(_read(station, session, "TxEndedMeasurands", moment))
        if len(session.kept) > station.config.readings_kept:
            session.kept = station.decide(thinned, session.kept)


def thinned(_: Core, readings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is left of readings that are too many: every other one goes, neither the first nor the last (E06.FR.13,
    J02.FR.20)."""
    return readings[:1] + readings[2:-1:2] + readings[-1:]


def reading_interval(station: Core, variable: str) -> int:
    """OCPP seconds from reading to reading; 0 takes none."""
    model = station.model
    return model.integer("SampledDataCtrlr", variable) if model.boolean("SampledDataCtrlr", "Enabled") else 0


def _read(station: Core, session: Transaction, variable: str, moment: float) -> list[dict[str, Any]]:
    if session.evse is None:
        return []
    measurands = station.model.members("SampledDataCtrlr", variable)
    return station.decide(meter_values, session.evse, measurands, "Sample.Periodic", moment)


async def _moments(station: Core, session: Transaction, variable: str) -> AsyncIterator[float]:
    """The moments, on the station's clock, at which readings are due; a late one is not skipped."""
    clock = station.clock
    due, known = 0.0, 0
    while not session.ended:
        session.sampling.clear()
        interval = station.decide(reading_interval, variable)
        if not (session.started and interval):
            due, known = 0.0, 0
            await clock.wait(session.sampling, None)
            continue
        if interval != known:
            due, known = clock.now() + interval, interval
        if await clock.wait_until(session.sampling, due) or session.ended:
            continue
        yield due
        due += interval
