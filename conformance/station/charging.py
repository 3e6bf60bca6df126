"""A transaction in which energy flows, as what a case begins with, and its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.states import charging, visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload


@asynccontextmanager
async def while_charging(csms: CsmsProbe, driver: CaseDriver, card: Payload | None = None) -> AsyncIterator[Visit]:
    """EnergyTransferStarted (Part 6, 2.19) as a precondition; the driver leaves at the end."""
    async with visiting(csms, driver, card) as visit:
        await charging(visit)
        yield visit


async def ended(visit: Visit) -> ReceivedCall:
    """ParkingBayUnoccupied (Part 6, 2.19) as a precondition: the driver stops and drives away, and the station has said
    all of that; returns its Ended event."""
    await visit.stop()
    await visit.csms.settled()
    await visit.unplug()
    event = await visit.csms.next_call("TransactionEvent", since=visit.since, where={"eventType": "Ended"})
    await visit.csms.settled()
    return event
