"""C16: somebody comes with a master pass, which starts nothing and stops what others started."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.cached import is_refused
from ocpp_conformance.conformance.station.c_authorization.groups import goes_on
from ocpp_conformance.conformance.station.c_authorization.master_pass import (
    CONFIGURED,
    all_charge,
    card_first,
    left_after_pass,
    pass_presented,
    stopped_by_pass,
)
from ocpp_conformance.conformance.station.states import (
    ev_connected,
    ev_connected_post_session,
    ev_disconnected,
    sends_none,
    visiting,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.description import Description

_Tokens = Mapping[str, Payload]
_ALL = (Need.TOKEN_ACCEPTED, Need.TOKEN_GROUP, Need.TOKEN_MASTER_PASS)
_WITH_MENU = (*PEOPLE, "choose_to_stop")


@case("TC_C_45_CS", needs=(Need.TOKEN_MASTER_PASS,), intents=PEOPLE)
async def test_master_pass_starts_nothing(csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens) -> None:
    await csms.booted()
    async with (
        configured(csms, CONFIGURED),
        card_first(csms),
        visiting(csms, station_driver, tokens["master_pass"]) as visit,
    ):
        ask = await pass_presented(visit, tokens["master_pass"], step(1))
        await csms.listen(csms.patience.silence(5))
        sends_none(csms, "C16.FR.03", "TransactionEvent", since=ask.frame)

        await ev_connected(visit, step(3), step(3))
        await is_refused(visit, "C16.FR.03", ask.frame)


@case("TC_C_47_CS", needs=(*_ALL, Need.SECOND_EVSE), intents=_WITH_MENU)
async def test_master_pass_stops_all_that_is_chosen(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens, sut: Description
) -> None:
    cards, master = (tokens["accepted"], tokens["group"]), tokens["master_pass"]
    async with all_charge(csms, station_driver, cards, len(sut.evses)) as visits:
        await pass_presented(visits[0], master, step(1))
        since = csms.mark
        await station_driver.intend("choose_to_stop")

        for visit in visits:
            await stopped_by_pass(visit, master, step(3), since)
        for visit in visits:
            await ev_connected_post_session(visit, since, step(5))
            await ev_disconnected(visit, step(6), step(6))
            await left_after_pass(visit, step(3))


@case("TC_C_48_CS", needs=(*_ALL, Need.SECOND_EVSE), intents=_WITH_MENU)
async def test_master_pass_stops_the_one_that_is_chosen(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens, sut: Description
) -> None:
    cards, master = (tokens["accepted"], tokens["group"]), tokens["master_pass"]
    async with all_charge(csms, station_driver, cards, len(sut.evses)) as (first, *others):
        await pass_presented(first, master, step(1))
        since = csms.mark
        await station_driver.intend("choose_to_stop", evse=1)

        await stopped_by_pass(first, master, step(3), since)
        await ev_connected_post_session(first, since, step(5))
        await ev_disconnected(first, step(6), step(6))
        await left_after_pass(first, step(3))
        for other in others:
            await goes_on(other, step(7), since)


@case("TC_C_49_CS", needs=_ALL, intents=PEOPLE)
async def test_master_pass_stops_all_where_nothing_can_be_chosen(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: _Tokens, sut: Description
) -> None:
    cards, master = (tokens["accepted"], tokens["group"]), tokens["master_pass"]
    async with all_charge(csms, station_driver, cards, len(sut.evses)) as visits:
        ask = await pass_presented(visits[0], master, step(1))

        for visit in visits:
            await stopped_by_pass(visit, master, "C16.FR.02", ask.frame)
        for visit in visits:
            await ev_connected_post_session(visit, ask.frame, step(5))
            await ev_disconnected(visit, step(6), step(6))
            await left_after_pass(visit, step(3))
