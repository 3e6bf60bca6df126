"""Functional block B: Reset (B11, B12)."""

from __future__ import annotations

import asyncio
from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.availability import Availability
from ocpp_conformance.harness.station.blocks.provisioning import Provisioning
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable

EVSE_REBOOT_TIME = 2.0
"""OCPP seconds that an EVSE is out of service while it is reset."""


class Reset:
    """What restarts a station or an EVSE, now or once it is idle."""

    def __init__(self, station: Core) -> None:
        self._station, self._transactions = station, station.part(Transactions)
        self._scheduled: set[int | None] = set()
        self._transactions.ended.append(self._when_idle)

    def forget(self) -> None:
        """Nothing is scheduled any more."""
        self._scheduled.clear()

    def schedule(self, evse: int | None) -> None:
        """Reset the EVSE, or the station, as soon as no transaction is left there."""
        self._scheduled.add(evse)

    async def reset(self, reason: str, stopped_reason: str = "ImmediateReset") -> None:
        """End what runs (B12.FR.04), say good-bye, restart with this boot reason (B11.FR.03)."""
        station = self._station
        # An Ended that stays unanswered is sent again after the reboot (B12.FR.05): the outbox keeps it
        self._transactions.end_all("ResetCommand", stopped_reason)
        await station.outbox.settle(station.outbox.transaction_events())
        self.forget()
        station.part(Provisioning).start(reason)
        # some seconds at least: a reconnect in the same millisecond has brought CSMSs down
        station.connection.restart(station.config.boot_seconds, f"restarting: {reason}")
        await station.connection.close()

    async def reset_evse(self, evse: int) -> None:
        """End what runs there (B12.FR.08), then reset the EVSE: it is Unavailable meanwhile, and as before then
        (B11.FR.08, B12.FR.06)."""
        station, availability = self._station, self._station.part(Availability)
        await station.outbox.settle(self._transactions.end_all("ResetCommand", "ImmediateReset", evse))
        station.note(f"resetting EVSE {evse}")
        availability.restarts(evse, True)
        try:
            await station.clock.wait(asyncio.Event(), EVSE_REBOOT_TIME)
        finally:
            availability.restarts(evse, False)

    def _when_idle(self) -> None:
        """Act on a scheduled reset once no transaction is left there (B12.FR.03, B12.FR.07)."""
        station = self._station
        due = [evse for evse in self._scheduled if station.decide(may_reset, evse)]
        self._scheduled.difference_update(due)
        if None in due:
            station.tasks.start(self.reset("ScheduledReset"), "reset")
            return
        for evse in due:
            if evse is not None:
                station.tasks.start(self.reset_evse(evse), "EVSE reset")


def may_reset(station: Core, evse: int | None) -> bool:
    """Whether nothing runs on an EVSE, or on any, that a reset would have to wait for."""
    return station.part(Transactions).idle_on(evse)


def reset(station: Core, request: Payload) -> Payload:
    """Reset of the station or, where that can be done, of an EVSE alone (AllowReset)."""
    evse = request.get("evseId")
    known = evse is None or 1 <= evse <= len(station.config.evses)
    if evse is not None and not (known and station.config.evse_reset):
        reason = "UnsupportedRequest" if known else "UnknownEvse"
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}  # B11.FR.09, B12.FR.09
    part = station.part(Reset)
    if request["type"] == "OnIdle" and not station.decide(may_reset, evse):
        part.schedule(evse)
        return {"status": "Scheduled"}  # B12.FR.01
    start = station.tasks.start
    if evse is None:
        station.connection.after(lambda: start(part.reset("RemoteReset"), "reset"))
    else:
        station.connection.after(lambda: start(part.reset_evse(evse), "EVSE reset"))
    return {"status": "Accepted"}  # B12.FR.02


def variables(station: Core) -> list[Variable]:
    retries = partial(Variable, component="OCPPCommCtrlr", name="ResetRetries", data_type="integer", mutability=RW)
    allows = str(station.config.evse_reset).lower()  # B11.FR.10
    allow = partial(Variable, component="EVSE", name="AllowReset", data_type="boolean", value=allows)
    evses = range(1, len(station.config.evses) + 1)
    return [retries(value="0", minimum=0, maximum=DAY), *(allow(evse=evse) for evse in evses)]


BLOCK = Block(
    state=Reset,
    handlers={"Reset": reset},
    variables=variables,
    seams=(may_reset,),
    powered_off=lambda station: station.part(Reset).forget(),
)
