"""C09: a driver comes with another id token of the same group."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.cached import POST_AUTHORIZE, starts_unasked
from ocpp_conformance.conformance.station.c_authorization.groups import (
    ACCEPTED_IN_GROUP,
    INVALID_IN_GROUP,
    authorized_as,
    goes_on,
    other_asked_about,
    stopped_by,
    stopped_unasked_by,
)
from ocpp_conformance.conformance.station.c_authorization.listed import LISTED_POST_AUTHORIZE, has_a_list
from ocpp_conformance.conformance.station.memory import cache_in_use, id_token_cached, id_tokens_on_local_list, says
from ocpp_conformance.conformance.station.states import (
    energy_transfer_started,
    ev_connected,
    ev_connected_post_session,
    ev_disconnected,
    visiting,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, Visit
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

_Tokens = Mapping[str, Payload]
_TWO = (Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP)
_ONE_REFUSED = (Need.TOKEN_ACCEPTED, Need.TOKEN_INVALID)


@case("TC_C_39_CS", needs=_TWO, intents=PEOPLE)
async def test_card_of_the_group_stops(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with visiting(csms, station_driver, tokens["accepted"]) as visit:
        await ev_connected(visit)
        says(csms, ACCEPTED_IN_GROUP)
        await authorized_as(visit, step(1), step(3))
        await energy_transfer_started(visit, step(5))

        ask = await other_asked_about(visit, tokens["group"], "C09.FR.05")
        await stopped_by(visit, tokens["group"], "C09.FR.03", ask.frame)
        await ev_connected_post_session(visit, ask.frame, step(10))
        await ev_disconnected(visit, step(11), step(11))


@case("TC_C_41_CS", needs=(*_TWO, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_cached_card_of_the_group_stops(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    async with cache_in_use(csms):
        await id_token_cached(csms, station_driver, tokens["accepted"], ACCEPTED_IN_GROUP)
        await id_token_cached(csms, station_driver, tokens["group"], ACCEPTED_IN_GROUP)
        async with visiting(csms, station_driver, tokens["accepted"], unasked=True) as visit:
            await ev_connected(visit)
            await starts_unasked(visit, step(1), ACCEPTED_IN_GROUP)
            await energy_transfer_started(visit, step(3))

            since = await stopped_unasked_by(visit, tokens["group"], step(4))
            await ev_connected_post_session(visit, since, step(5))
            await ev_disconnected(visit, step(6), step(6))


@case("TC_C_40_CS", needs=(*_TWO, Need.ALLOW_LISTS), intents=PEOPLE)
async def test_listed_card_of_the_group_stops(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await has_a_list(csms)
    cards = ((tokens["accepted"], ACCEPTED_IN_GROUP), (tokens["group"], ACCEPTED_IN_GROUP))
    async with (
        id_tokens_on_local_list(csms, *cards),
        visiting(csms, station_driver, tokens["accepted"], unasked=True) as visit,
    ):
        await ev_connected(visit)
        await starts_unasked(visit, step(1), ACCEPTED_IN_GROUP)
        await energy_transfer_started(visit, step(3))

        since = await stopped_unasked_by(visit, tokens["group"], step(4))
        await ev_connected_post_session(visit, since, step(5))
        await ev_disconnected(visit, step(6), step(6))


@case("TC_C_42_CS", needs=_ONE_REFUSED, intents=PEOPLE)
async def test_refused_card_of_the_group_stops_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with visiting(csms, station_driver, tokens["accepted"]) as visit:
        await ev_connected(visit)
        says(csms, ACCEPTED_IN_GROUP)
        await authorized_as(visit, step(1), step(3))
        await energy_transfer_started(visit, step(5))

        await _stops_nothing(visit, tokens["invalid"], step(6))


@case("TC_C_44_CS", needs=(*_ONE_REFUSED, Need.ALLOW_CACHE), intents=PEOPLE)
async def test_card_cached_as_invalid_is_asked_about_and_stops_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    async with cache_in_use(csms), configured(csms, POST_AUTHORIZE, if_implemented=True):
        await id_token_cached(csms, station_driver, tokens["accepted"], ACCEPTED_IN_GROUP)
        await id_token_cached(csms, station_driver, tokens["invalid"], INVALID_IN_GROUP)
        async with visiting(csms, station_driver, tokens["accepted"], unasked=True) as visit:
            await ev_connected(visit)
            await starts_unasked(visit, step(1), ACCEPTED_IN_GROUP)
            await energy_transfer_started(visit, step(3))

            await _stops_nothing(visit, tokens["invalid"], step(4))


@case("TC_C_43_CS", needs=(*_ONE_REFUSED, Need.ALLOW_LISTS), intents=PEOPLE)
async def test_card_listed_as_invalid_is_asked_about_and_stops_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens
) -> None:
    await has_a_list(csms)
    cards = ((tokens["accepted"], ACCEPTED_IN_GROUP), (tokens["invalid"], INVALID_IN_GROUP))
    async with (
        configured(csms, LISTED_POST_AUTHORIZE, if_implemented=True),
        id_tokens_on_local_list(csms, *cards),
        visiting(csms, station_driver, tokens["accepted"], unasked=True) as visit,
    ):
        await ev_connected(visit)
        await starts_unasked(visit, step(1), ACCEPTED_IN_GROUP)
        await energy_transfer_started(visit, step(3))

        await _stops_nothing(visit, tokens["invalid"], step(4))


async def _stops_nothing(visit: Visit, other: Payload, asked: Source) -> None:
    """Another card of the group, which our CSMS refuses, is asked about and stops nothing."""
    says(visit.csms, INVALID_IN_GROUP)
    ask = await other_asked_about(visit, other, asked)
    await goes_on(visit, "C09.FR.11", ask.frame)
    says(visit.csms, ACCEPTED_IN_GROUP)
