"""Functional block B: the offset of the time that is shown to the driver, and its next transition (ClockCtrlr).

What the station sends is in UTC all the same.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial

from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.times import epoch

_TRANSITION = ("ClockCtrlr", "NextTimeOffsetTransitionDateTime")
_OFFSET = re.compile(r"[+-](0[0-9]|1[0-4]):[0-5][0-9]")


class DisplayedClock:
    """Changes the offset when its time has come."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._set = asyncio.Event()
        station.model.watch(*_TRANSITION, self._set.set)

    async def run(self) -> None:
        """Make each transition that is set; ends only when cancelled."""
        model, clock = self._station.model, self._station.clock
        while True:
            self._set.clear()
            moment = epoch(model.text(*_TRANSITION))
            left = None if moment is None else max(0.0, moment - clock.wall()) / clock.scale
            if await clock.wait(self._set, left):
                continue
            offset = model.text("ClockCtrlr", "TimeOffset", "NextTransition")
            if offset:
                model.write("ClockCtrlr", "TimeOffset", offset)
            await self._set.wait()


def variables(_: Core) -> list[Variable]:
    make = partial(Variable, component="ClockCtrlr", mutability=RW)
    offset = partial(make, name="TimeOffset", veto=lambda text: None if _OFFSET.fullmatch(text) else "InvalidValue")
    return [
        offset(value="+00:00", may_be_empty=False),
        offset(value="", instance="NextTransition"),
        make(name="NextTimeOffsetTransitionDateTime", value="", data_type="dateTime"),
    ]


BLOCK = Block(
    state=DisplayedClock,
    variables=variables,
    powered_on=lambda station: station.tasks.start(station.part(DisplayedClock).run(), "time offset"),
)
