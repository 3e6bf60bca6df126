"""K15, K17: load leveling with an EV that speaks ISO 15118, as Part 6 tries it."""

from ocpp_conformance.conformance.case import SILENCE, CaseDriver, CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.e_transactions.outages import WAIT, outage, patient
from ocpp_conformance.conformance.station.k_smart_charging.ev_talks import (
    NEEDS,
    WITH_EV,
    agreed,
    needs_after,
    needs_told,
    renegotiated,
    talking,
)
from ocpp_conformance.conformance.station.k_smart_charging.negotiations import (
    begins_at_once,
    limit_of,
    may_tell_rate,
    may_tell_schedule,
    schedules_told,
)
from ocpp_conformance.conformance.station.k_smart_charging.phases import watts_per_ampere
from ocpp_conformance.conformance.station.k_smart_charging.power import drew
from ocpp_conformance.conformance.station.k_smart_charging.profiles import DAY
from ocpp_conformance.conformance.station.k_smart_charging.schedules import composite
from ocpp_conformance.conformance.station.sampling import TX_UPDATED, sampling
from ocpp_conformance.conformance.station.states import authorized, energy_transfer_started, ev_connected

_TOPICS = ("iso15118",)
_FOR_DEFAULT = 8
"""A: what an EV that is offered 6 A may say that it takes (errata 2025-09, 6.2.80)."""


@case("TC_K_53_CS", topics=_TOPICS, intents=WITH_EV)
async def test_ev_follows_the_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        limit = await limit_of(talk.profiles, 6)
        await ev_connected(talk.visit)
        await authorized(talk.visit, None, step(1))
        for event in talk.visit.events():
            if event["triggerReason"] == "Authorized":
                event.meets(step(1), eventType=one_of("Started", "Updated"))
        await needs_after(talk, talk.visit.plugged or 0, "K15.FR.01", "K15.FR.06")
        since = csms.mark
        reply = await talk.profiles.asked(talk.visit.place[0], await talk.next_profile(limit))
        reply.meets(step(5), status="Accepted")
        talk.fits(await talk.schedule(since, "K15.FR.10"), "K15.FR.09")
        await energy_transfer_started(talk.visit, step(8))


@case("TC_K_54_CS", topics=_TOPICS, intents=WITH_EV)
async def test_ev_charges_without_a_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        csms.answers(NEEDS, {"status": "Rejected"})
        needs = await needs_told(talk, "K15.FR.01", "K15.FR.06")
        await energy_transfer_started(talk.visit, step(6))
        for told in await schedules_told(talk, needs.frame):
            told.meets(step(4), evseId=talk.visit.place[0])


@case("TC_K_56_CS", topics=(*_TOPICS, "offline"), needs=(Need.BOOT_SCALE,), intents=WITH_EV)
async def test_offline_the_ev_follows_the_default(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """What the EV needs is not answered before the connection is lost, nor taken up once it is back."""
    await csms.booted()
    async with patient(csms), sampling(csms, TX_UPDATED), talking(csms, station_driver, profile=True) as talk:
        profiles, place = talk.profiles, talk.visit.place[0]
        ratio = await watts_per_ampere(profiles)
        now = (await composite(profiles)).start
        await profiles.set(place, profiles.profile(6.0, now - DAY, chargingRateUnit="A"))
        csms.answers(NEEDS, SILENCE)
        await ev_connected(talk.visit)
        await authorized(talk.visit)
        async with outage(csms) as gap:
            csms.answers(NEEDS, {"status": "Rejected"})
            await csms.listen(csms.patience.scaled(WAIT))
        await drew(talk.visit, gap, "K15.FR.15", 6 * ratio)
        talk.limit = await limit_of(profiles, _FOR_DEFAULT)
        for told in await schedules_told(talk, gap.since):
            told.meets(step(3), evseId=place, chargingSchedule={"chargingRateUnit": profiles.unit})
            begins_at_once(told, step(3))
            talk.fits(told, step(3))


@case("TC_K_57_CS", topics=_TOPICS, intents=(*WITH_EV, "renegotiate_ev"))
async def test_ev_asks_for_another_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with talking(csms, station_driver, profile=True) as talk:
        await agreed(talk, await limit_of(talk.profiles, 10))
        await needs_after(talk, await renegotiated(talk, station_driver), "K17.FR.01", "K17.FR.06")
        since, limit = csms.mark, await limit_of(talk.profiles, 15)
        reply = await talk.profiles.asked(talk.visit.place[0], await talk.next_profile(limit))
        reply.meets(step(4), status="Accepted")
        await may_tell_schedule(talk, step(5), "K17.FR.09", since=since)
        may_tell_rate(talk, step(7), since=since)


@case("TC_K_58_CS", topics=_TOPICS, intents=WITH_EV)
async def test_csms_sets_another_profile(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    """The checks that are printed are those of TC_K_57_CS: each is that of the step with its message."""
    async with talking(csms, station_driver, profile=True) as talk:
        csms.answers(NEEDS, {"status": "Rejected"})
        await needs_told(talk)
        await energy_transfer_started(talk.visit)
        since, limit = csms.mark, await limit_of(talk.profiles, 8)
        reply = await talk.profiles.asked(talk.visit.place[0], await talk.next_profile(limit))
        reply.meets(step(2), status="Accepted")
        await may_tell_schedule(talk, step(3), "K17.FR.09", since=since)
        may_tell_rate(talk, step(5), since=since)
