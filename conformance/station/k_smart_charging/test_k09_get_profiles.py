"""K09: the CSMS asks for the charging profiles that are installed."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    DEFAULT,
    STATION_MAX,
    profiling,
    spread,
    told,
)
from ocpp_conformance.harness.evidence import Miss

_TOPICS = ("smartcharging",)


@case("PART2-CS-K09-01", "Each part of a report repeats the requestId", topics=_TOPICS, subject=("K09.FR.01",))
async def test_report_repeats_the_request_id(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await spread(profiles)
        await profiles.parts()


@case("PART2-CS-K09-02", "Each part of a report but the last says that more follows", topics=_TOPICS)
async def test_more_follows(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await spread(profiles)
        parts = await profiles.parts()
        if len(parts) < 2:
            raise csms.checklist.give_up("the report came in one message")
        wrong = [part for part in parts if (part["tbc"] or False) is (part is parts[-1])]
        misses = [Miss("tbc", str(part is not parts[-1]).lower(), str(part["tbc"]).lower()) for part in wrong]
        csms.checklist.book("K09.FR.02", tuple(misses), frame=(wrong or parts)[0].frame, seen=f"{len(parts)} parts")


@case("PART2-CS-K09-03", "The profiles of an EVSE that meet every criterion", topics=_TOPICS)
async def test_profiles_of_an_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, low, high = await spread(profiles)
        found = await profiles.reported(evseId=1)
        told(csms, "K09.FR.04", profiles, found, low, high)
        found = await profiles.reported(evseId=1, chargingProfile={"stackLevel": low["stackLevel"]})
        told(csms, "K09.FR.04", profiles, found, low)
        both = {"chargingProfilePurpose": DEFAULT, "stackLevel": high["stackLevel"]}
        told(csms, "K09.FR.04", profiles, await profiles.reported(evseId=1, chargingProfile=both), high)
        neither = {"chargingProfilePurpose": STATION_MAX, "stackLevel": high["stackLevel"]}
        told(csms, "K09.FR.04", profiles, await profiles.reported(evseId=1, chargingProfile=neither))


@case("PART2-CS-K09-04", "The profiles of the station itself", topics=_TOPICS)
async def test_profiles_of_the_station(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, _, _ = await spread(profiles)
        told(csms, "K09.FR.05", profiles, await profiles.reported(evseId=0), station)
        other = {"chargingProfilePurpose": DEFAULT}
        told(csms, "K09.FR.05", profiles, await profiles.reported(evseId=0, chargingProfile=other))


@case("PART2-CS-K09-05", "The profiles at all places", topics=_TOPICS)
async def test_profiles_everywhere(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, low, high = await spread(profiles)
        told(csms, "K09.FR.06", profiles, await profiles.reported(), station, low, high)
        default = {"chargingProfilePurpose": DEFAULT}
        told(csms, "K09.FR.06", profiles, await profiles.reported(chargingProfile=default), low, high)
