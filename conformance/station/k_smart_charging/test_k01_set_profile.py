"""K01: the CSMS sets a charging profile, and what becomes of those that are there."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, ErrorCode, Need, case, one_of, step, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    COMPONENT,
    DAY,
    DEFAULT,
    FIRST,
    TRANSACTION,
    charges_smartly,
    denies,
    profiling,
)
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    composite,
    frees,
    heeds,
    limits,
    same_limit,
    unlimited,
    unlisted,
)
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Source

_TOPICS = ("smartcharging",)
_NO_TRANSACTION = "no-such-transaction"
_OF_TRANSACTION = {"chargingProfilePurpose": TRANSACTION, "transactionId": _NO_TRANSACTION}
_HARMLESS = {
    "id": FIRST,
    "stackLevel": 0,
    "chargingProfilePurpose": DEFAULT,
    "chargingProfileKind": "Relative",
    "chargingSchedule": [
        {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 999}]}
    ],
}
_TOO_HIGH = 990
"""An EVSE that no station has."""


@case("PART2-CS-K01-07", "A profile with an id that is in use replaces the old one", topics=_TOPICS)
async def test_profile_replaces_the_one_with_its_id(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        old = await profiles.set(1, profiles.profile(limit, now - DAY))
        new = {**profiles.profile(limit + 1, now - DAY), "id": old["id"]}
        await profiles.set(1, new)
        same_limit(csms, "K01.FR.05", await profiles.named(new), (1, new))


@case("PART2-CS-K01-08", "The highest stackLevel leads as soon as it is set", topics=_TOPICS)
async def test_higher_stack_level_leads(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        low, high = profiles.levels(2)
        now, limit = await unlimited(profiles)
        more = limit * 1.5
        await profiles.set(1, profiles.profile(limit, now - DAY, stackLevel=low))
        heeds(csms, await composite(profiles), limit, EARLY)
        await profiles.set(1, profiles.profile(more, now - DAY, stackLevel=high))
        found = await composite(profiles)
        frees(csms, "K01.FR.07", found, limit, EARLY, LATE)
        limits(csms, "K01.FR.07", found, more, EARLY, LATE)


@case("PART2-CS-K01-09", "A profile for a transaction where none runs", topics=_TOPICS)
async def test_profile_without_transaction(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        _, limit = await unlimited(profiles)
        await profiles.rejected("K01.FR.09", 1, profiles.profile(limit, None, **_OF_TRANSACTION))


@case("PART2-CS-K01-10", "A profile for a transaction that does not run", topics=_TOPICS, intents=PEOPLE)
async def test_profile_of_unknown_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        _, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, None, **of_transaction(visit)))  # such a one is taken
        await profiles.rejected("K01.FR.33", 1, profiles.profile(limit, None, **_OF_TRANSACTION))


@case("PART2-CS-K01-11", "A default for all EVSEs is no copy", topics=_TOPICS)
async def test_default_for_all_is_one(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        profile = await profiles.set(0, profiles.profile(limit, now - DAY))
        same_limit(csms, "K01.FR.14", await profiles.named(profile), (0, profile))
        for evse in profiles.evses:
            limits(csms, "K01.FR.14", await composite(profiles, evse), limit, EARLY, LATE)


@case("PART2-CS-K01-12", "A default for one EVSE is for no other", topics=_TOPICS, needs=(Need.SECOND_EVSE,))
async def test_default_for_one_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles, 2)
        await profiles.set(1, profiles.profile(limit, now - DAY))
        frees(csms, "K01.FR.15", await composite(profiles, 2), limit, EARLY, LATE)


@case("PART2-CS-K01-13", "Profiles outlast a restart", topics=(*_TOPICS, "reset"), needs=(Need.RESET,))
async def test_profile_outlasts_restart(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        profile = await profiles.set(1, profiles.profile(limit, now - DAY))
        await csms.reboot()
        await csms.booted()
        same_limit(csms, "K01.FR.27", await profiles.named(profile), (1, profile))


@case("PART2-CS-K01-14", "A profile for an EVSE that there is not", topics=_TOPICS)
async def test_profile_of_unknown_evse(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY))  # the EVSE alone is wrong in the next one
        await profiles.rejected("K01.FR.28", _TOO_HIGH, profiles.profile(limit, now - DAY))


@case("PART2-CS-K01-15", "A profile where smart charging is not supported", topics=_TOPICS)
async def test_no_smart_charging(csms: CsmsProbe) -> None:
    await _unsupported(csms, "K01.FR.29")


@case("TC_K_15_CS")
async def test_set_profile_is_not_supported(csms: CsmsProbe) -> None:
    await _unsupported(csms, step(2))  # NotImplemented too: K01.FR.29 allows it


@case("PART2-CS-K01-16", "A default for all EVSEs beside one of the same stackLevel", topics=_TOPICS)
async def test_default_for_all_beside_one(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY))
        await profiles.rejected("K01.FR.52", 0, profiles.profile(limit, now - DAY))


@case("PART2-CS-K01-17", "A default for one EVSE beside that for all of the same stackLevel", topics=_TOPICS)
async def test_default_for_one_beside_all(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        now, limit = await unlimited(profiles)
        await profiles.set(0, profiles.profile(limit, now - DAY))
        await profiles.rejected("K01.FR.53", 1, profiles.profile(limit, now - DAY))


@case("PART2-CS-K01-23", "A profile in a unit that is not listed", topics=_TOPICS, subject=("K01.FR.26",))
async def test_profile_in_another_unit(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await profiles.asked(1, profiles.profile(99_999, None, chargingRateUnit=unlisted(profiles)))


async def _unsupported(csms: CsmsProbe, source: Source) -> None:
    await csms.booted()
    off = variable(COMPONENT, "Enabled", attributeValue="false")
    async with configured(csms, off, if_implemented=True):
        if await charges_smartly(csms):
            raise csms.checklist.give_up(f"the station charges smartly: {COMPONENT}")
        reply = await csms.call("SetChargingProfile", {"evseId": 1, "chargingProfile": _HARMLESS})
        if reply["status"] == "Accepted":
            await csms.tidy("a charging profile", "ClearChargingProfile", {"chargingProfileId": FIRST})
            if not await denies(csms):
                raise csms.checklist.give_up("the station takes a profile, and no variable says that it heeds none")
        reply.meets(source, error=one_of(ErrorCode.NOT_SUPPORTED, ErrorCode.NOT_IMPLEMENTED))
