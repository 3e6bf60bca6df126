"""K01, K04, K06 and K07: what flows to an EV is what the charging profiles allow."""

import math

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, read_while_charging
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import charging_everywhere
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import (
    draws,
    drew,
    drew_as_before,
    flowing,
    follows,
    read,
    shows,
    total_draws,
    total_flowing,
)
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY, STATION_MAX, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import composite, unlimited
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.visit import PEOPLE

_TOPICS = ("smartcharging", "transactions")
_OFFLINE = (*_TOPICS, "offline")


@case("PART2-CS-K01-24", "An EV draws what its profile allows", topics=_TOPICS, intents=PEOPLE)
async def test_ev_is_limited(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, while_charging(csms, station_driver) as visit:
        ratio = await watts_per_ampere(profiles)
        now, limit = await unlimited(profiles)
        shows(csms, await flowing(csms), limit * ratio)
        await profiles.set(1, profiles.profile(limit, now - DAY, chargingRateUnit="A", **of_transaction(visit)))
        await draws(csms, "K01.FR.02", limit * ratio)


@case(
    "PART2-CS-K04-02",
    "All EVs together draw what the station may take",
    topics=_TOPICS,
    needs=(Need.SECOND_EVSE,),
    intents=PEOPLE,
)
async def test_station_is_limited(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, charging_everywhere(csms, station_driver):
        if "W" not in profiles.units:
            raise csms.checklist.give_up("the station does not take limits in W")
        free = await composite(profiles, 0, unit="W")
        limit = math.floor(free.least() / 2)
        shows(csms, await total_flowing(profiles), limit)
        since = free.start - DAY
        whole = profiles.profile(limit, since, chargingRateUnit="W", chargingProfilePurpose=STATION_MAX)
        await profiles.set(0, whole)
        await total_draws(profiles, "K04.FR.05", limit)


@case(
    "PART2-CS-K06-01",
    "Offline the profile of a transaction holds",
    topics=_OFFLINE,
    needs=(Need.BOOT_SCALE,),
    intents=PEOPLE,
)
async def test_offline_the_profile_holds(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, read_while_charging(csms, station_driver, None) as visit:
        ratio = await watts_per_ampere(profiles)
        now, limit = await unlimited(profiles)
        shows(csms, await read(visit), limit * ratio)
        await profiles.set(1, profiles.profile(limit, now - DAY, chargingRateUnit="A", **of_transaction(visit)))
        await follows(csms)
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))
        await drew(visit, gap, "K06.FR.01", limit * ratio)


@case(
    "PART2-CS-K06-02",
    "Offline nothing limits a transaction without profiles",
    topics=_OFFLINE,
    needs=(Need.BOOT_SCALE,),
    intents=PEOPLE,
)
async def test_offline_nothing_limits(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, read_while_charging(csms, station_driver, None) as visit:
        if profiles.before:
            raise csms.checklist.give_up("the station has charging profiles")
        before = await flowing(csms)
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))
        await drew_as_before(visit, gap, "K06.FR.02", before)


@case("PART2-CS-K07-01", "Offline the default holds", topics=_OFFLINE, needs=(Need.BOOT_SCALE,), intents=PEOPLE)
async def test_offline_the_default_holds(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, read_while_charging(csms, station_driver, None) as visit:
        ratio = await watts_per_ampere(profiles)
        now, limit = await unlimited(profiles)
        shows(csms, await read(visit), limit * ratio)
        await profiles.set(1, profiles.profile(limit, now - DAY, chargingRateUnit="A"))
        await follows(csms)
        async with outage(csms) as gap:
            await csms.listen(csms.patience.scaled(WAIT))
        await drew(visit, gap, "K07.FR.01", limit * ratio)
