"""K10: the CSMS clears charging profiles."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    DEFAULT,
    STATION_MAX,
    Profiles,
    profiling,
    spread,
    told,
)
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import by_id, unreported
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness import times
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("smartcharging",)


@case("PART2-CS-K10-01", "A profile that there is not is unknown", topics=_TOPICS)
async def test_no_such_profile(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await spread(profiles)
        unused = profiles.profile(1, None)["id"]
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": unused})
        reply.meets("K10.FR.01", status="Unknown")
        criteria = {"chargingProfilePurpose": DEFAULT, "stackLevel": profiles.levels(1)[0], "evseId": 0}
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
        reply.meets("K10.FR.01", status="Unknown")


@case("PART2-CS-K10-02", "A profile is cleared by its id", topics=_TOPICS)
async def test_profile_is_cleared(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, low, high = await spread(profiles)
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": low["id"]})
        reply.meets("K10.FR.03", status="Accepted")
        told(csms, "K10.FR.03", profiles, await profiles.reported(), station, high)


@case("PART2-CS-K10-03", "Profiles are cleared by criteria, those that meet all", topics=_TOPICS)
async def test_profiles_are_cleared_by_criteria(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        station, low, high = await spread(profiles)
        criteria = {"chargingProfilePurpose": DEFAULT, "stackLevel": low["stackLevel"], "evseId": 1}
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
        reply.meets("K10.FR.04", status="Accepted")
        told(csms, "K10.FR.04", profiles, await profiles.reported(), station, high)


@case("TC_K_05_CS")
async def test_profile_is_cleared_by_its_id(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        profile = await _default(profiles)
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": profile["id"]})
        reply.meets(step(2), status="Accepted")
        await unreported(profiles, "K10.FR.03", chargingProfile=by_id(profile))


@case("TC_K_06_CS", intents=PEOPLE)
async def test_profile_is_cleared_by_purpose_and_level(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles:
        profile = await _default(profiles)
        async with while_charging(csms, station_driver):
            await _cleared_by_criteria(profiles, profile)


@case("TC_K_24_CS", needs=(Need.SECOND_EVSE,))
async def test_profiles_are_cleared_at_every_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        profile = await _default(profiles)
        await _default(profiles, evse=2)
        await _cleared_by_criteria(profiles, profile)


@case("TC_K_07_CS")
async def test_nothing_has_purpose_and_level(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await _default(profiles, stackLevel=profiles.levels(2)[1])
        criteria = {"chargingProfilePurpose": STATION_MAX, "stackLevel": profiles.levels(1, STATION_MAX)[0]}
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
        reply.meets("K10.FR.01", status="Unknown")


@case("TC_K_08_CS")
async def test_nothing_has_the_id(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        unused = profiles.profile(LOW, None)["id"]
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": unused})
        reply.meets("K10.FR.01", status="Unknown")


async def _default(profiles: Profiles, evse: int = 1, **more: object) -> Payload:
    return await profiles.set(evse, (await rates(profiles)).profile(LOW, times.wall(), **more))


async def _cleared_by_criteria(profiles: Profiles, profile: Payload) -> None:
    criteria = {name: profile[name] for name in ("chargingProfilePurpose", "stackLevel")}
    reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
    reply.meets(step(2), status="Accepted")
    await unreported(profiles, "K10.FR.04", chargingProfile=criteria)
