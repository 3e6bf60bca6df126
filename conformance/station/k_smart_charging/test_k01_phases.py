"""K01: charging profiles and the phases of an EVSE."""

from ocpp_conformance.conformance.case import CsmsProbe, case, variable
from ocpp_conformance.conformance.station.k_smart_charging.phases import (
    amperes,
    three_phases,
    watts,
    watts_per_ampere,
)
from ocpp_conformance.conformance.station.k_smart_charging.profiles import COMPONENT, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    LATE,
    composite,
    limits,
    unlimited,
)
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss

_TOPICS = ("smartcharging",)


@case("PART2-CS-K01-18", "A schedule in W without phases is for three", topics=_TOPICS)
async def test_three_phases_are_assumed(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        await amperes(profiles, "K01.FR.49")


@case("PART2-CS-K01-19", "A limit in W is shared by the phases", topics=_TOPICS)
async def test_power_becomes_current(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        await amperes(profiles, "K01.FR.50", numberPhases=3)


@case("PART2-CS-K01-20", "A phase that the EVSE does not use", topics=_TOPICS)
async def test_unused_phases(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        switches = variable(COMPONENT, "ACPhaseSwitchingSupported")
        of_one = {**switches, "component": {**switches["component"], "evse": {"id": 1}}}
        if "true" in {(await value_of(csms, each) or "").lower() for each in (switches, of_one)}:
            raise csms.checklist.give_up("the station can choose the phase")
        _, limit = await unlimited(profiles)
        taken, profile = [], profiles.profile(limit, None)
        for phase in (1, 2, 3):  # against K01.FR.20, but K01.FR.48 says what comes of it
            period = {"startPeriod": 0, "limit": limit, "numberPhases": 1, "phaseToUse": phase}
            schedule = {**profile["chargingSchedule"][0], "chargingSchedulePeriod": [period]}
            reply = await profiles.asked(1, {**profile, "chargingSchedule": [schedule]})
            reply.expects()
            taken += [phase] if reply["status"] == "Accepted" else []
        misses = () if len(taken) < 2 else (Miss("", "one phase accepted at most", f"{taken}"),)
        csms.checklist.book("K01.FR.48", misses, seen=f"accepted: {taken}")


@case("PART2-CS-K01-25", "A limit in A is for each phase", topics=_TOPICS)
async def test_current_is_of_each_phase(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        await watts(profiles, "K01.FR.51")


@case("PART2-CS-K01-27", "A profile for fewer phases than the EVSE has", topics=_TOPICS)
async def test_fewer_phases(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        ratio = await watts_per_ampere(profiles)
        _, limit = await unlimited(profiles)
        one = [{"startPeriod": 0, "limit": limit, "numberPhases": 1}]
        reply = await profiles.asked(1, profiles.profile(one, None, chargingRateUnit="A"))
        if reply["status"] == "Accepted":  # then it keeps to one phase
            most = limit * ratio / 3 * 1.1  # what the EVSE can do may be told in round numbers
            limits(csms, "K01.FR.43", await composite(profiles, unit="W"), most, EARLY, LATE)
        else:
            reply.meets("K01.FR.43", status="Rejected")
