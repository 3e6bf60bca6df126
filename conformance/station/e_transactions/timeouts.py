"""A driver is authorized, and no cable is plugged in."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CsmsProbe, at_least, variable
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import READINGS, Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches

TIMEOUT = 20
"""EVConnectionTimeOut, in OCPP seconds."""


def patient(csms: CsmsProbe) -> AbstractAsyncContextManager[None]:
    """For the block the station waits so long for the cable."""
    return configured(csms, variable("TxCtrlr", "EVConnectionTimeOut", attributeValue=str(TIMEOUT)))


async def times_out(visit: Visit, source: Source, *, may_go_on: bool) -> None:
    """The time for the cable passes, no sooner than is set, which is told where the transaction had started: it ends
    with Timeout, or is Updated where it `may_go_on`, as it may while a car is waited for to leave (E03.FR.15)."""
    csms = visit.csms
    if not visit.has_started:
        await csms.listen(csms.patience.scaled(1.2 * TIMEOUT) + csms.patience.quiet)
        return
    parks = "ParkingBayOccupancy" in await members(csms, variable("TxCtrlr", "TxStopPoint"))
    start, wanted = visit.events()[0], {"triggerReason": "EVConnectTimeout"}
    late = csms.patience.too_late(TIMEOUT)
    event = await csms.must_send(source, "TransactionEvent", since=start.frame, within=late, where=wanted)
    if not ((may_go_on or parks) and event["eventType"] == "Updated"):
        event.meets(source, eventType="Ended", transactionInfo={"stoppedReason": "Timeout"})
    waited = mismatches(at_least(csms.patience.too_early(TIMEOUT)), event.at - start.at, "real seconds")
    csms.checklist.book(source, waited, frame=event.frame)


def only_plugs_in(visit: Visit, source: Source, since: int) -> None:
    """From a bookmark on the TransactionEvents tell of a cable, and of no energy; readings don't count."""
    told = [event for event in visit.events(since) if event["triggerReason"] not in READINGS]
    misses = [miss for event in told for miss in mismatches({"triggerReason": "CablePluggedIn"}, event.payload)]
    visit.csms.checklist.book(source, (*misses, *no_energy(visit, since)), frame=told[0].frame if told else None)


def no_energy(visit: Visit, since: int) -> tuple[Miss, ...]:
    """What is missed where a TransactionEvent from a bookmark on says that energy flows."""
    states = [event["transactionInfo"].get("chargingState") for event in visit.events(since)]
    return tuple(
        Miss("/transactionInfo/chargingState", "no energy", "Charging") for each in states if each == "Charging"
    )
