"""K16: the CSMS sets another profile for an EV with which the station had agreed by ISO 15118."""

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import NEEDS, WITH_EV, agreed, talking
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import draws, flowing, shows
from ocpp_conformance.conformance.station.states import sends_none

_TOPICS = ("smartcharging", "iso15118")


@case("PART2-CS-K16-01", "Another profile is offered to the EV", topics=_TOPICS, intents=WITH_EV)
async def test_another_profile_is_offered(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await agreed(talk)
        since = csms.mark
        reply = await talk.profiles.asked(talk.visit.place[0], await talk.next_profile())
        reply.meets("K16.FR.01", status="Accepted")
        told = await talk.schedule(since, "K16.FR.02", "K16.FR.05")
        talk.fits(told, "K16.FR.03")
        await csms.settled()
        sends_none(csms, "K16.FR.09", NEEDS, since=since)


@case("PART2-CS-K16-02", "An EV that is offered less draws less", topics=_TOPICS, intents=WITH_EV)
async def test_less_is_drawn(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=False) as talk:
        await agreed(talk)
        ratio = await watts_per_ampere(talk.profiles) if talk.profiles.unit == "A" else 1.0
        before = await flowing(csms)
        await talk.set_profile()
        shows(csms, before, talk.limit * ratio)
        await draws(csms, "K16.FR.11", talk.limit * ratio)


@case("PART2-CS-K16-03", "What an EV takes of another offer is in the composite", topics=_TOPICS, intents=WITH_EV)
async def test_new_choice_counts(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await agreed(talk)
        told = await talk.schedule(await talk.set_profile())
        await talk.is_in_composite(told, "K16.FR.10")


@case("PART2-CS-K16-04", "An EV without a profile takes another schedule", topics=_TOPICS, intents=WITH_EV)
async def test_new_selection_is_told(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=False) as talk:
        await agreed(talk)
        told = await talk.schedule(await talk.set_profile(), "K16.FR.13")
        talk.selected(told, "K16.FR.13")
