"""The reusable states of Part 6, 2.19, that a car brings about: in the parking bay, and with suspended energy; the rest
is in `states`, which says how sources are used."""

from __future__ import annotations

from ocpp_conformance.conformance.case import absent_or, one_of, variable
from ocpp_conformance.conformance.station.states import event_told
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source


async def parking_bay_occupied(visit: Visit, told: Source | None = None) -> None:
    """ParkingBayOccupied: the car drives into the bay, which is told when TxStartPoint contains ParkingBayOccupancy."""
    since = await visit.car.park()
    if "ParkingBayOccupancy" in visit.starts:
        event = await event_told(visit, told, since, "EVDetected")
        demand(event, told, triggerReason="EVDetected")


async def energy_transfer_suspended(visit: Visit, told: Source | None = None) -> None:
    """EnergyTransferSuspended: the EV takes no more energy, which is told unless TxStopPoint contains
    EnergyTransfer."""
    stops = await members(visit.csms, variable("TxCtrlr", "TxStopPoint"))
    since = await visit.car.suspend()
    if "EnergyTransfer" in stops:
        return
    event = await event_told(visit, told, since, "ChargingStateChanged")
    reason = {"stoppedReason": "StoppedByEV"} if event["eventType"] == "Ended" else {}
    info = {"chargingState": one_of("EVConnected", "SuspendedEV"), **reason}
    demand(event, told, triggerReason="ChargingStateChanged", transactionInfo=info)


async def parking_bay_unoccupied(visit: Visit, told: Source | None = None) -> None:
    """ParkingBayUnoccupied: the car leaves the bay, which ends the transaction when TxStopPoint contains
    ParkingBayOccupancy and it had not ended before. The driver had stopped: that is the reason."""
    stops = await members(visit.csms, variable("TxCtrlr", "TxStopPoint"))
    due = "ParkingBayOccupancy" in stops and not visit.has_ended
    since = await visit.car.depart()
    if due:
        event = await event_told(visit, told, since, "EVDeparted")
        reason = {"stoppedReason": absent_or("Local")}
        demand(event, told, triggerReason="EVDeparted", eventType="Ended", transactionInfo=reason)
