"""K17: an EV asks by ISO 15118 for another schedule than the one that was agreed on."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, patient
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import (
    WITH_EV,
    agreed,
    needs_after,
    needs_told,
    renegotiated,
    talking,
)
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import drew, read, shows
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY
from ocpp_conformance.conformance.station.k_smart_charging.schedules import unlimited
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.states import energy_transfer_started

_TOPICS = ("smartcharging", "iso15118")
_INTENTS = (*WITH_EV, "renegotiate_ev")


@case("PART2-CS-K17-01", "New needs of an EV are told, and what it then chooses", topics=_TOPICS, intents=_INTENTS)
async def test_new_needs_are_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await agreed(talk)
        since = await renegotiated(talk, station_driver)
        await needs_after(talk, since, "K17.FR.01", "K17.FR.06")
        await talk.schedule(await talk.set_profile(), "K17.FR.10")


@case("PART2-CS-K17-02", "What an EV chooses anew is in the composite schedule", topics=_TOPICS, intents=_INTENTS)
async def test_new_choice_counts(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await agreed(talk)
        await needs_after(talk, await renegotiated(talk, station_driver))
        told = await talk.schedule(await talk.set_profile())
        await talk.is_in_composite(told, "K17.FR.14")


@case(
    "PART2-CS-K17-03",
    "Offline an EV that asks anew is offered what the default allows",
    topics=(*_TOPICS, "offline"),
    needs=(Need.BOOT_SCALE,),
    intents=_INTENTS,
)
async def test_offline_the_default_is_offered(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    await csms.booted()
    async with patient(csms), sampling(csms, TX_UPDATED), talking(csms, station_driver) as talk:
        profiles = talk.profiles
        csms.answers("NotifyEVChargingNeeds", {"status": "Rejected"})
        await needs_told(talk)
        await energy_transfer_started(talk.visit)
        ratio = await watts_per_ampere(profiles)
        now, limit = await unlimited(profiles)
        shows(csms, await read(talk.visit), limit * ratio)
        await profiles.set(1, profiles.profile(limit, now - DAY, chargingRateUnit="A"))
        async with outage(csms) as gap:
            await renegotiated(talk, station_driver)
            await csms.listen(csms.patience.scaled(WAIT))
        await drew(talk.visit, gap, "K17.FR.15", limit * ratio)


@case("PART2-CS-K17-04", "An EV without a profile chooses a schedule anew", topics=_TOPICS, intents=_INTENTS)
async def test_new_selection_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=False) as talk:
        await agreed(talk)
        await needs_after(talk, await renegotiated(talk, station_driver))
        told = await talk.schedule(await talk.set_profile(), "K17.FR.16")
        talk.selected(told, "K17.FR.16")
