"""K10 to K13: a limit that another system than the CSMS sets, and takes back."""

from ocpp_conformance.conformance.case import NOT_EMPTY, CaseDriver, CsmsProbe, absent_or, case, step, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.external import LIMITS, limited
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import draws, flowing, rate_changes, shows
from ocpp_conformance.conformance.station.k_smart_charging.profiles import COMPONENT, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    composite,
    frees,
    heeds,
    limits,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.probes import mismatches

_TOPICS = ("smartcharging",)
_NOTICE = "NotifyChargingLimit"
_WITH_SCHEDULES = variable(COMPONENT, "NotifyChargingLimitWithSchedules", attributeValue="true")
_AS_SUCH = ("K12.FR.05", "K11.FR.06")
_BOTH = (*PEOPLE, *LIMITS)
_RATE_CHANGED = {"triggerReason": "ChargingRateChanged"}


@case(
    "PART2-CS-K12-01",
    "The CSMS is told of a limit that another system sets",
    topics=_TOPICS,
    intents=LIMITS,
    subject=("K12.FR.04",),
)
async def test_limit_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, limited(profiles, station_driver) as external:
        await csms.must_send("K12.FR.02", _NOTICE, since=external.since)
        limits(csms, "K12.FR.01", await composite(profiles, 0), external.limit, EARLY, LATE)


@case("PART2-CS-K12-02", "The CSMS is told of the schedule of another system", topics=_TOPICS, intents=LIMITS)
async def test_limit_is_told_with_its_schedule(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    wanted = configured(csms, _WITH_SCHEDULES)
    async with profiling(csms) as profiles, wanted, limited(profiles, station_driver) as external:
        notice = await csms.next_call(_NOTICE, since=external.since)
        notice.meets("K12.FR.03", chargingSchedule=NOT_EMPTY)


@case(
    "PART2-CS-K12-03", "A limit of another system is reported as such", topics=_TOPICS, intents=LIMITS, subject=_AS_SUCH
)
async def test_limit_is_reported(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, limited(profiles, station_driver) as external:
        _, profile = await external.profile()
        wanted = {"chargingProfilePurpose": "ChargingStationExternalConstraints"}  # whatever the source is said to be
        csms.checklist.book("K12.FR.05", mismatches(wanted, profile))


@case("TC_K_52_CS", intents=LIMITS)
async def test_limit_is_reported_by_its_purpose(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, limited(profiles, station_driver):
        external = {"chargingProfilePurpose": "ChargingStationExternalConstraints"}
        parts = await profiles.parts(step(2), step(3), chargingProfile=external)
        for part in parts:
            part.meets(step(3), requestId=profiles.request)
            for each in part["chargingProfile"]:
                csms.checklist.book("K12.FR.05", mismatches(external, each), frame=part.frame)
        if parts:
            parts[-1].meets(step(3), tbc=absent_or(False), chargingProfile=NOT_EMPTY)


@case("PART2-CS-K10-05", "A limit of another system is not cleared by its id", topics=_TOPICS, intents=LIMITS)
async def test_limit_is_not_cleared_by_its_id(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, limited(profiles, station_driver) as external:
        _, profile = await external.profile()
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": profile["id"]})
        reply.meets("K10.FR.09", status="Unknown")


@case("PART2-CS-K10-06", "A limit of another system is not cleared by criteria", topics=_TOPICS, intents=LIMITS)
async def test_limit_is_not_cleared_by_criteria(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, limited(profiles, station_driver) as external:
        evse, profile = await external.profile()
        criteria = {"evseId": evse, "stackLevel": profile["stackLevel"]}
        if any(place == evse and each["stackLevel"] == profile["stackLevel"] for place, each in profiles.before):
            raise csms.checklist.give_up("a profile that was there before has the same EVSE and stackLevel")
        reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
        reply.meets("K10.FR.08", status="Unknown")


@case("PART2-CS-K11-01", "Another system limits a transaction", topics=_TOPICS, intents=_BOTH, subject=("K11.FR.05",))
async def test_transaction_is_limited(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver):
        ratio, before = await watts_per_ampere(profiles), await flowing(csms)
        async with limited(profiles, station_driver) as external:
            shows(csms, before, external.limit * ratio)
            await csms.must_send("K11.FR.02", _NOTICE, since=external.since)
            await draws(csms, "K11.FR.01", external.limit * ratio)


@case("PART2-CS-K11-02", "A transaction that charges slower tells so", topics=_TOPICS, intents=_BOTH)
async def test_slower_charging_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver):
        before = await flowing(csms)
        async with limited(profiles, station_driver) as external:
            await rate_changes(csms, before)
            await csms.must_send("K11.FR.04", "TransactionEvent", since=external.since, where=_RATE_CHANGED)


@case("PART2-CS-K11-03", "A transaction is limited by a schedule, which is told", topics=_TOPICS, intents=_BOTH)
async def test_transaction_is_limited_by_a_schedule(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    wanted, charging = configured(csms, _WITH_SCHEDULES), while_charging(csms, station_driver)
    async with profiling(csms) as profiles, wanted, charging, limited(profiles, station_driver) as external:
        notice = await csms.next_call(_NOTICE, since=external.since)
        notice.meets("K11.FR.03", chargingSchedule=NOT_EMPTY)


@case("PART2-CS-K13-01", "Another system takes its limit back", topics=_TOPICS, intents=_BOTH)
async def test_limit_is_taken_back(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    # a transaction runs: the errata of 2025-09 alone demand it without one too (K13.FR.01)
    charging = while_charging(csms, station_driver)
    async with profiling(csms) as profiles, charging, limited(profiles, station_driver) as external:
        heeds(csms, await composite(profiles), external.limit, EARLY, LATE)
        since = await external.release()
        await csms.must_send("K13.FR.02", "ClearedChargingLimit", since=since)
        frees(csms, "K13.FR.01", await composite(profiles), external.limit, EARLY, LATE)


@case("PART2-CS-K13-02", "A transaction that charges faster again tells so", topics=_TOPICS, intents=_BOTH)
async def test_faster_charging_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    charging = while_charging(csms, station_driver)
    async with profiling(csms) as profiles, charging, limited(profiles, station_driver) as external:
        before = await flowing(csms)
        since = await external.release()
        await rate_changes(csms, before)
        await csms.must_send("K13.FR.03", "TransactionEvent", since=since, where=_RATE_CHANGED)
