"""A driver who comes to a station with a reservation, or without one (H03)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, one_of
from ocpp_conformance.conformance.station.h_reservation.reservations import Desk, reserving
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
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


async def served(visit: Visit, card: Source, energy: Source) -> None:
    """The reusable states Authorized and EnergyTransferStarted, the card before the cable, each under its source."""
    await authorized(visit, card, card)
    await plugged_in(visit, energy)


async def plugged_in(visit: Visit, energy: Source) -> None:
    """The reusable state EnergyTransferStarted from Authorized on, under its source."""
    await ev_connected(visit, energy, energy)
    await energy_transfer_started(visit, energy)


def none_charges(visit: Visit, source: Source, *, since: int) -> None:
    """No TransactionEvent from a bookmark on says that energy flows, as the source demands."""
    found = [event for event in visit.events(since) if event["transactionInfo"].get("chargingState") == "Charging"]
    misses = tuple(Miss("/transactionInfo/chargingState", "not Charging", "Charging") for _ in found[:1])
    visit.csms.checklist.book(source, misses, frame=found[0].frame if found else None)


def names_reservation(visit: Visit, source: Source, reservation: Payload, *, since: int) -> None:
    """A TransactionEvent from a bookmark on has the id of the reservation."""
    told = [event["reservationId"] for event in visit.events(since)]
    misses = () if reservation["id"] in told else (Miss("/reservationId", str(reservation["id"]), f"{told}"),)
    visit.csms.checklist.book(source, misses)
