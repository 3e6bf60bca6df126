"""C13, C14, D01: a driver presents a card that is on the Local Authorization List, or one that is not."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, id_token, variable
from ocpp_conformance.conformance.station.c_authorization.cached import asked_about, starts_unasked
from ocpp_conformance.conformance.station.c_authorization.listed import (
    LISTED_POST_AUTHORIZE,
    entries_expire,
    has_a_list,
)
from ocpp_conformance.conformance.station.c_authorization.outdated import OFFLINE, card_told
from ocpp_conformance.conformance.station.e_transactions.outages import outage, patient
from ocpp_conformance.conformance.station.memory import INVALID, cache_in_use, id_token_cached, id_token_on_local_list
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, visiting
from ocpp_conformance.conformance.station.tx_points import begins_without_a_bay
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, same_token
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("auth",), (Need.ALLOW_LISTS, Need.TOKEN_ACCEPTED)
_BOTH = (*_NEEDS, Need.ALLOW_CACHE)
_BLOCKED: Mapping[str, object] = {"status": "Blocked"}
_STRANGER = id_token("04C5D6E7")
"""A card that is on no list."""


@case("PART2-CS-C14-01", "A listed card charges unasked", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_listed_card_charges_unasked(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    card = tokens["accepted"]
    await has_a_list(csms)
    async with id_token_on_local_list(csms, card), visiting(csms, station_driver, card, unasked=True) as visit:
        await ev_connected(visit)
        source = "C14.FR.04" if await entries_expire(csms) else "C14.FR.02"
        await starts_unasked(visit, source)
        await energy_transfer_started(visit, source)


@case("PART2-CS-C14-02", "A card that is listed as refused", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_card_listed_as_blocked_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    card = tokens["accepted"]
    await has_a_list(csms)
    async with (
        configured(csms, LISTED_POST_AUTHORIZE, if_implemented=True),
        id_token_on_local_list(csms, card, _BLOCKED),
        visiting(csms, station_driver, card, unasked=True) as visit,
    ):
        await ev_connected(visit)
        await asked_about(visit, "C14.FR.03", starts=True)


@case("PART2-CS-C14-03", "The list goes before the cache", topics=_TOPICS, needs=_BOTH, intents=PEOPLE)
async def test_list_goes_before_the_cache(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await has_a_list(csms)
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens["accepted"], _BLOCKED)
        async with (
            id_token_on_local_list(csms, card),
            visiting(csms, station_driver, card, unasked=True) as visit,
        ):
            await ev_connected(visit)
            await starts_unasked(visit, "C14.FR.01")
            await energy_transfer_started(visit, "C14.FR.01")


@case(
    "PART2-CS-C13-01",
    "Offline the list goes before the cache",
    topics=(*_TOPICS, "offline"),
    needs=(*_BOTH, Need.BOOT_SCALE),
    intents=PEOPLE,
)
async def test_offline_list_goes_before_the_cache(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await has_a_list(csms)
    async with cache_in_use(csms, OFFLINE):
        card = await id_token_cached(csms, station_driver, tokens["accepted"], _BLOCKED)
        async with id_token_on_local_list(csms, card):
            await _charge_offline(csms, station_driver, card, "C13.FR.01", card)


@case(
    "PART2-CS-C13-02",
    "Offline nobody charges who is on no list",
    topics=(*_TOPICS, "offline"),
    needs=(*_NEEDS, Need.BOOT_SCALE),
    intents=PEOPLE,
)
async def test_offline_strangers_are_refused(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    card = tokens["accepted"]
    async with _listed_offline(csms, card, "false"):
        await _charge_offline(csms, station_driver, card, "C13.FR.02", tokens.get("unknown", _STRANGER), card)


@case(
    "PART2-CS-C13-03",
    "Offline anybody charges where that is set",
    topics=(*_TOPICS, "offline"),
    needs=(*_NEEDS, Need.BOOT_SCALE),
    intents=PEOPLE,
)
async def test_offline_strangers_are_let_in(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    stranger = tokens.get("unknown", _STRANGER)
    csms.answers("TransactionEvent", {})  # what an answer said of the stranger would be cached (C10.FR.05)
    async with _listed_offline(csms, tokens["accepted"], "true"):
        named = await _charge_offline(csms, station_driver, stranger, "C13.FR.04", stranger)
        named.meets("C15.FR.08", idToken=same_token(stranger))
        await _charge_offline(csms, station_driver, tokens["accepted"], "C13.FR.04", tokens["accepted"])


@case("PART2-CS-D01-10", "Nothing else changes the list", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_nothing_else_changes_the_list(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    card = tokens["accepted"]
    await has_a_list(csms)
    async with id_token_on_local_list(csms, card):
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await starts_unasked(visit, None, INVALID)
            visit.deauthorized()
            await card_told(csms, visit.asked or 0)
            await csms.settled()
        async with visiting(csms, station_driver, card, unasked=True) as again:
            await ev_connected(again)
            await starts_unasked(again, "D01.FR.09")
            await energy_transfer_started(again, "D01.FR.09")


@asynccontextmanager
async def _listed_offline(csms: CsmsProbe, card: Payload, strangers: str) -> AsyncIterator[None]:
    """The card is on the list, whose entries don't expire, and offline the station heeds it; `strangers` is whether it
    lets others in then."""
    await has_a_list(csms)
    if await entries_expire(csms):
        raise csms.checklist.give_up("entries of the list expire: LocalAuthListCtrlr.SupportsExpiryDateTime")
    unknown = variable("AuthCtrlr", "OfflineTxForUnknownIdEnabled", attributeValue=strangers)
    async with configured(csms, OFFLINE, unknown), id_token_on_local_list(csms, card):
        yield


async def _charge_offline(
    csms: CsmsProbe, driver: CaseDriver, card: Payload, source: Source, *shown: Payload
) -> ReceivedCall:
    """While the station is offline somebody plugs in and shows these cards, the last of which is theirs: with that the
    transaction is authorized, and with no other. Returns the event that names it."""
    async with patient(csms), visiting(csms, driver, card, unasked=True) as visit:
        begins_without_a_bay(visit)
        async with outage(csms) as gap:
            await visit.plug_in()
            for other in shown[:-1]:
                await visit.present(other)
            await visit.start()
        named = await csms.must_send(source, "TransactionEvent", since=gap.since, where={"idToken": same_token(card)})
        await csms.settled()
        told = [event["idToken"] for event in visit.events(gap.since) if "idToken" in event.payload]
        wrong = [token for token in told if mismatches({"idToken": same_token(card)}, {"idToken": token})]
        misses = tuple(Miss("/idToken", f"no id token but {card['idToken']}", str(token)) for token in wrong)
        csms.checklist.book(source, misses, frame=named.frame)
    return named
