"""C10: what the Authorization Cache keeps, for how long, and when it is used."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, because, case, step, variable
from ocpp_conformance.conformance.station.c_authorization.cached import (
    COMPONENT,
    POST_AUTHORIZE,
    asked_about,
    starts_unasked,
)
from ocpp_conformance.conformance.station.c_authorization.groups import authorized_as
from ocpp_conformance.conformance.station.memory import INVALID, cache_in_use, id_token_cached, says
from ocpp_conformance.conformance.station.states import (
    authorized,
    energy_transfer_started,
    ev_connected,
    ev_connected_post_session,
    ev_disconnected,
    visiting,
)
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_LIST = variable("LocalAuthListCtrlr", "Enabled", attributeValue="true")
_LIFE_TIME = 60
"""AuthCacheLifeTime, in OCPP seconds."""


@case("PART2-CS-C10-01", "The cache is on or off as it is set", topics=("auth",), needs=(Need.ALLOW_CACHE,))
async def test_cache_is_switched(csms: CsmsProbe) -> None:
    await csms.booted()
    if (await value_of(csms, variable(COMPONENT, "Available")) or "").lower() != "true":
        raise csms.checklist.give_up("the station tells of no Authorization Cache: AuthCacheCtrlr.Available")
    for value, status in (("true", "Accepted"), ("false", "Rejected")):
        async with configured(csms, variable(COMPONENT, "Enabled", attributeValue=value)):
            reply = await csms.call("ClearCache", {})
            reply.meets("C10.FR.11", status=because(f"the cache is set to {value}", status))


@case("TC_C_32_CS", needs=(Need.RESET, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_cache_survives_a_reboot(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        boot = await csms.reboot()
        await csms.comes("StatusNotification", "NotifyEvent", since=boot.frame)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await starts_unasked(visit, step(2))

            await ev_connected(visit, step(4), step(4))
            await energy_transfer_started(visit, step(5))


@case(
    "PART2-CS-C10-07",
    "A cached card is known after a reboot",
    topics=("auth", "reset"),
    needs=(Need.RESET, Need.ALLOW_CACHE),
    intents=PEOPLE,
)
async def test_cached_card_is_known_after_a_reboot(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        boot = await csms.reboot()
        await csms.comes("StatusNotification", "NotifyEvent", since=boot.frame)
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await starts_unasked(visit, "C10.FR.02")


@case("TC_C_33_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_answer_to_authorize_is_cached(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms), configured(csms, _LIST, if_implemented=True):
        async with visiting(csms, station_driver, tokens.get("accepted"), unasked=True) as visit:
            await ev_connected(visit)
            await authorized_as(visit, "C01.FR.02", step(3))
            await energy_transfer_started(visit, step(5))
            stop = await visit.stop()
            await ev_connected_post_session(visit, stop, step(6))
            await ev_disconnected(visit, step(7), step(7))
            await csms.settled()
        async with visiting(csms, station_driver, visit.card, unasked=True) as again:
            await ev_connected(again, step(10), step(10))
            await starts_unasked(again, step(12), INVALID)
            again.deauthorized()


@case("TC_C_34_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_answer_to_transaction_event_is_cached(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms), configured(csms, _LIST, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await starts_unasked(visit, step(1), INVALID)
            visit.deauthorized()
            await csms.settled()
            await ev_disconnected(visit, step(3), step(3))
            await csms.settled()
        async with visiting(csms, station_driver, card, unasked=True) as again:
            await ev_connected(again, step(6), step(6))
            says(csms, INVALID)
            await asked_about(again, step(7))


@case("TC_C_36_CS", needs=(Need.ALLOW_CACHE,), intents=PEOPLE)
async def test_cache_is_not_used_where_local_authorization_is_off(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card) as visit:
            says(csms, INVALID)

            await asked_about(visit, step(1))


@case("TC_C_46_CS", needs=(Need.BOOT_SCALE, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_cached_card_is_asked_about_after_its_life_time(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    life_time = variable(COMPONENT, "LifeTime", attributeValue=str(_LIFE_TIME))
    async with cache_in_use(csms, life_time), configured(csms, POST_AUTHORIZE, if_implemented=True):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"))
        async with visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await csms.listen(csms.patience.scaled(_LIFE_TIME + 1))

            await authorized(visit, "C10.FR.10", step(2))
