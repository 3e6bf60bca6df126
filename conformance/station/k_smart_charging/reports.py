"""What a station reports of the charging profiles that our CSMS has set, as the cases of Part 6 want it (K01, K09)."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.conformance.case import absent_or
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, STATION_MAX, Profiles, told
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import epoch, written

_MOMENTS = ("startSchedule", "validFrom", "validTo")


def by_id(profile: Payload) -> Payload:
    """The criterion that asks for one profile."""
    return {"chargingProfileId": [profile["id"]]}


async def installed(profiles: Profiles, source: Source, evse: int, profile: Payload) -> None:
    """The source wants a profile accepted."""
    (await profiles.asked(evse, profile)).meets(source, status="Accepted")


def of_station(profiles: Profiles) -> dict[str, object]:
    """What makes a profile that of the station itself; one that was there is not overruled: ours is not valid yet."""
    holds = any(each["chargingProfilePurpose"] == STATION_MAX for _, each in profiles.before)
    later = {"validFrom": written(times.wall() + 30 * DAY)} if holds else {}
    return {"chargingProfilePurpose": STATION_MAX, **later}


async def pair(profiles: Profiles) -> tuple[Payload, Payload]:
    """Two profiles of one stackLevel, as a precondition: of the station, and a default of EVSE 1."""
    amounts, now = await rates(profiles), times.wall()
    level = max(profiles.levels(1, STATION_MAX)[0], profiles.levels(1)[0])
    station = amounts.profile(LOW, now, duration=DAY, stackLevel=level, **of_station(profiles))
    default = amounts.profile(LOW, now, duration=DAY, stackLevel=level)
    return await profiles.set(0, station), await profiles.set(1, default)


async def shown(
    profiles: Profiles,
    answered: Source,
    reported: Source,
    *due: Payload,
    chosen: Source | None = None,
    **wanted: object,
) -> None:
    """`answered` wants a GetChargingProfiles accepted; `reported` reports with its requestId, of which the last says
    so, and these of our profiles in them, as they were set; `chosen`, by default the same, wants each where it was set,
    once, and no other of ours."""
    csms = profiles.csms
    parts = await profiles.parts(answered, reported, **wanted)
    for part in parts:
        last = part is parts[-1]
        part.meets(reported, requestId=profiles.request, tbc=absent_or(False) if last else True)
    found = [(part["evseId"], each) for part in parts for each in part["chargingProfile"] or ()]
    told(csms, chosen or reported, profiles, found, *due)
    for profile in due:
        for _, each in [one for one in found if one[1]["id"] == profile["id"]]:
            csms.checklist.book(reported, mismatches(_as_set(profile), each))


async def unreported(profiles: Profiles, source: Source, **wanted: object) -> None:
    """The source wants no profile found."""
    (await profiles.looked_up(**wanted)).meets(source, status="NoProfiles")


def _as_set(value: object, name: str = "") -> object:
    """The demand for what was set: times of other forms are the same, as is no numberPhases for 3 (K01.FR.49);
    transactionId is for SetChargingProfile."""
    if isinstance(value, Mapping):
        return {key: _as_set(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_set(each) for each in value]
    if name in _MOMENTS:
        return Matcher(f"the moment {value}", lambda told: _same_moment(value, told))
    return absent_or(value) if name == "transactionId" or (name, value) == ("numberPhases", 3) else value


def _same_moment(due: object, told: object) -> bool:
    begin, seen = epoch(due), epoch(told)
    return begin is not None and seen is not None and abs(begin - seen) < 1
