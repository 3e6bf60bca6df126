"""Functional block B: boot. Variables, reports and reset have modules of their own."""

from __future__ import annotations

import asyncio
import uuid
from functools import partial
from typing import Any

from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Call, CallResult, Payload, Reply
from ocpp_conformance.harness.station.blocks import heartbeat, security
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.errors import BadAnswerError, NotConnectedError
from ocpp_conformance.harness.validation import judge_reply

DEFAULT_RETRY_WAIT = 30.0
"""OCPP seconds between two BootNotifications when the CSMS leaves it to us (B02.FR.07, B03.FR.05)."""


class Provisioning:
    """Boot state of a station; `firmware_version` is the one that runs."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._reason = "PowerUp"
        self.firmware_version = station.config.firmware_version
        self._again = asyncio.Event()
        self._asked: Call | None = None
        self._due = 0.0
        station.connection.heard.append(self._heard)

    def start(self, reason: str) -> None:
        """Forget the last boot; the next one says this reason."""
        self._reason, self._due = reason, 0.0
        self._again.clear()
        self._station.boot_status = None
        self._station.acceptance.clear()

    async def boot(self) -> None:
        """Send BootNotification until it is accepted (B01.FR.01) or the connection ends."""
        station = self._station
        for block in station.blocks:
            block.boots(station)
        while True:
            # a connection that was lost in between does not shorten the wait (B02.FR.04, B03.FR.02)
            triggered = await station.clock.wait_until(self._again, self._due)
            reason = "Triggered" if triggered else self._reason
            self._again.clear()
            interval = 0
            self._asked = Call(str(uuid.uuid4()), "BootNotification", self._request(reason))
            try:
                answer = await station.call("BootNotification", self._asked.payload, message_id=self._asked.message_id)
            except NotConnectedError:
                return
            except (NoAnswerError, BadAnswerError) as error:
                station.note(str(error))
            else:
                interval = answer["interval"]
                if station.accepted:
                    station.decide(heartbeat.clock_told, answer["currentTime"])  # B01.FR.06
                    self._accept(interval)
                    return
            self._due = station.clock.after(station.decide(boot_retry_wait, interval))

    def boot_now(self) -> None:
        """End the wait for the next BootNotification: the CSMS asked for one (B02.FR.04)."""
        self._again.set()

    def _heard(self, reply: Reply) -> None:
        """Take over what a boot answer says before the next message is read: a CALL may be right behind it."""
        if isinstance(reply, CallResult) and self._asked is not None and reply.message_id == self._asked.message_id:
            if judge_reply(self._asked, reply) is None:
                self._station.boot_status = reply.payload["status"]
            self._asked = None

    def _request(self, reason: str) -> dict[str, Any]:
        config = self._station.config
        station: dict[str, Any] = {"model": config.model, "vendorName": config.vendor}
        if (serial_number := config.told_serial_number) is not None:
            station["serialNumber"] = serial_number
        if self.firmware_version is not None:
            station["firmwareVersion"] = self.firmware_version
        return {"reason": reason, "chargingStation": station}

    def _accept(self, interval: int) -> None:
        station = self._station
        heartbeat.set_interval(station, interval)
        station.acceptance.set()
        security.report(station, "StartupOfTheDevice" if self._reason == "PowerUp" else "ResetOrReboot")
        for block in station.blocks:
            block.accepted(station)


async def online(station: Core, outage: float | None) -> None:
    """What a new connection begins with; `outage` is how long there was none, None for the first of this boot."""
    if station.decide(boots_on_reconnect):
        await station.part(Provisioning).boot()
    else:
        for block in station.blocks:
            block.reconnected(station, outage or 0.0)
    station.outbox.wake()


def boots_on_reconnect(station: Core) -> bool:
    """Whether a new connection begins with BootNotification: not once accepted (J-5.3-06)."""
    return not station.accepted


def boot_retry_wait(_: Core, interval: int) -> float:
    """OCPP seconds before the next BootNotification; `interval` is the CSMS's, 0 leaves it to us."""
    return float(interval) if interval > 0 else DEFAULT_RETRY_WAIT


def trigger_boot(station: Core, _evse: Payload) -> Send | None:
    return None if station.accepted else station.part(Provisioning).boot_now  # F06.FR.17


def variables(station: Core) -> list[Variable]:
    config, make = station.config, partial(Variable, component="ChargingStation")
    source = partial(Variable, component="ClockCtrlr", name="TimeSource", data_type="SequenceList", mutability=RW)
    found = [
        make(name="Model", value=config.model),
        make(name="VendorName", value=config.vendor),
        Variable(
            component="ClockCtrlr", name="DateTime", value=station.clock.stamp, data_type="dateTime", monitorable=False
        ),
        source(value="RealTimeClock", values=("Heartbeat", "RealTimeClock"), may_be_empty=False),
    ]
    if config.serial_number is not None:
        found.append(make(name="SerialNumber", value=config.serial_number))
    if config.firmware_version is not None:
        version = partial(_firmware_version, station)
        found.append(make(name="FirmwareVersion", value=version))
    return found


def _firmware_version(station: Core) -> str:
    return station.part(Provisioning).firmware_version or ""


async def _connected(station: Core, outage: float | None) -> None:
    await station.decide(online, outage)


BLOCK = Block(
    state=Provisioning,
    keeps=("firmware_version",),
    triggers={"BootNotification": trigger_boot},
    variables=variables,
    seams=(online, boots_on_reconnect, boot_retry_wait),
    powered_on=lambda station: station.part(Provisioning).start("PowerUp"),
    connected=_connected,
)
