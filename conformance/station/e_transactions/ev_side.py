"""The cable is taken out of the car while a transaction waits for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, variable
from ocpp_conformance.conformance.station.car_states import energy_transfer_suspended
from ocpp_conformance.conformance.station.states import charging, event_told, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload


@asynccontextmanager
async def while_suspended(
    csms: CsmsProbe, driver: CaseDriver, card: Payload | None, *, stop: bool, unlock: bool
) -> AsyncIterator[Visit]:
    """EnergyTransferSuspended (Part 6, 2.19) as a precondition; the transaction still runs.

    `stop` is StopTxOnEVSideDisconnect, `unlock` UnlockOnEVSideDisconnect; a station without the latter unlocks nothing.
    """
    stops = variable("TxCtrlr", "StopTxOnEVSideDisconnect", attributeValue=str(stop).lower())
    unlocks = variable("OCPPCommCtrlr", "UnlockOnEVSideDisconnect", attributeValue=str(unlock).lower())
    await csms.booted()
    unlocking = configured(csms, unlocks, if_implemented=not unlock)
    async with configured(csms, stops), unlocking, visiting(csms, driver, card) as visit:
        await charging(visit)
        await energy_transfer_suspended(visit)
        await csms.settled()  # where the energy ends the transaction, its end may take a moment
        if visit.has_ended:
            raise csms.checklist.give_up("precondition not reached: the transaction ended with the energy transfer")
        yield visit


async def ev_lost(visit: Visit, told: Source, **more: object) -> int:
    """The cable is taken out of the car, which the station tells; returns the bookmark from before."""
    since = await visit.unplug_ev()
    event = await event_told(visit, told, since, "EVCommunicationLost")
    event.meets(told, triggerReason="EVCommunicationLost", transactionInfo={"chargingState": "Idle"}, **more)
    return since
