"""More readings, or more events of an outage, than a station keeps (E06, J02)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.e_transactions.outages import patient
from ocpp_conformance.conformance.station.sampling import Readings, sampling

MANY = 12
"""Readings that the cases wait for: more than a station keeps that has room for few."""
_INTERVAL = 5


@asynccontextmanager
async def read_often(csms: CsmsProbe, component: str, when: str) -> AsyncIterator[None]:
    """For the block the station is Booted, takes readings of a kind often, and does not come back at once."""
    await csms.booted()
    async with patient(csms), sampling(csms, Readings(component, when, when, _INTERVAL)):
        yield


async def many(csms: CsmsProbe) -> None:
    """So many readings are taken."""
    await csms.listen(csms.patience.scaled(MANY * _INTERVAL))
