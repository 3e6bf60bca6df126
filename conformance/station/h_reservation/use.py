"""A driver who comes to a station with a reservation, or without one (H03)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, one_of
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving
from ocpp_conformance.conformance.station.states import visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Payload


@asynccontextmanager
async def coming(csms: CsmsProbe, driver: CaseDriver, card: Payload | None) -> AsyncIterator[tuple[Desk, Visit]]:
    """The station takes reservations, and a driver comes to its first connector with this card."""
    async with reserving(csms) as desk, visiting(csms, driver, card) as visit:
        yield desk, visit


async def charges(visit: Visit, source: Source) -> int:
    """The driver plugs in and presents the card, and energy flows or waits for the EV alone, as the source demands;
    returns the bookmark from before the card."""
    csms, offered = visit.csms, {"transactionInfo": {"chargingState": one_of("Charging", "SuspendedEV")}}
    await visit.plug_in()
    await csms.settled()
    since = await visit.start()
    due = source if visit.has_started or visit.starts - {"ParkingBayOccupancy"} else None
    await awaited(csms, due, "TransactionEvent", since=since, within=csms.patience.boot, where=offered)
    await csms.settled()
    return since


def names_reservation(visit: Visit, source: Source, reservation: Payload, *, since: int) -> None:
    """A TransactionEvent from a bookmark on has the id of the reservation."""
    told = [event["reservationId"] for event in visit.events(since)]
    misses = () if reservation["id"] in told else (Miss("/reservationId", str(reservation["id"]), f"{told}"),)
    visit.csms.checklist.book(source, misses)
