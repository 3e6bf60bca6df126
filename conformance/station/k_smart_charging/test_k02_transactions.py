"""K01, K02 and K10: charging profiles while an EV charges."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    COMPONENT,
    DAY,
    DEFAULT,
    TRANSACTION,
    profiling,
    told,
)
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import installed
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    HALF,
    LATE,
    composite,
    frees,
    goes,
    heeds,
    limits,
    schedule_told,
    unlimited,
)
from ocpp_conformance.conformance.station.k_smart_charging.transactions import (
    charged_for_a_while,
    counts_from_charging,
    goes_on,
    of_transaction,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE

_TOPICS = ("smartcharging", "transactions")
_LESS = 0.4
"""Of what an EVSE may take: less than half of it, so that an EV that takes half, or its cable, is no limit before."""
_EVERY_CHANGE = variable(COMPONENT, "LimitChangeSignificance", attributeValue="1.0")
_SPAN = 300
"""Seconds of a composite schedule of Part 6; its profiles last longer."""


@case("TC_K_28_CS", intents=PEOPLE)
async def test_default_for_the_transaction_that_runs(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    significant = configured(csms, _EVERY_CHANGE, if_implemented=True)
    async with profiling(csms) as profiles, significant, while_charging(csms, station_driver):
        amounts = await rates(profiles)
        now = await amounts.room(LOW)
        await installed(profiles, step(2), 1, amounts.profile(LOW, now, duration=_SPAN + 100))
        goes(csms, "K01.FR.32", await schedule_told(profiles, step(4), _SPAN), {now: amounts.limit(LOW)})


@case("TC_K_09_CS", intents=PEOPLE)
async def test_default_cleared_by_its_purpose_while_charging(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, configured(csms, _EVERY_CHANGE, if_implemented=True):
        if any(each["chargingProfilePurpose"] == DEFAULT for _, each in profiles.before):
            raise csms.checklist.give_up("the station has defaults of others, which would be cleared too")
        amounts = await rates(profiles)
        now = await amounts.room(LOW)
        await profiles.set(1, amounts.profile(LOW, now, duration=_SPAN + 100))
        async with while_charging(csms, station_driver):
            goes(csms, step(2), await schedule_told(profiles, step(2), _SPAN), {now: amounts.limit(LOW)})
            criteria = {"chargingProfilePurpose": DEFAULT}
            reply = await profiles.call("ClearChargingProfile", {"chargingProfileCriteria": criteria})
            reply.meets(step(4), status="Accepted")
            frees(csms, "K10.FR.07", await schedule_told(profiles, step(5), _SPAN), amounts.limit(LOW), 0)


@case("PART2-CS-K01-21", "A profile for the transaction that runs", topics=_TOPICS, intents=PEOPLE)
async def test_profile_of_the_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY, **of_transaction(visit)))
        limits(csms, "K01.FR.04", await composite(profiles), limit, EARLY, LATE)


@case("PART2-CS-K01-22", "A default that comes while an EV charges", topics=_TOPICS, intents=PEOPLE)
async def test_default_while_charging(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY))
        limits(csms, "K01.FR.32", await composite(profiles), limit, EARLY, LATE)
        await goes_on(visit, "K01.FR.32")


@case("PART2-CS-K01-26", "A relative profile counts from when the EV could charge", topics=_TOPICS, intents=PEOPLE)
async def test_relative_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        _, limit = await unlimited(profiles)
        periods = [{"startPeriod": 0, "limit": limit}, {"startPeriod": HALF, "limit": limit * 1.5}]
        await charged_for_a_while(profiles, visit)
        await profiles.set(1, profiles.profile(periods, None, **of_transaction(visit)))
        await counts_from_charging(profiles, visit, "K01.FR.42", limit, HALF)


@case("PART2-CS-K02-01", "The profile of a transaction overrules the default", topics=_TOPICS, intents=PEOPLE)
async def test_profile_overrules_default(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY))
        heeds(csms, await composite(profiles), limit, EARLY)
        await profiles.set(1, profiles.profile(limit * 1.5, now - DAY, **of_transaction(visit)))
        found = await composite(profiles)
        frees(csms, "K02.FR.04", found, limit, EARLY, LATE)
        limits(csms, "K02.FR.04", found, limit * 1.5, EARLY, LATE)


@case("PART2-CS-K02-02", "A transaction takes its profile along", topics=_TOPICS, intents=PEOPLE)
async def test_profile_goes_with_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        now, limit = await unlimited(profiles)
        profile = await profiles.set(1, profiles.profile(limit, now - DAY, **of_transaction(visit)))
        if not await profiles.named(profile):
            raise csms.checklist.give_up("the station does not report the profile")
        await ended(visit)
        told(
            csms,
            "K02.FR.05",
            profiles,
            await profiles.reported(chargingProfile={"chargingProfilePurpose": TRANSACTION}),
        )


@case("PART2-CS-K02-03", "After the profile of a transaction the default leads", topics=_TOPICS, intents=PEOPLE)
async def test_default_after_the_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY))
        mine = profiles.profile(limit * 1.5, now, duration=HALF, **of_transaction(visit))
        await profiles.set(1, mine)
        found = await composite(profiles)
        frees(csms, "K02.FR.04", found, limit, EARLY)
        limits(csms, "K02.FR.08", found, limit, LATE)


@case("PART2-CS-K10-04", "Without the default a transaction goes on unlimited", topics=_TOPICS, intents=PEOPLE)
async def test_default_cleared_while_charging(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles, share=_LESS)
        profile = await profiles.set(1, profiles.profile(limit, now - DAY))
        async with while_charging(csms, station_driver) as visit:
            found = await composite(profiles)
            heeds(csms, found, limit, EARLY, LATE)
            if found.least() < limit * 0.9:
                raise csms.checklist.give_up(f"something else limits the EV to {found.least():g}: its cable, or itself")
            reply = await profiles.call("ClearChargingProfile", {"chargingProfileId": profile["id"]})
            reply.expects(status="Accepted")
            frees(csms, "K10.FR.05", await composite(profiles), limit, EARLY, LATE)
            await goes_on(visit, "K10.FR.07")
