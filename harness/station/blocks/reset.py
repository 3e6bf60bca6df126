"""Functional block B: Reset (B11, B12)."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.provisioning import Provisioning
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.clock import DAY
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable

REBOOT_TIME = 2.0
"""OCPP seconds that a reboot takes; a reconnect in the same millisecond has brought CSMSs down."""


class Reset:
    """What restarts a station, now or once it is idle."""

    def __init__(self, station: Core) -> None:
        self._station, self._transactions = station, station.part(Transactions)
        self._scheduled = False
        self._transactions.ended.append(self._when_idle)

    def forget(self) -> None:
        """Nothing is scheduled any more."""
        self._scheduled = False

    def schedule(self) -> None:
        """Reset as soon as no transaction is left."""
        self._scheduled = True

    async def reset(self, reason: str, stopped_reason: str = "ImmediateReset") -> None:
        """End what runs (B12.FR.04), say good-bye, restart with this boot reason (B11.FR.03)."""
        station = self._station
        # An Ended that stays unanswered is sent again after the reboot (B12.FR.05): the outbox keeps it
        self._transactions.end_all("ResetCommand", stopped_reason)
        await station.outbox.settle(station.outbox.transaction_events())
        self.forget()
        station.part(Provisioning).start(reason)
        station.connection.restart(REBOOT_TIME, f"restarting: {reason}")
        await station.connection.close()

    def _when_idle(self) -> None:
        """Act on a scheduled reset once no transaction is left (B12.FR.03)."""
        if self._scheduled and self._transactions.idle:
            self._scheduled = False
            self._station.tasks.start(self.reset("ScheduledReset"), "reset")


def reset(station: Core, request: Payload) -> Payload:
    """Reset of the whole station; its EVSEs can't be reset alone (AllowReset is false)."""
    if "evseId" in request:
        known = request["evseId"] in range(1, len(station.config.evses) + 1)
        reason = "UnsupportedRequest" if known else "UnknownEvse"
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}  # B11.FR.09, B12.FR.09
    if request["type"] == "OnIdle" and not station.part(Transactions).idle:
        station.part(Reset).schedule()
        return {"status": "Scheduled"}  # B12.FR.01
    work = station.part(Reset).reset
    station.connection.after(lambda: station.tasks.start(work("RemoteReset"), "reset"))
    return {"status": "Accepted"}  # B12.FR.02


def variables(station: Core) -> list[Variable]:
    retries = partial(Variable, component="OCPPCommCtrlr", name="ResetRetries", data_type="integer", mutability=RW)
    allow = partial(Variable, component="EVSE", name="AllowReset", data_type="boolean", value="false")
    evses = range(1, len(station.config.evses) + 1)
    return [retries(value="0", minimum=0, maximum=DAY), *(allow(evse=evse) for evse in evses)]


BLOCK = Block(
    state=Reset,
    handlers={"Reset": reset},
    variables=variables,
    powered_off=lambda station: station.part(Reset).forget(),
)
