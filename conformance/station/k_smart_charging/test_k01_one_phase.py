"""K01, E02, E03: an EVSE with three phases charges with one of them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, variable
from ocpp_conformance.conformance.station.charging import while_charging
from ocpp_conformance.conformance.station.j_metering.values import readings
from ocpp_conformance.conformance.station.k_smart_charging.phases import three_phases
from ocpp_conformance.conformance.station.k_smart_charging.power import follows
from ocpp_conformance.conformance.station.k_smart_charging.profiles import COMPONENT, Profiles, profiling
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlimited
from ocpp_conformance.conformance.station.k_smart_charging.transactions import of_transaction
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.evidence import Miss, Source

_TOPICS = ("smartcharging", "transactions")
_CURRENT = "Current.Import"
_FLOWS = 0.5
"""A: less is no current that an EV charges with."""


@case("PART2-CS-K01-28", "The phase that a profile names is used", topics=_TOPICS, intents=PEOPLE)
async def test_named_phase_is_used(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _measured(csms, station_driver) as (profiles, visit):
        await _to_one(profiles, visit, phaseToUse=2)
        found = await _phases(visit)
        misses = () if found == {"L2"} else (Miss("phases with current", "L2", ", ".join(sorted(found))),)
        csms.checklist.book("K01.FR.46", misses, seen=", ".join(sorted(found)))


@case("PART2-CS-K01-29", "The station chooses the phase that no profile names", topics=_TOPICS, intents=PEOPLE)
async def test_some_phase_is_used(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _measured(csms, station_driver) as (profiles, visit):
        await _to_one(profiles, visit)
        found = await _phases(visit)
        misses = () if len(found) == 1 else (Miss("phases with current", "one", ", ".join(sorted(found))),)
        csms.checklist.book("K01.FR.47", misses, seen=", ".join(sorted(found)))


@case("PART2-CS-E02-04", "Fewer phases are told, the cable was first", topics=_TOPICS, intents=PEOPLE)
async def test_fewer_phases_are_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _switching(csms) as profiles, while_charging(csms, station_driver) as visit:
        await _one_is_told(profiles, visit, "E02.FR.19")


@case("PART2-CS-E03-03", "Fewer phases are told, the card was first", topics=_TOPICS, intents=PEOPLE)
async def test_fewer_phases_are_told_to_a_card(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with _switching(csms) as profiles, visiting(csms, station_driver) as visit:
        await authorized(visit)
        await ev_connected(visit)
        await energy_transfer_started(visit)
        await _one_is_told(profiles, visit, "E03.FR.14")


@asynccontextmanager
async def _switching(csms: CsmsProbe) -> AsyncIterator[Profiles]:
    """A station that charges smartly, with three phases of which it can choose one."""
    async with profiling(csms) as profiles:
        await three_phases(profiles)
        about = variable(COMPONENT, "ACPhaseSwitchingSupported")
        of_one = {**about, "component": {**about["component"], "evse": {"id": 1}}}
        if "true" not in {(await value_of(csms, each) or "").lower() for each in (about, of_one)}:
            raise csms.checklist.give_up("the station can't choose the phase: ACPhaseSwitchingSupported is not true")
        yield profiles


@asynccontextmanager
async def _measured(csms: CsmsProbe, driver: CaseDriver) -> AsyncIterator[tuple[Profiles, Visit]]:
    """EnergyTransferStarted at such a station, with readings of the current on each phase."""
    what = variable(TX_UPDATED.component, "TxUpdatedMeasurands", attributeValue=_CURRENT)
    async with (
        _switching(csms) as profiles,
        sampling(csms, TX_UPDATED),
        configured(csms, what),
        while_charging(csms, driver) as visit,
    ):
        yield profiles, visit


async def _to_one(profiles: Profiles, visit: Visit, **more: int) -> None:
    """Our CSMS has the EV charge with one phase; a station may refuse that with an EV that can't (K01.FR.43)."""
    _, limit = await unlimited(profiles)
    period = {"startPeriod": 0, "limit": limit, "numberPhases": 1, **more}
    await profiles.set(visit.place[0], profiles.profile([period], None, **of_transaction(visit)))
    await follows(profiles.csms)


async def _phases(visit: Visit) -> set[str]:
    """The phases on which current flows, by the next readings. Raises `Inconclusive` where they don't tell."""
    csms = visit.csms
    since, late = csms.mark, csms.patience.too_late(TX_UPDATED.interval)
    await csms.next_call("TransactionEvent", since=since, within=late, where={"triggerReason": "MeterValuePeriodic"})
    samples = [each for found in readings(visit.events(since)) for each in found.samples]
    told = {each["phase"][:2]: float(each["value"]) for each in samples if each.get("measurand") == _CURRENT}
    if not told:
        raise csms.checklist.give_up(f"the station tells no {_CURRENT}")
    return {phase for phase, amperes in told.items() if amperes > _FLOWS}


async def _one_is_told(profiles: Profiles, visit: Visit, source: Source) -> None:
    """The source wants it told that one phase is used from now on."""
    since = visit.csms.mark
    await _to_one(profiles, visit)
    await visit.csms.must_send(source, "TransactionEvent", since=since, where={"numberOfPhasesUsed": 1})
