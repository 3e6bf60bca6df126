"""What Part 6 has a station and an EV agree on by ISO 15118, with its limits (K15 to K17)."""

from __future__ import annotations

from ocpp_conformance.conformance.case import one_of
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import SCHEDULE, Talk
from ocpp_conformance.conformance.station.k_smart_charging.phases import of_evse
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.conformance.station.visit import READINGS
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall

_WATTS = {"1": 230, "2": 460, "3": 690}
"""By the phases of an EVSE, what Part 6 takes for an A (errata 2025-09, 6.2.69)."""


async def limit_of(profiles: Profiles, amperes: float) -> float:
    """This limit in the unit of the station's schedules."""
    if profiles.unit == "A":
        return amperes
    phases = await value_of(profiles.csms, of_evse("SupplyPhases"))
    return amperes * _WATTS.get(phases or "3", 690)


async def schedules_told(talk: Talk, since: int) -> list[ReceivedCall]:
    """The schedules that the station tells from a bookmark on, once the EV has had the time to choose one."""
    await talk.csms.listen(talk.csms.patience.silence(5))
    await talk.csms.settled()
    return talk.csms.received(SCHEDULE, since=since)


def begins_at_once(told: ReceivedCall, source: Source) -> None:
    """The source wants the first period of a schedule to begin with it."""
    first = told["chargingSchedule"]["chargingSchedulePeriod"][0]["startPeriod"]
    misses = (Miss("startPeriod", "0", f"{first}"),) if first else ()
    told.checklist.book(source, misses, frame=told.frame)


async def may_tell_schedule(talk: Talk, source: Source, within: Source, *, since: int) -> None:
    """A schedule of the EV, which may come where it returns a profile, is of its EVSE, under the first source, and
    fits into what it was offered, under the second."""
    for told in await schedules_told(talk, since):
        told.meets(source, evseId=talk.visit.place[0])
        talk.fits(told, within)


def may_tell_rate(talk: Talk, source: Source, *, since: int) -> None:
    """The first TransactionEvent from a bookmark on that is no reading, if one comes, says that the rate has changed,
    or the state: an EV may pause while it negotiates."""
    for event in talk.visit.events(since):
        if event["triggerReason"] not in READINGS:
            event.meets(source, triggerReason=one_of("ChargingRateChanged", "ChargingStateChanged"))
            return
