"""K05: the CSMS starts a transaction with a charging profile for it."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step, variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import (
    COMPONENT,
    TRANSACTION,
    charges_smartly,
    profiling,
)
from ocpp_conformance.conformance.station.k_smart_charging.rates import LOW, rates
from ocpp_conformance.conformance.station.k_smart_charging.reports import by_id, shown
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    composite,
    limits,
    unlimited,
)
from ocpp_conformance.conformance.station.remote_states import remotely_authorized
from ocpp_conformance.conformance.station.remote_use import starting
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

_TOPICS = ("smartcharging",)
_OF_TRANSACTION = {"chargingProfilePurpose": TRANSACTION}


@case("PART2-CS-K05-01", "A remote start with a profile that makes no sense", topics=_TOPICS)
async def test_invalid_profile(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles, starting(csms) as starts:
        late = [{"startPeriod": 100, "limit": 99_999}]  # against K01.FR.31, on purpose: K05.FR.05 says what comes of it
        reply = await starts.start(1, chargingProfile=profiles.profile(late, None, **_OF_TRANSACTION))
        if reply["status"] == "Rejected":  # for the profile, or for something else, such as a cable that is not there
            (await starts.start(1)).expects(status="Accepted")
        reply.meets("K05.FR.05", status="Rejected")
        reply.meets("F01.FR.26", status="Rejected")


@case("PART2-CS-K05-02", "Without smart charging a remote start ignores its profile", topics=_TOPICS, intents=PEOPLE)
async def test_profile_is_ignored(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    off = variable(COMPONENT, "Enabled", attributeValue="false")
    async with visiting(csms, station_driver) as visit, configured(csms, off, if_implemented=True):
        if await charges_smartly(csms):
            raise csms.checklist.give_up(f"the station charges smartly: {COMPONENT}")
        await ev_connected(visit)
        schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 6}]}
        profile = {"id": 1, "stackLevel": 0, "chargingProfileKind": "Relative", "chargingSchedule": [schedule]}
        await remotely_authorized(visit, "K05.FR.04", chargingProfile={**profile, **_OF_TRANSACTION})
        await energy_transfer_started(visit)


@case("PART2-CS-K05-03", "The profile of a remote start is that of the transaction", topics=_TOPICS, intents=PEOPLE)
async def test_profile_of_the_remote_start(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with profiling(csms) as profiles, visiting(csms, station_driver) as visit:
        _, limit = await unlimited(profiles)
        profile = profiles.profile(limit, None, **_OF_TRANSACTION)
        await ev_connected(visit)
        await remotely_authorized(visit, chargingProfile=profile)
        await energy_transfer_started(visit)
        limits(csms, "K05.FR.03", await composite(profiles), limit, EARLY, LATE)
        found = [each.get("transactionId") for _, each in await profiles.named(profile)]
        told = found in ([visit.transaction_id], [None])  # transactionId is for SetChargingProfile: it may be left out
        misses = () if told else (Miss("transactionId", visit.transaction_id, f"{found}"),)
        csms.checklist.book("F01.FR.10", misses, seen=f"{found}")


@case("TC_K_37_CS", intents=PEOPLE)
async def test_profile_of_the_remote_start_is_reported(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    visit_of = visiting(csms, station_driver, tokens.get("accepted"))
    async with profiling(csms) as profiles, visit_of as visit:
        profile = (await rates(profiles)).profile(LOW, None, **_OF_TRANSACTION)
        await ev_connected(visit, pre_session=True)
        await remotely_authorized(visit, step(2), step(3), step(5), chargingProfile=profile)
        profiles.placed[profile["id"]] = visit.place[0]
        await energy_transfer_started(visit, step(7))
        await shown(profiles, step(9), step(10), profile, chosen="K05.FR.03", chargingProfile=by_id(profile))
