"""More readings, or more events of an outage, than a station keeps (E06, J02)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.e_transactions.outages import patient
from ocpp_conformance.conformance.station.memory import trusted_offline
from ocpp_conformance.conformance.station.sampling import Readings, sampling
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.rpc import Payload

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


@asynccontextmanager
async def known_offline(csms: CsmsProbe, driver: CaseDriver, tokens: Mapping[str, Payload]) -> AsyncIterator[Visit]:
    """A driver whose card the station trusts offline."""
    async with (
        trusted_offline(csms, driver, tokens.get("accepted")) as card,
        visiting(csms, driver, card, unasked=True) as visit,
    ):
        yield visit


async def ended(visit: Visit, since: int) -> None:
    """The transaction has ended, by a cable that is taken off where it takes that, and all of it was told."""
    csms = visit.csms
    await csms.settled()
    if not visit.has_ended and visit.connected:
        await visit.unplug()
    await csms.next_call("TransactionEvent", since=since, where={"eventType": "Ended"}, within=csms.patience.boot)
    await csms.settled()
