"""Transactions of an EV that speaks ISO 15118 (E15)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import Visit

WITH_EV = ("plug_in_15118", "present_token", "unplug")
"""The intents of a driver who has such an EV, and a card."""


@asynccontextmanager
async def with_ev(csms: CsmsProbe, driver: CaseDriver) -> AsyncIterator[Visit]:
    """EnergyTransferStarted; our CSMS sets no profile for the EV."""
    csms.answers("NotifyEVChargingNeeds", {"status": "Rejected"})
    async with visiting(csms, driver) as visit:
        visit.ev = {}
        await ev_connected(visit)
        await authorized(visit)
        await energy_transfer_started(visit)
        yield visit


async def ended_by_ev(visit: Visit) -> int:
    """The EV ends its session; returns the bookmark from before."""
    since = visit.csms.mark
    visit.deauthorized()
    await visit.driver.intend("end_ev_session", evse=visit.place[0], connector=visit.place[1])
    return since
