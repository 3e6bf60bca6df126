"""C13: a driver presents a card that is on the Local Authorization List while the station is offline."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.c_authorization.cached import is_refused
from ocpp_conformance.conformance.station.c_authorization.listed import (
    entries_expire,
    has_a_list,
    listed_offline,
    told_afterwards,
    while_offline,
)
from ocpp_conformance.conformance.station.c_authorization.outdated import OFFLINE, UNKNOWN
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.memory import (
    INVALID,
    cache_in_use,
    id_token_cached,
    id_token_on_local_list,
    says,
)
from ocpp_conformance.conformance.station.states import ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("offline",), (Need.ALLOW_LISTS, Need.BOOT_SCALE)
_GOES_ON = variable("TxCtrlr", "StopTxOnInvalidId", attributeValue="false")


@case("TC_C_21_CS", topics=_TOPICS, needs=(*_NEEDS, Need.TOKEN_ACCEPTED), intents=PEOPLE)
async def test_listed_card_charges_offline(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with listed_offline(csms, station_driver, tokens["accepted"], "Accepted") as visit:
        begins_without_a_bay(visit)
        async with outage(csms) as gap:
            await visit.start()
            await visit.plug_in()
            await while_offline(visit)
            await visit.stop()
            await visit.unplug()
        stopped = {"triggerReason": "StopAuthorized"}
        stop = await csms.must_send(step(1), "TransactionEvent", since=gap.since, where=stopped)
        await csms.settled()
        for event in visit.events(gap.since):
            if event["seqNo"] < stop["seqNo"]:
                event.meets(step(1), offline=True)


@case("TC_C_22_CS", topics=_TOPICS, needs=(*_NEEDS, Need.TOKEN_INVALID), intents=PEOPLE)
async def test_card_listed_as_invalid_is_refused_offline(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _refused_offline(csms, station_driver, tokens["invalid"], "Invalid")


@case("TC_C_23_CS", topics=_TOPICS, needs=(*_NEEDS, Need.TOKEN_BLOCKED), intents=PEOPLE)
async def test_card_listed_as_blocked_is_refused_offline(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _refused_offline(csms, station_driver, tokens["blocked"], "Blocked")


@case("TC_C_24_CS", topics=_TOPICS, needs=(*_NEEDS, Need.TOKEN_EXPIRED), intents=PEOPLE)
async def test_card_listed_as_expired_is_refused_offline(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _refused_offline(csms, station_driver, tokens["expired"], "Expired")


@case("TC_C_25_CS", topics=_TOPICS, needs=(*_NEEDS, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_card_listed_as_invalid_is_refused_offline_though_it_is_cached(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await has_a_list(csms)
    async with cache_in_use(csms, UNKNOWN, OFFLINE, _GOES_ON), patient(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with (
            id_token_on_local_list(csms, card, INVALID),
            visiting(csms, station_driver, card, unasked=True) as visit,
        ):
            await ev_connected(visit)
            await csms.settled()
            says(csms, INVALID)
            async with outage(csms) as gap:
                await visit.present(card)
                await while_offline(visit)
            await told_afterwards(visit, gap)
            await is_refused(visit, "C13.FR.01", gap.since)
            started = [event for event in visit.events(gap.since) if event["eventType"] == "Started"]
            misses = tuple(Miss("", "no transaction", f"TransactionEvent {dict(each.payload)!r}") for each in started)
            csms.checklist.book(step(3), misses[:1], frame=started[0].frame if started else None)


async def _refused_offline(csms: CsmsProbe, driver: CaseDriver, card: Payload, status: str) -> None:
    """While the station is offline somebody comes with a card that is listed with this status: of that no more is told
    than that a car came."""
    async with listed_offline(csms, driver, card, status) as visit:
        expires = await entries_expire(csms)
        async with outage(csms) as gap:
            await visit.present(card)
            await while_offline(visit)
        await told_afterwards(visit, gap)
        await is_refused(visit, "C13.FR.05" if expires else "C13.FR.02", gap.since)
        for event in visit.events(gap.since):
            event.meets(step(5), offline=True, triggerReason="EVDetected")
