"""K10: the CSMS clears charging profiles."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DEFAULT, profiling, spread, told

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
