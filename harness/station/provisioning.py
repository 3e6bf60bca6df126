"""Functional block B: boot, variables, reset. Reports have a module of their own."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.peer import NoAnswerError, Refusal
from ocpp_conformance.harness.rpc import Call, CallResult, ErrorCode, Payload
from ocpp_conformance.harness.station import security
from ocpp_conformance.harness.station.errors import BadAnswerError, NotConnectedError
from ocpp_conformance.harness.station.inventory import ITEMS_PER_MESSAGE
from ocpp_conformance.harness.validation import judge_reply

if TYPE_CHECKING:
    from ocpp_conformance.harness.station.station import Station

DEFAULT_RETRY_WAIT = 30.0
"""OCPP seconds between two BootNotifications when the CSMS leaves it to us (B02.FR.07, B03.FR.05)."""

DEFAULT_HEARTBEAT_INTERVAL = 300
"""OCPP seconds between two Heartbeats when the CSMS leaves it to us."""

REBOOT_TIME = 2.0
"""OCPP seconds that a reboot takes; a reconnect in the same millisecond has brought CSMSs down."""


class Provisioning:
    """Boot state of a station, and what restarts it."""

    def __init__(self, station: Station) -> None:
        self._station = station
        self.reason = "PowerUp"
        self.status: str | None = None
        self.accepted = asyncio.Event()
        self._again = asyncio.Event()
        self._asked: Call | None = None
        self._restarting = False
        self._scheduled = False
        self._due = 0.0

    def start(self, reason: str) -> None:
        """Forget the last boot."""
        self.reason, self.status, self._restarting, self._scheduled = reason, None, False, False
        self._due = 0.0
        self._again.clear()
        self.accepted.clear()

    async def boot(self) -> None:
        """Send BootNotification until it is accepted (B01.FR.01) or the connection ends."""
        station = self._station
        station.availability.announce()
        while True:
            # a connection that was lost in between does not shorten the wait (B02.FR.04, B03.FR.02)
            triggered = await station.clock.wait_until(self._again, self._due)
            reason = "Triggered" if triggered else self.reason
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
                if self.status == "Accepted":
                    self._accept(interval)
                    return
            self._due = station.clock.after(station.boot_retry_wait(interval))

    def heard(self, reply: CallResult) -> None:
        """Take over what a boot answer says before the next message is read: a CALL may be right behind it."""
        if self._asked is not None and reply.message_id == self._asked.message_id:
            if judge_reply(self._asked, reply) is None:
                self.status = reply.payload["status"]
            self._asked = None

    def boot_now(self) -> None:
        """End the wait for the next BootNotification: the CSMS asked for one (B02.FR.04)."""
        self._again.set()

    def reset_when_idle(self) -> None:
        """Act on a scheduled reset once no transaction is left (B12.FR.03)."""
        if self._scheduled and not self._station.transactions.ongoing():
            self._scheduled = False
            self._station.tasks.start(self.reset("ScheduledReset"), "reset")

    def schedule_reset(self) -> None:
        """Reset as soon as no transaction is left."""
        self._scheduled = True

    async def reset(self, reason: str, stopped_reason: str = "ImmediateReset") -> None:
        """End what runs (B12.FR.04), say good-bye, restart with this boot reason (B11.FR.03)."""
        station = self._station
        # An Ended that stays unanswered is sent again after the reboot (B12.FR.05): the outbox keeps it
        station.transactions.end_all("ResetCommand", stopped_reason)
        await station.outbox.settle(station.outbox.transaction_events())
        self.start(reason)
        self._restarting = True
        station.connection.forget_outage()
        station.connection.hurry()
        await station.connection.close()

    async def restarted(self) -> None:
        """Take the time that a restart takes, if one was asked for."""
        if self._restarting:
            self._restarting = False
            self._station.note(f"restarting: {self.reason}")
            await self._station.clock.wait(asyncio.Event(), REBOOT_TIME)

    def _request(self, reason: str) -> dict[str, Any]:
        config = self._station.config
        station: dict[str, Any] = {"model": config.model, "vendorName": config.vendor}
        if (serial_number := config.told_serial_number) is not None:
            station["serialNumber"] = serial_number
        if config.firmware_version is not None:
            station["firmwareVersion"] = config.firmware_version
        return {"reason": reason, "chargingStation": station}

    def _accept(self, interval: int) -> None:
        station = self._station
        beat = interval if interval > 0 else DEFAULT_HEARTBEAT_INTERVAL
        station.model.write("OCPPCommCtrlr", "HeartbeatInterval", str(beat))  # B01.FR.04, G02.FR.01
        self.accepted.set()
        kind = "StartupOfTheDevice" if self.reason == "PowerUp" else "ResetOrReboot"
        station.outbox.post(security.event(kind))


def get_variables(station: Station, request: Payload) -> Payload:
    """GetVariables (B06)."""
    _limit(request["getVariableData"])
    return {"getVariableResult": [station.get_variable(item) for item in request["getVariableData"]]}


def set_variables(station: Station, request: Payload) -> Payload:
    """SetVariables (B05); a new password is used from the next connection on, which is made at once (A01)."""
    _limit(request["setVariableData"])
    before = station.model.text("SecurityCtrlr", "BasicAuthPassword")
    results = [station.set_variable(item) for item in request["setVariableData"]]
    if station.model.text("SecurityCtrlr", "BasicAuthPassword") != before:
        station.connection.after(lambda: station.tasks.start(_reconnect(station), "new password"))
    return {"setVariableResult": results}


def reset(station: Station, request: Payload) -> Payload:
    """Reset (B11, B12) of the whole station; its EVSEs can't be reset alone (AllowReset is false)."""
    if "evseId" in request:
        known = request["evseId"] in range(1, len(station.config.evses) + 1)
        reason = "UnsupportedRequest" if known else "UnknownEvse"
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}  # B11.FR.09, B12.FR.09
    if request["type"] == "OnIdle" and station.transactions.ongoing():
        station.provisioning.schedule_reset()
        return {"status": "Scheduled"}  # B12.FR.01
    work = station.provisioning.reset
    station.connection.after(lambda: station.tasks.start(work("RemoteReset"), "reset"))
    return {"status": "Accepted"}  # B12.FR.02


async def _reconnect(station: Station) -> None:
    station.connection.hurry()
    await station.connection.close()


def _limit(items: list[Any]) -> None:
    if len(items) > ITEMS_PER_MESSAGE:  # B06.FR.16
        text = f"{len(items)} items; ItemsPerMessage is {ITEMS_PER_MESSAGE}"
        raise Refusal(ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION, text)


HANDLERS = {"GetVariables": get_variables, "SetVariables": set_variables, "Reset": reset}
