"""A transaction in which energy flows, as what a case begins with, and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.rpc import Payload


@asynccontextmanager
async def charging(csms: CsmsProbe, driver: CaseDriver, card: Payload | None = None) -> AsyncIterator[Visit]:
    """EnergyTransferStarted (Part 6, 2.19) as a precondition, cable first; the driver leaves at the end."""
    async with visiting(csms, driver, card) as visit:
        await ev_connected(visit)
        await authorized(visit)
        await energy_transfer_started(visit)
        yield visit


async def ends(visit: Visit) -> None:
    """ParkingBayUnoccupied (Part 6, 2.19) as a precondition: the driver stops and drives away, the transaction has
    ended, and the station has said so."""
    await visit.stop()
    await visit.csms.settled()
    await visit.unplug()
    await visit.csms.next_call("TransactionEvent", since=visit.since, where={"eventType": "Ended"})
    await visit.csms.settled()
