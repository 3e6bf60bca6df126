"""The charging profiles that our CSMS sets at a station, and those that the station reports (K01, K09, K10)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, one_of, variable
from ocpp_conformance.conformance.station.connectors import connectors
from ocpp_conformance.conformance.station.variables import integer, members, value_of
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import written

COMPONENT = "SmartChargingCtrlr"
DEFAULT, STATION_MAX, TRANSACTION = "TxDefaultProfile", "ChargingStationMaxProfile", "TxProfile"
FIRST, REQUEST = 880_100, 8400
"""The ids of our profiles and requests count on from these."""
SOURCES = ("EMS", "Other", "SO", "CSO")
"""ChargingLimitSourceEnumType: with all of them nothing is left out."""
DAY, _NO_LIMIT, _LONG_AGO = 86_400, 99_999, 1.75e9
Placed = tuple[int, Payload]
"""A profile and the EVSE that it is for."""


@dataclass
class Profiles:
    """The profiles that a case sets: none has the id, or the purpose and stackLevel, of one that was there `before`.
    `request` is the requestId that was last asked with."""

    csms: CsmsProbe
    units: frozenset[str]
    highest: int
    evses: list[int]
    before: list[Placed] = field(default_factory=list)
    placed: dict[int, int] = field(default_factory=dict)
    """The EVSE of each that was accepted, by its id."""
    request: int = REQUEST
    _last: int = FIRST

    @property
    def unit(self) -> str:
        """A unit of schedules that the station takes: A, if it does."""
        return "A" if "A" in self.units or not self.units else min(self.units)

    def levels(self, number: int, purpose: str = DEFAULT) -> range:
        """So many stackLevels above those of the profiles that were there before. Raises `Inconclusive`."""
        taken = [profile["stackLevel"] for _, profile in self.before if profile["chargingProfilePurpose"] == purpose]
        first = max(taken, default=-1) + 1
        if first + number - 1 > self.highest:
            raise self.csms.checklist.give_up(f"{number} of the stackLevels up to {self.highest} are wanted: too few")
        return range(first, first + number)

    def profile(self, limit: float | Sequence[Payload], since: float | None, **more: object) -> Payload:
        """A profile, TxDefaultProfile at the first free stackLevel if nothing else is said: Absolute from a moment on,
        Relative without one. `limit` may be the periods. Fields of its schedule may be among the others."""
        schedule: dict[str, object] = {"id": 1, "chargingRateUnit": more.pop("chargingRateUnit", self.unit)}
        periods = limit if isinstance(limit, Sequence) else [{"startPeriod": 0, "limit": limit}]
        schedule["chargingSchedulePeriod"] = periods
        if since is not None:
            schedule["startSchedule"] = written(since)
        if "duration" in more:
            schedule["duration"] = more.pop("duration")
        purpose = str(more.get("chargingProfilePurpose", DEFAULT))
        return {
            "id": self._fresh_id(),
            "stackLevel": self.levels(1, purpose)[0],
            "chargingProfilePurpose": purpose,
            "chargingProfileKind": "Relative" if since is None else "Absolute",
            "chargingSchedule": [schedule],
            **more,
        }

    def _fresh_id(self) -> int:
        taken = {profile["id"] for _, profile in self.before}
        self._last = next(id for id in count(self._last + 1) if id not in taken)
        return self._last

    async def call(self, action: str, payload: Payload) -> ReceivedReply:
        """The answer to a CALL of smart charging. Raises `Inconclusive` where the station doesn't know it."""
        reply = await self.csms.call(action, payload)
        if reply.error in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED):
            reply.expects()
        return reply

    async def asked(self, evse: int, profile: Payload) -> ReceivedReply:
        """The answer to a SetChargingProfile; what it installs is cleared at the end."""
        reply = await self.call("SetChargingProfile", {"evseId": evse, "chargingProfile": profile})
        if reply["status"] == "Accepted":
            self.placed[profile["id"]] = evse
        return reply

    async def set(self, evse: int, profile: Payload) -> Payload:
        """A profile that the station has accepted, as a precondition."""
        (await self.asked(evse, profile)).expects(status="Accepted")
        return profile

    async def looked_up(self, **wanted: object) -> ReceivedReply:
        """The answer to a GetChargingProfiles, by default for any source (K09.FR.03 wants a criterion)."""
        self.request += 1
        request = {"requestId": self.request, "chargingProfile": {"chargingLimitSource": list(SOURCES)}, **wanted}
        return await self.call("GetChargingProfiles", request)

    async def parts(
        self, answered: Source | None = None, reported: Source | None = None, /, **wanted: object
    ) -> list[ReceivedCall]:
        """The ReportChargingProfiles that a GetChargingProfiles brings, with all that comes until the station is quiet;
        none where there are no such profiles, unless a source wants some."""
        since, reply = self.csms.mark, await self.looked_up(**wanted)
        demand(reply, answered, status=one_of("Accepted", "NoProfiles") if answered is None else "Accepted")
        if reply["status"] != "Accepted":
            return []
        told, more = [await awaited(self.csms, reported, "ReportChargingProfiles", since=since)], True
        while more:
            await self.csms.settled()
            told = self.csms.received("ReportChargingProfiles", since=since)
            more = bool(told[-1]["tbc"]) and await self.csms.comes("ReportChargingProfiles", since=told[-1].frame + 1)
        return told

    async def reported(self, **wanted: object) -> list[Placed]:
        """The profiles that the station reports for a request. Raises `Inconclusive` where a report is not valid."""
        parts = await self.parts(**wanted)
        for part in parts:
            if part.judgement is not None:
                raise self.csms.checklist.give_up("the report of charging profiles is not valid", frame=part.frame)
        return [(part["evseId"], profile) for part in parts for profile in part["chargingProfile"] or ()]

    async def named(self, profile: Payload) -> list[Placed]:
        """The profiles that the station reports with the id of this one."""
        return await self.reported(chargingProfile={"chargingProfileId": [profile["id"]]})

    async def rejected(self, source: Source, evse: int, profile: Payload) -> None:
        """The source wants a profile rejected."""
        (await self.asked(evse, profile)).meets(source, status="Rejected")


@asynccontextmanager
async def profiling(csms: CsmsProbe) -> AsyncIterator[Profiles]:
    """The station is Booted and charges smartly; the profiles that the block sets are cleared at its end.

    Raises `Inconclusive` where it doesn't.
    """
    await csms.booted()
    if not await charges_smartly(csms):
        raise csms.checklist.give_up("the station does not charge smartly")
    units = await members(csms, variable(COMPONENT, "RateUnit"))
    highest = await integer(csms, variable(COMPONENT, "ProfileStackLevel"))
    evses = sorted({evse for evse, _ in await connectors(csms)}) or [1]
    profiles = Profiles(csms, units, highest, evses)
    try:
        profiles.before = await profiles.reported()
        yield profiles
    finally:
        for id in profiles.placed:
            await csms.tidy(f"charging profile {id} is not cleared", "ClearChargingProfile", {"chargingProfileId": id})


async def _said(csms: CsmsProbe) -> set[str]:
    return {(await value_of(csms, variable(COMPONENT, name)) or "").lower() for name in ("Available", "Enabled")}


async def denies(csms: CsmsProbe) -> bool:
    """Whether the station says that it heeds no charging profiles."""
    return "false" in await _said(csms)


async def charges_smartly(csms: CsmsProbe) -> bool:
    """Whether the station heeds charging profiles; one that has neither of the two variables has a required one."""
    said = await _said(csms)
    if said & {"true", "false"}:
        return "false" not in said
    return await value_of(csms, variable(COMPONENT, "ProfileStackLevel")) is not None


async def spread(profiles: Profiles) -> tuple[Payload, Payload, Payload]:
    """Three profiles, as a precondition, that limit nothing: of the station as a whole, and two defaults of EVSE 1, the
    lower stackLevel first. A limit of the station itself that was there is not overruled: ours is not valid yet."""
    low, high = profiles.levels(2)
    holds = any(each["chargingProfilePurpose"] == STATION_MAX for _, each in profiles.before)
    later = {"validFrom": written(times.wall() + 30 * DAY)} if holds else {}
    station = profiles.profile(_NO_LIMIT, _LONG_AGO, chargingProfilePurpose=STATION_MAX, **later)
    defaults = [profiles.profile(_NO_LIMIT, _LONG_AGO, stackLevel=level) for level in (low, high)]
    await profiles.set(0, station)
    for each in defaults:
        await profiles.set(1, each)
    return station, defaults[0], defaults[1]


def told(csms: CsmsProbe, source: Source, profiles: Profiles, found: list[Placed], *due: Payload) -> None:
    """The source wants these of our profiles reported, each once and where it was set, and no other of ours; of those
    that were there before nothing is said."""
    ours = sorted((evse, profile["id"]) for evse, profile in found if profile["id"] in profiles.placed)
    wanted = sorted((profiles.placed[profile["id"]], profile["id"]) for profile in due)
    misses = () if ours == wanted else (Miss("our profiles by EVSE and id", f"{wanted}", f"{ours}"),)
    csms.checklist.book(source, misses, seen=f"{ours}")
