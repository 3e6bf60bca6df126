"""Functional block G, Heartbeat (G02)."""

from __future__ import annotations

import asyncio

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.errors import BadAnswerError, NotConnectedError
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import epoch

DEFAULT_INTERVAL = 300
"""OCPP seconds between two Heartbeats when the CSMS leaves it to us."""


class Heartbeat:
    """The beat of a station; any CALL that it sends, and any new interval, makes it count anew."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._anew = asyncio.Event()
        station.model.watch("OCPPCommCtrlr", "HeartbeatInterval", self._anew.set)
        station.connection.called.append(self._anew.set)
        station.model.watch("ClockCtrlr", "TimeSource", self._source_set)

    def _source_set(self) -> None:
        if "Heartbeat" not in self._station.model.members("ClockCtrlr", "TimeSource"):
            self._station.clock.ahead = 0.0

    async def beat(self) -> None:
        """Send Heartbeats until the connection ends (G02.FR.02); any other CALL restarts the interval (G02.FR.05)."""
        station, connection = self._station, self._station.connection
        await station.acceptance.wait()
        while True:
            self._anew.clear()
            due = connection.last_call + station.model.integer("OCPPCommCtrlr", "HeartbeatInterval")
            if await station.clock.wait(self._anew, max(0.0, due - station.clock.now())):
                continue
            if not station.may_send("Heartbeat"):
                connection.last_call = station.clock.now()
                continue
            try:
                answer = await station.call("Heartbeat", {})
            except NotConnectedError:
                return
            except (NoAnswerError, BadAnswerError) as error:
                station.note(str(error))
            else:
                station.decide(clock_told, answer["currentTime"])


def clock_told(station: Core, moment: str) -> None:
    """The CSMS tells its time, which the clock follows where TimeSource names Heartbeat (G02.FR.06)."""
    theirs = epoch(moment)
    if theirs is not None and "Heartbeat" in station.model.members("ClockCtrlr", "TimeSource"):
        station.clock.ahead += theirs - station.clock.wall()


def trigger_heartbeat(station: Core, _evse: Payload) -> Send:
    def told(answer: Payload) -> None:
        station.decide(clock_told, answer["currentTime"])

    return lambda: station.outbox.post(Item("Heartbeat", {}, requested=True, answered=told))


def set_interval(station: Core, seconds: int) -> None:
    """Take over the interval of an accepted boot; 0 leaves it to us (B01.FR.04, G02.FR.01)."""
    station.model.write("OCPPCommCtrlr", "HeartbeatInterval", str(seconds if seconds > 0 else DEFAULT_INTERVAL))


def variables(station: Core) -> list[Variable]:
    interval = str(station.config.heartbeat_interval)
    return [
        Variable(
            component="OCPPCommCtrlr",
            name="HeartbeatInterval",
            value=interval,
            data_type="integer",
            unit="s",
            mutability=RW,
            minimum=1,
            maximum=DAY,
        )
    ]


async def _connected(station: Core, _outage: float | None) -> None:
    await station.part(Heartbeat).beat()


BLOCK = Block(
    state=Heartbeat,
    triggers={"Heartbeat": trigger_heartbeat},
    variables=variables,
    seams=(clock_told,),
    connected=_connected,
)
