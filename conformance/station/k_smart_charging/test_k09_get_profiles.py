"""K09: the CSMS asks for the charging profiles that are installed."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    DEFAULT,
    SOURCES,
    STATION_MAX,
    profiling,
    spread,
    told,
)
from ocpp_conformance.conformance.station.k_smart_charging.reports import by_id, pair, shown, unreported
from ocpp_conformance.conformance.station.visit import PEOPLE
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


@case("TC_K_29_CS")
async def test_profiles_of_evse_0(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, _ = await pair(profiles)
        await shown(profiles, step(2), step(3), station, chosen="K09.FR.05", evseId=0)


@case("TC_K_30_CS")
async def test_profiles_of_one_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, default = await pair(profiles)
        await shown(profiles, step(2), step(3), default, chosen="K09.FR.04", evseId=1)


@case("TC_K_31_CS")
async def test_profiles_of_no_evse_in_particular(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, default = await pair(profiles)
        await shown(profiles, step(2), step(3), station, default, chosen="K09.FR.06")


@case("TC_K_32_CS")
async def test_profile_by_its_id(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, _ = await pair(profiles)
        await shown(profiles, step(2), step(3), station, chargingProfile=by_id(station))


@case("TC_K_33_CS")
async def test_profiles_of_an_evse_by_level(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, default = await pair(profiles)  # of the level that is asked for, else there was nothing to report
        criteria = {"stackLevel": default["stackLevel"]}
        await shown(profiles, step(2), step(3), default, chosen="K09.FR.04", evseId=1, chargingProfile=criteria)


@case("TC_K_34_CS")
async def test_profiles_of_an_evse_by_source(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        known = {part["chargingLimitSource"] for part in await profiles.parts(evseId=1)}
        others = sorted(set(SOURCES) - known - {"CSO"})
        if not others:
            raise csms.checklist.give_up("EVSE 1 has profiles of every chargingLimitSource")
        _, default = await pair(profiles)
        ours, other = {"chargingLimitSource": ["CSO"]}, {"chargingLimitSource": others[:1]}
        await shown(profiles, step(2), step(3), default, chosen="K09.FR.04", evseId=1, chargingProfile=ours)
        await unreported(profiles, step(6), evseId=1, chargingProfile=other)


@case("TC_K_35_CS", intents=PEOPLE)
async def test_profiles_of_an_evse_by_purpose(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver):
        _, default = await pair(profiles)
        criteria = {"chargingProfilePurpose": DEFAULT}
        await shown(profiles, step(2), step(3), default, chosen="K09.FR.04", evseId=1, chargingProfile=criteria)


@case("TC_K_36_CS")
async def test_profiles_of_an_evse_by_purpose_and_level(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, default = await pair(profiles)
        criteria = {"chargingProfilePurpose": DEFAULT, "stackLevel": default["stackLevel"]}
        await shown(profiles, step(2), step(3), default, chosen="K09.FR.04", evseId=1, chargingProfile=criteria)
