"""Functional block J: readings at the same times of every day, whether a transaction runs or not (J01)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from ocpp_conformance.harness.station.blocks.metering import MEASURANDS, Metering, meter_values
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

COMPONENT = "AlignedDataCtrlr"


class AlignedData:
    """Watches the two intervals; `changed` is set for each when it, or whether any counts, has been set."""

    def __init__(self, station: Core) -> None:
        self.changed = {name: asyncio.Event() for name in ("Interval", "TxEndedInterval")}
        for name, changed in self.changed.items():
            station.model.watch(COMPONENT, name, changed.set)
            station.model.watch(COMPONENT, "Enabled", changed.set)


def due_in(station: Core, interval: int, last: float | None) -> float:
    """OCPP seconds until the next multiple of an interval since midnight; `last` is the moment of the last one."""
    now, since = station.clock.now(), station.clock.of_day()
    wait = interval - since % interval
    # a timer that comes a little early must not give one moment twice
    if last is not None and now + wait - last < interval / 2:
        wait += interval
    return wait


def readings_suspended(station: Core) -> bool:
    """Whether a transaction, on whatever EVSE, silences all of them (J01.FR.20)."""
    return station.model.boolean(COMPONENT, "SendDuringIdle") and bool(station.part(Transactions).ongoing())


async def _moments(station: Core, name: str) -> AsyncIterator[float]:
    """The moments, on the station's clock, at which readings are due."""
    changed, last = station.part(AlignedData).changed[name], None
    while True:
        changed.clear()
        interval = station.model.integer(COMPONENT, name) if station.model.boolean(COMPONENT, "Enabled") else 0
        if not interval:
            last = None
            await station.clock.wait(changed, None)
            continue
        moment = station.clock.now() + station.decide(due_in, interval, last)
        if not await station.clock.wait_until(changed, moment):
            last = moment
            yield moment


async def send_readings(station: Core) -> None:
    """Tell of each EVSE (J01.FR.14): in a TransactionEvent where a transaction runs there, else in MeterValues."""
    transactions = station.part(Transactions)
    async for moment in _moments(station, "Interval"):
        if not station.accepted or station.decide(readings_suspended):
            continue
        for evse in station.part(Metering).meters:
            values = _read(station, evse, "Measurands", moment)
            session = transactions.on(evse)
            if not values:
                continue
            if session is not None and session.started:
                transactions.tell_reading(session, "MeterValueClock", values)
            elif station.connected:
                station.outbox.post(Item("MeterValues", {"evseId": evse, "meterValue": values}))


async def keep_readings(station: Core) -> None:
    """Keep readings of each transaction for its Ended event (E06.FR.11)."""
    async for moment in _moments(station, "TxEndedInterval"):
        for session in station.part(Transactions).ongoing():
            if session.evse is not None and not station.decide(readings_suspended):
                session.keep(_read(station, session.evse, "TxEndedMeasurands", moment))


def _read(station: Core, evse: int, variable: str, moment: float) -> list[dict[str, object]]:
    measurands = station.model.members(COMPONENT, variable)
    return station.decide(meter_values, evse, measurands, "Sample.Clock", moment)


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component=COMPONENT, mutability=RW)
    flag = partial(make, data_type="boolean")
    measurands = partial(make, value=MEASURANDS[0], data_type="MemberList", values=MEASURANDS)
    # 0, nothing: as for readings of a transaction
    seconds = partial(make, value="0", data_type="integer", unit="s", minimum=0, maximum=DAY)
    return [
        flag(name="Enabled", value="true"),
        flag(name="Available", value="true", mutability=RO),
        measurands(name="Measurands"),
        seconds(name="Interval"),
        flag(name="SendDuringIdle", value="false"),
        measurands(name="TxEndedMeasurands"),
        seconds(name="TxEndedInterval"),
    ]


def _start(station: Core) -> None:
    station.tasks.start(send_readings(station), "AlignedDataCtrlr.Interval")
    station.tasks.start(keep_readings(station), "AlignedDataCtrlr.TxEndedInterval")


BLOCK = Block(state=AlignedData, variables=variables, seams=(due_in, readings_suspended), powered_on=_start)
