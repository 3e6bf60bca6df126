"""K15: an EV tells what it needs by ISO 15118, and is offered what the CSMS sets for it."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, patient
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import (
    NEEDS,
    WITH_EV,
    agreed,
    needs_told,
    talking,
)
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import drew
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlimited
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.states import authorized, ev_connected
from ocpp_conformance.conformance.station.tx_points import starting_at

_TOPICS = ("smartcharging", "iso15118")


@case("PART2-CS-K15-01", "What an EV needs is told, and the schedule that it chooses", topics=_TOPICS, intents=WITH_EV)
async def test_needs_and_schedule_are_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await needs_told(talk, "K15.FR.01", "K15.FR.06")
        await talk.schedule(await talk.set_profile(), "K15.FR.10")


@case("PART2-CS-K15-02", "An EV without a profile takes a schedule", topics=_TOPICS, intents=WITH_EV)
async def test_selected_schedule_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=False) as talk:
        await needs_told(talk)
        told = await talk.schedule(await talk.set_profile(), "K15.FR.19")
        talk.selected(told, "K15.FR.19")


@case("PART2-CS-K15-03", "What an EV takes is in the composite schedule", topics=_TOPICS, intents=WITH_EV)
async def test_chosen_schedule_counts(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await talk.is_in_composite(await agreed(talk), "K15.FR.14")


@case("PART2-CS-K15-04", "A profile before the EV has told what it needs", topics=_TOPICS, intents=WITH_EV)
async def test_profile_before_the_needs(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with starting_at(csms, "EVConnected"), talking(csms, station_driver) as talk:
        await ev_connected(talk.visit)
        reply = await talk.profiles.asked(talk.visit.place[0], await talk.next_profile())
        if csms.received(NEEDS, since=talk.visit.plugged or 0):
            raise csms.checklist.give_up("the station has told what the EV needs before")
        reply.meets("K15.FR.17", status="Rejected", statusInfo={"reasonCode": "InvalidMessageSeq"})


@case(
    "PART2-CS-K15-05",
    "Offline an EV is offered what the default profile allows",
    topics=(*_TOPICS, "offline"),
    needs=(Need.BOOT_SCALE,),
    intents=WITH_EV,
)
async def test_offline_the_default_is_offered(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    async with patient(csms), sampling(csms, TX_UPDATED), talking(csms, station_driver) as talk:
        profiles = talk.profiles
        ratio = await watts_per_ampere(profiles)
        now, limit = await unlimited(profiles)
        await profiles.set(1, profiles.profile(limit, now - DAY, chargingRateUnit="A"))
        await authorized(talk.visit)
        async with outage(csms) as gap:
            await talk.visit.plug_in()
            await csms.listen(csms.patience.scaled(WAIT))
        await drew(talk.visit, gap, "K15.FR.15", limit * ratio)


@case("PART2-CS-K15-06", "An EV that charges with DC tells what it needs", topics=_TOPICS, intents=WITH_EV)
async def test_needs_of_dc_are_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, current="DC") as talk:
        await needs_told(talk, "K15.FR.01", "K15.FR.06")
