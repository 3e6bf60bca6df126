"""A driver who comes to a station with a reservation, or without one (H03)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving
from ocpp_conformance.conformance.station.states import energy_transfer_started, visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Payload


@asynccontextmanager
async def coming(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[tuple[Desk, Visit]]:
    """The station takes reservations, and a driver comes to its first connector with this card."""
    async with reserving(csms) as desk, visiting(csms, driver, card) as visit:
        yield desk, visit


async def charges(visit: Visit, source: Source) -> int:
    """The driver plugs in and presents the card, and energy flows, as the source demands; returns the bookmark from
    before the card."""
    await visit.plug_in()
    await visit.csms.settled()
    since = await visit.start()
    await energy_transfer_started(visit, source)
    await visit.csms.settled()
    return since


def names_reservation(visit: Visit, source: Source, reservation: Payload, *, since: int) -> None:
    """A TransactionEvent from a bookmark on has the id of the reservation."""
    told = [event["reservationId"] for event in visit.events(since)]
    misses = () if reservation["id"] in told else (Miss("/reservationId", str(reservation["id"]), f"{told}"),)
    visit.csms.checklist.book(source, misses)
