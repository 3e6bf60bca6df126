"""K03: what a station may take goes to the transactions with the higher chargingPriority."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.f_remote_control.remote_starts import charging_everywhere
from ocpp_conformance.conformance.station.k_smart_charging.power import keeps_its_power, powers
from ocpp_conformance.conformance.station.k_smart_charging.priorities import enough_for_one, ranked
from ocpp_conformance.conformance.station.k_smart_charging.profiles import profiling
from ocpp_conformance.conformance.station.visit import PEOPLE

_TOPICS, _NEEDS = ("smartcharging", "transactions"), (Need.SECOND_EVSE,)


@case("PART2-CS-K03-02", "The higher priority keeps its power", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_higher_priority_keeps_its_power(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    ranked(csms, {1: 5, 2: 1})
    async with profiling(csms) as profiles, charging_everywhere(csms, station_driver):
        before = await powers(profiles)
        await enough_for_one(profiles, 1)
        await keeps_its_power(profiles, "K03.FR.04", before, 1)


@case("PART2-CS-K03-03", "No priority is one of 0", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_no_priority_is_0(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    ranked(csms, dict.fromkeys(set(range(1, 100)) - {2}, -1))  # of all others, however many there are
    async with profiling(csms) as profiles, charging_everywhere(csms, station_driver):
        before = await powers(profiles)
        await enough_for_one(profiles, 2)
        await keeps_its_power(profiles, "K03.FR.06", before, 2)


@case(
    "PART2-CS-K03-04",
    "The priority of a transaction comes before that of its id token",
    topics=_TOPICS,
    needs=_NEEDS,
    intents=PEOPLE,
)
async def test_priority_of_the_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    ranked(csms, {1: 5, 2: 1}, of_tokens={1: 1, 2: 5})
    async with profiling(csms) as profiles, charging_everywhere(csms, station_driver):
        before = await powers(profiles)
        await enough_for_one(profiles, 1)
        await keeps_its_power(profiles, "K03.FR.05", before, 1)
