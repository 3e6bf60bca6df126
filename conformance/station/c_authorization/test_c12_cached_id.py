"""C12: a driver presents an id token that the station has in its Authorization Cache."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.c_authorization.cached import (
    COMPONENT,
    POST_AUTHORIZE,
    asked_about,
    is_refused,
    starts_unasked,
)
from ocpp_conformance.conformance.station.memory import ACCEPTED, INVALID, cache_in_use, id_token_cached, says
from ocpp_conformance.conformance.station.states import energy_transfer_started, ev_connected, sends_none, visiting
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]


@case("TC_C_08_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_cached_card_after_the_cable_starts_charging_unasked(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)

            await starts_unasked(visit, "C12.FR.02")
            await energy_transfer_started(visit, "C12.FR.04")


@case("TC_C_13_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_cached_card_before_the_cable_starts_charging_unasked(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await starts_unasked(visit, "C12.FR.02")

            await ev_connected(visit, step(3), step(3))
            await energy_transfer_started(visit, "C12.FR.04")


@case("TC_C_09_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_card_cached_as_invalid_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _asks_again(csms, station_driver, tokens.get("invalid"), "Invalid")


@case("TC_C_10_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_card_cached_as_blocked_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _asks_again(csms, station_driver, tokens.get("blocked"), "Blocked")


@case("TC_C_11_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_card_cached_as_expired_is_asked_about(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await _asks_again(csms, station_driver, tokens.get("expired"), "Expired")


@case("TC_C_12_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_card_cached_as_invalid_charges_once_it_is_accepted(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("invalid"), INVALID)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            says(csms, ACCEPTED)

            await asked_about(visit, "C12.FR.05", starts=True)
            await energy_transfer_started(visit, step(5))


@case("TC_C_57_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_card_cached_as_invalid_is_refused_unasked_where_that_is_set(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms, variable(COMPONENT, "DisablePostAuthorize", attributeValue="true")):
        card = await id_token_cached(csms, station_driver, tokens.get("invalid"), INVALID)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await csms.settled()
            since = csms.mark
            await visit.present(card)

            await is_refused(visit, step(1), since)
            sends_none(csms, step(1), "Authorize", since=since)


async def _asks_again(csms: CsmsProbe, driver: CaseDriver, card: Payload | None, status: str) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, driver, card, {"status": status})
        async with visiting(csms, driver, card, unasked=True) as visit:
            await ev_connected(visit)

            ask = await asked_about(visit, "C12.FR.05")
            await is_refused(visit, "C01.FR.01", ask.frame)
