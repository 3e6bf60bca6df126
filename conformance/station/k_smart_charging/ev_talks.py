"""What a station and an EV agree on by ISO 15118, as the CSMS sees it (K15 to K17)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ocpp_conformance.conformance.case import NOTHING, PRESENT, CaseDriver, CsmsProbe
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    composite,
    limits,
    unlimited,
)
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

NEEDS, SCHEDULE = "NotifyEVChargingNeeds", "NotifyEVChargingSchedule"
WITH_EV = ("plug_in_15118", "present_token", "unplug")
"""The intents of a driver whose EV speaks ISO 15118."""
_LESS = 0.7
"""The share of a limit that another one is, which is to show."""


@dataclass
class Talk:
    """A visit with such an EV, and the profile that our CSMS has set for it last, to this limit."""

    profiles: Profiles
    visit: Visit
    limit: float = 0.0
    profile: Payload = field(default_factory=dict)

    @property
    def csms(self) -> CsmsProbe:
        """Our CSMS."""
        return self.visit.csms

    async def set_profile(self, limit: float | None = None) -> int:
        """Our CSMS offers so much, else half of what the EVSE may give, or less than it has offered before; returns the
        bookmark from before."""
        since = self.csms.mark
        await self.profiles.set(self.visit.place[0], await self.next_profile(limit))
        return since

    async def next_profile(self, limit: float | None = None) -> Payload:
        """The profile that offers that."""
        if limit is not None:
            self.limit = limit
        elif self.profile:
            self.limit = float(round(self.limit * _LESS))
        else:
            _, self.limit = await unlimited(self.profiles)
        again = {"id": self.profile["id"], "stackLevel": self.profile["stackLevel"]} if self.profile else {}
        about = of_transaction(self.visit)
        self.profile = self.profiles.profile(self.limit, None, **about, **again)
        return self.profile

    async def schedule(self, since: int, *sources: Source) -> ReceivedCall:
        """The schedule that the station tells after this bookmark; each source demands it, none is a precondition."""
        csms = self.csms
        told = await awaited(csms, sources[0] if sources else None, SCHEDULE, since=since, within=csms.patience.boot)
        for source in sources:
            told.meets(source, evseId=self.visit.place[0], chargingSchedule={"chargingSchedulePeriod": PRESENT})
        told.expects(chargingSchedule={"chargingSchedulePeriod": PRESENT})
        return told

    def fits(self, told: ReceivedCall, source: Source) -> None:
        """The source wants a schedule of the EV within what was offered to it."""
        most = _most(told)
        if told["chargingSchedule"]["chargingRateUnit"] != self.profiles.unit:
            raise self.csms.checklist.give_up("the schedule is in another unit than the profile", frame=told.frame)
        misses = () if most <= self.limit + 0.1 else (Miss("limit", f"at most {self.limit:g}", f"{most:g}"),)
        self.csms.checklist.book(source, misses, frame=told.frame, seen=f"{most:g} of {self.limit:g}")

    def selected(self, told: ReceivedCall, source: Source) -> None:
        """The source wants the schedule that the EV has selected told, the only one that it was offered."""
        periods = [{"startPeriod": 0, "limit": self.limit}]
        told.meets(source, chargingSchedule={"id": 1, "chargingSchedulePeriod": periods})

    async def is_in_composite(self, told: ReceivedCall, source: Source) -> None:
        """The source wants the composite schedule to heed what the EV has chosen."""
        most = _most(told)
        if most > self.limit * 0.9:
            raise self.csms.checklist.give_up("the EV takes all that it is offered: the composite can't tell")
        await self.csms.settled()
        limits(self.csms, source, await composite(self.profiles), most, EARLY, LATE)


@asynccontextmanager
async def talking(csms: CsmsProbe, driver: CaseDriver, **ev: object) -> AsyncIterator[Talk]:
    """A driver with an EV that speaks ISO 15118 comes to a station that does, and charges smartly; leaves at the end.

    Raises `Inconclusive` for another station.
    """
    async with profiling(csms) as profiles:
        await expects_iso15118(csms)
        csms.answers(NEEDS, {"status": "Accepted"})
        csms.answers(SCHEDULE, {"status": "Accepted"})
        async with visiting(csms, driver) as visit:
            visit.ev = ev
            yield Talk(profiles, visit)


async def needs_told(talk: Talk, *sources: Source) -> ReceivedCall:
    """The EV is plugged in and its driver authorized; the station tells what it needs, which each source demands, the
    last with AC or DC parameters."""
    await ev_connected(talk.visit)
    await authorized(talk.visit)
    return await needs_after(talk, talk.visit.plugged or 0, *sources)


async def needs_after(talk: Talk, since: int, *sources: Source) -> ReceivedCall:
    """The needs that the station tells after a bookmark, in the same way."""
    csms = talk.csms
    told = await awaited(csms, sources[0] if sources else None, NEEDS, since=since, within=csms.patience.boot)
    if sources:
        told.meets(sources[0], evseId=talk.visit.place[0])
        direct = (told["chargingNeeds"] or {}).get("requestedEnergyTransfer") == "DC"
        due, other = ("dcChargingParameters", "acChargingParameters")[:: 1 if direct else -1]
        told.meets(sources[-1], chargingNeeds={due: PRESENT, other: NOTHING})
    return told


async def agreed(talk: Talk, limit: float | None = None) -> ReceivedCall:
    """Charging with an EV that was offered a profile, to this limit if one is given, as K15 goes, as a precondition;
    returns its schedule."""
    await needs_told(talk)
    told = await talk.schedule(await talk.set_profile(limit))
    await energy_transfer_started(talk.visit)
    return told


async def renegotiated(talk: Talk, driver: CaseDriver) -> int:
    """The EV asks for another schedule; returns the bookmark from before."""
    since = talk.csms.mark
    await driver.intend("renegotiate_ev", evse=talk.visit.place[0], energy=8_000)
    return since


def _most(told: ReceivedCall) -> float:
    return max(float(each["limit"]) for each in told["chargingSchedule"]["chargingSchedulePeriod"])
