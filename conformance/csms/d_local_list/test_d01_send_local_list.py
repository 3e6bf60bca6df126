"""D01: the CSMS sends the local authorization list of a station, or what is new in it."""

from collections.abc import Mapping

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, Need, StationProbe, at_least, case, step
from ocpp_conformance.conformance.csms.d_local_list.lists import VERSION, entry, list_sent, listing, taking_out
from ocpp_conformance.harness.rpc import Payload

Tokens = Mapping[str, Payload]
NEWER = VERSION + 1


@case("TC_D_01_CSMS", topics=("auth",), needs=(Need.TOKEN_ACCEPTED,), intents=("send_local_list",))
async def test_whole_list_is_sent(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await station.booted()
    card = tokens["accepted"]
    update = await list_sent(station, csms_driver, step(3), "Full", entry(card), version=NEWER)
    update.meets(step(3), updateType="Full", localAuthorizationList=listing(card))
    update.meets("D01.FR.18", versionNumber=at_least(1))


@case("TC_D_02_CSMS", topics=("auth",), needs=(Need.TOKEN_ACCEPTED,), intents=("setup", "send_local_list"))
async def test_token_is_added(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    await csms_driver.setup(local_list={"version": VERSION, "entries": []})
    await station.booted()
    card = tokens["accepted"]
    # the version that the station holds the CSMS may know already: whether it asks for it is free
    update = await list_sent(station, csms_driver, step(3), "Differential", entry(card), version=NEWER)
    update.meets(
        step(3), updateType="Differential", versionNumber=at_least(NEWER), localAuthorizationList=listing(card)
    )


@case("TC_D_03_CSMS", topics=("auth",), needs=(Need.TOKEN_ACCEPTED,), intents=("setup", "send_local_list"))
async def test_token_is_taken_out(station: StationProbe, csms_driver: CaseDriver, tokens: Tokens) -> None:
    card = tokens["accepted"]
    await csms_driver.setup(local_list={"version": VERSION, "entries": [entry(card)]})
    await station.booted()
    update = await list_sent(station, csms_driver, step(1), "Differential", entry(card, remove=True), version=NEWER)
    update.meets(
        step(1), updateType="Differential", versionNumber=at_least(NEWER), localAuthorizationList=taking_out(card)
    )


@case("TC_D_04_CSMS", topics=("auth",), intents=("send_local_list",))
async def test_list_is_emptied(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    update = await list_sent(station, csms_driver, step(1), "Full", version=NEWER)
    update.meets(step(1), updateType="Full", localAuthorizationList=NOTHING)
