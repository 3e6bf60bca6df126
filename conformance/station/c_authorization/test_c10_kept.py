"""C10, C12: what the cache keeps of an answer, and what comes of it when the card is shown again."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, variable
from ocpp_conformance.conformance.station.c_authorization.cached import (
    COMPONENT,
    POST_AUTHORIZE,
    asked_about,
    starts_unasked,
)
from ocpp_conformance.conformance.station.c_authorization.outdated import card_told
from ocpp_conformance.conformance.station.memory import INVALID, cache_in_use, id_token_cached, says
from ocpp_conformance.conformance.station.states import ev_connected, sends_none, visiting
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import PEOPLE, same_token
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TOPICS, _NEEDS = ("auth",), (Need.ALLOW_CACHE,)
_ALONE = variable("AuthCtrlr", "LocalPreAuthorize")
_SILENT = variable(COMPONENT, "DisablePostAuthorize", attributeValue="true")


@case("PART2-CS-C10-03", "A card that was refused is cached too", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_refused_card_is_cached(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms, _SILENT):
        card = await id_token_cached(csms, station_driver, tokens.get("invalid"), INVALID)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            if (await value_of(csms, _ALONE) or "").lower() != "true":
                raise csms.checklist.give_up("the station asks about any card: AuthCtrlr.LocalPreAuthorize")
            await ev_connected(visit)
            await csms.settled()
            since = csms.mark
            await visit.present(card)
            await csms.settled()
            sends_none(csms, "C10.FR.01", "Authorize", since=since)


@case("PART2-CS-C10-04", "A card cached as refused is asked about", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_card_cached_as_refused_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("invalid"), INVALID)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await asked_about(visit, "C10.FR.03")


@case("PART2-CS-C10-05", "The answer to Authorize changes the cache", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_authorize_changes_the_cache(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        await id_token_cached(csms, station_driver, card, INVALID)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            ask = await asked_about(visit, "C10.FR.04")
            ask.meets("C12.FR.06", idToken=same_token(card))


@case("PART2-CS-C10-06", "The answer to an event changes the cache", topics=_TOPICS, needs=_NEEDS, intents=PEOPLE)
async def test_event_changes_the_cache(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await starts_unasked(visit, None, INVALID)
            visit.deauthorized()
            await card_told(csms, visit.asked or 0)
            await csms.settled()
        async with visiting(csms, station_driver, card, unasked=True) as again:
            await ev_connected(again)
            says(csms, INVALID)
            await asked_about(again, "C10.FR.05")
