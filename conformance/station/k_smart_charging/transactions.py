"""Transactions that begin with, or have, a charging profile of their own (K02, K05)."""

from __future__ import annotations

from ocpp_conformance.conformance.station.k_smart_charging.profiles import TRANSACTION, Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import composite, heeds
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.times import epoch

_WHILE = 3.0
"""Real seconds, as the clock of a station does not scale."""


def of_transaction(visit: Visit) -> dict[str, object]:
    """What makes a profile that of the transaction that runs."""
    return {"chargingProfilePurpose": TRANSACTION, "transactionId": visit.transaction_id}


async def goes_on(visit: Visit, source: Source) -> None:
    """The source wants the transaction to go on: no event has ended it."""
    await visit.csms.settled()
    ends = [event for event in visit.events(visit.since) if event["eventType"] == "Ended"]
    misses = (Miss("eventType", "no Ended event", "Ended"),) if ends else ()
    visit.csms.checklist.book(source, misses, frame=ends[0].frame if ends else None)


async def charged_for_a_while(profiles: Profiles, visit: Visit) -> None:
    """Wait until the EV has charged for so long that it makes a difference, whatever the station's clock says."""
    elapsed = (await composite(profiles)).start - _charging_since(visit)
    await visit.csms.listen(min(max(0.0, _WHILE - elapsed), _WHILE))


async def counts_from_charging(profiles: Profiles, visit: Visit, source: Source, limit: float, period: int) -> None:
    """The source wants a period of this limit to end so many seconds after the EV first charged, or before."""
    found = await composite(profiles)
    heeds(visit.csms, found, limit, 0)
    due = _charging_since(visit) + period - found.start
    begins = [each["startPeriod"] for each in found.schedule["chargingSchedulePeriod"] if each["limit"] > limit * 1.1]
    seen = f"{min(begins):g} s" if begins else "never"
    right = bool(begins) and min(begins) <= due + _WHILE / 2
    misses = () if right else (Miss("end of the first period", f"{due:.0f} s from now, or before", seen),)
    visit.csms.checklist.book(source, misses, frame=found.reply.frame, seen=seen)


def _charging_since(visit: Visit) -> float:
    """When the EV first charged, by the station's clock. Raises `Inconclusive` where it tells no time."""
    for event in visit.events():
        moment = epoch(event["timestamp"])
        if event["transactionInfo"].get("chargingState") == "Charging" and moment is not None:
            return moment
    raise visit.csms.checklist.give_up("the station did not tell when it charged")
