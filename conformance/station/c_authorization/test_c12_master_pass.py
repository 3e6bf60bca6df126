"""C12, C16: a master pass that is cached starts nothing, and stops what others started."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.c_authorization.cached import is_refused
from ocpp_conformance.conformance.station.c_authorization.master_pass import BY_MASTER_PASS, CONFIGURED, PASSED
from ocpp_conformance.conformance.station.memory import ACCEPTED, cache_in_use, id_token_cached, says
from ocpp_conformance.conformance.station.states import (
    charging,
    ev_connected,
    ev_connected_post_session,
    ev_disconnected,
    visiting,
)
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.conformance.station.visit import PEOPLE, same_token
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.description import Description

_WITH_MENU, _WITHOUT = "C-07", "C-08"
"""The features of Part 5: the station has a menu for master passes, or none."""

_STOPPED = {"triggerReason": "StopAuthorized"}


@case("TC_C_14_CS", needs=(Need.ALLOW_CACHE, Need.TOKEN_ACCEPTED, Need.TOKEN_MASTER_PASS), intents=PEOPLE)
async def test_cached_master_pass_stops_the_transaction(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload], sut: Description
) -> None:
    if sut.features is not None and _WITH_MENU in sut.features and _WITHOUT not in sut.features:
        raise csms.checklist.give_up("the station has a menu, in which nobody chooses here: see TC_C_47_CS")
    master = tokens["master_pass"]
    async with cache_in_use(csms):
        await id_token_cached(csms, station_driver, master, PASSED)
        says(csms, ACCEPTED)
        async with (
            configured(csms, CONFIGURED),
            visiting(csms, station_driver, tokens["accepted"], unasked=True) as visit,
        ):
            await charging(visit)
            says(csms, PASSED)
            since = csms.mark
            await visit.present(master)

            event = await csms.must_send(step(1), "TransactionEvent", since=since, where=_STOPPED)
            event.meets(step(1), idToken=same_token(master))
            if event["eventType"] == "Ended":
                event.meets(step(1), transactionInfo=BY_MASTER_PASS)
            visit.deauthorized()
            await ev_connected_post_session(visit, since, step(3))
            await ev_disconnected(visit, step(4), step(4))


@case(
    "PART2-CS-C12-01",
    "A cached master pass starts nothing",
    topics=("auth",),
    needs=(Need.ALLOW_CACHE,),
    intents=PEOPLE,
)
async def test_cached_master_pass_starts_nothing(
    csms: CsmsProbe, station_driver: CaseDriver, tokens: Mapping[str, Payload]
) -> None:
    async with cache_in_use(csms):
        card = await id_token_cached(csms, station_driver, tokens.get("accepted"), PASSED)
        async with configured(csms, CONFIGURED), visiting(csms, station_driver, card, unasked=True) as visit:
            await ev_connected(visit)
            await csms.settled()
            since = csms.mark
            await visit.present(card)
            await is_refused(visit, "C12.FR.09", since)
