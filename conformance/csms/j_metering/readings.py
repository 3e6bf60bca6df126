"""Meter values at the pace of the station: a second apart, in a transaction that began just before the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ocpp_conformance.conformance.case import StationProbe, meter_value, notify_event
from ocpp_conformance.conformance.csms.states import booted, energy_transfer_started
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

INTERVAL = timedelta(seconds=1)
"""What AlignedDataInterval and SampledDataTxUpdatedInterval of our station would be: the least that they can be, so
that nothing is dated long before the connection."""
TIMES = 3
"""As often Part 6 has them sent."""
A_WHILE = INTERVAL * TIMES
"""The last `TIMES` moments at which an interval was over lie in it."""


async def charging_for_a_while(session: ChargingSession) -> None:
    """EnergyTransferStarted, a while ago."""
    session.ago = A_WHILE
    await booted(session)
    await energy_transfer_started(session)
    session.ago = timedelta()


def moments() -> list[str]:
    """The last moments at which the clock was at a multiple of the interval, the oldest first."""
    past = times.wall() % INTERVAL.total_seconds()
    return [now(-timedelta(seconds=past) - INTERVAL * back) for back in reversed(range(TIMES))]


def readings(context: str, *, signed: bool = False) -> list[Any]:
    """What the meter showed since the transaction began: at each interval in this context, at last at its end."""
    taken = [meter_value(100.0 * number, context, at=at, signed=signed) for number, at in enumerate(moments(), start=1)]
    return [*taken, meter_value(100.0 * TIMES, "Transaction.End", signed=signed)]


async def meters(station: StationProbe, source: Source, at: str, evses: Sequence[int]) -> None:
    """Each of these EVSEs, 0 for the main meter, tells in both ways that a station may choose from what its meter
    showed at this moment."""
    for evse in evses:
        value: Any = [meter_value(100.0, "Sample.Clock", at=at)]
        reply = await station.call("MeterValues", {"evseId": evse, "meterValue": value})
        reply.meets(source)

        event = await station.call("NotifyEvent", periodic_event(evse, at))
        event.meets(source)


def periodic_event(evse: int, at: str) -> Payload:
    """A NotifyEventRequest of the monitor that reads the meter of this EVSE; each EVSE has one (N07.FR.06)."""
    return notify_event(
        "FiscalMetering",
        "EnergyImportRegister",
        "100.0",
        evse=evse,
        connector=None,
        timestamp=at,
        trigger="Periodic",
        eventNotificationType="HardWiredMonitor",
        variableMonitoringId=evse + 1,
    )


async def idle_meters(station: StationProbe, source: Source, evses: Sequence[int]) -> None:
    """The meters of a station on which nothing goes on, at each interval."""
    for at in moments():
        await meters(station, source, at, evses)


async def busy_meters(session: ChargingSession, source: Source, told: Source, idle: Sequence[int]) -> None:
    """The meters beside a transaction at each interval, and the one of the transaction, judged under `told`."""
    for at in moments():
        await meters(session.station, source, at, idle)
        await sampled(session, told, "MeterValueClock", "Sample.Clock", at)


async def sampled(session: ChargingSession, source: Source, trigger: str, context: str, at: str) -> None:
    """The transaction tells what its meter showed at this moment."""
    value: Any = [meter_value(100.0, context, at=at)]
    event = await session.event(trigger, meterValue=value, timestamp=at)
    event.meets(source)


async def samples(session: ChargingSession, source: Source) -> None:
    """The transaction tells at each interval what its meter showed."""
    for at in moments():
        await sampled(session, source, "MeterValuePeriodic", "Sample.Periodic", at)
