"""Where a station starts and ends transactions: TxStartPoint and TxStopPoint, as a case wants them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import Visit

START_POINTS = ("ParkingBayOccupancy", "EVConnected", "Authorized", "DataSigned", "PowerPathClosed", "EnergyTransfer")
"""The members that TxStartPoint may have, in the order in which a session mostly reaches them."""


def starting_at(csms: CsmsProbe, point: str, without: Collection[str] = ()) -> AbstractAsyncContextManager[None]:
    """For the block transactions start at this point; TxStartPoint has no member that `without` names."""
    return _at(csms, "TxStartPoint", (point,), without)


def stopping_at(csms: CsmsProbe, *points: str, without: Collection[str] = ()) -> AbstractAsyncContextManager[None]:
    """For the block transactions end at the first of these points that the station can be told, or one that it is fixed
    at; TxStopPoint has no member that `without` names."""
    return _at(csms, "TxStopPoint", points, without)


def begins_without_a_bay(visit: Visit) -> None:
    """A precondition: a transaction begins although nobody drives into the bay."""
    if visit.starts <= {"ParkingBayOccupancy"}:
        raise visit.csms.checklist.give_up("precondition not reached: a transaction begins with the parking bay alone")


@asynccontextmanager
async def _at(csms: CsmsProbe, name: str, points: Collection[str], without: Collection[str]) -> AsyncIterator[None]:
    """A precondition: a station of another kind is not what the case is for, and it becomes inconclusive."""
    await csms.booted()
    about = variable("TxCtrlr", name)
    for point in points:
        async with configured(csms, {**about, "attributeValue": point}, if_implemented=True):
            now = await members(csms, about)
            if point in now and not now & set(without):
                yield
                return
    wanted = f"{name} is {' or '.join(points)}" + (f", without {', '.join(without)}" if without else "")
    raise csms.checklist.give_up(f"precondition not reached: {wanted}")
