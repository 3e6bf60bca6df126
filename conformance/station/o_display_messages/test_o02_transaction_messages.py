"""O02: the CSMS has the station show a message for one transaction."""

from datetime import timedelta

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, case, step
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.o_display_messages.asked import knows_none, tells
from ocpp_conformance.conformance.station.o_display_messages.displays import displaying
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.times import now

_SOON = 1.0
"""Real seconds: the clock of a station doesn't scale."""


@case("TC_O_06_CS", intents=PEOPLE)
async def test_message_ends_with_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        info = displays.message(transactionId=visit.transaction_id)
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await ended(visit)
        await knows_none(displays, step(8), id=[info["id"]])


@case("TC_O_10_CS")
async def test_transaction_that_nobody_runs(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        reply = await displays.asked(displays.message(transactionId="no-such-transaction"))
        reply.meets("O02.FR.01", status="UnknownTransaction")
        reply.meets(step(2), status="UnknownTransaction")


@case("TC_O_27_CS", intents=PEOPLE)
async def test_started_message_ends_with_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        start = now(timedelta(seconds=_SOON))
        info = displays.message(transactionId=visit.transaction_id, startDateTime=start)
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await csms.listen(_SOON)
        await ended(visit)
        await knows_none(displays, step(8), id=[info["id"]])


@case("TC_O_28_CS", intents=PEOPLE)
async def test_message_ends_before_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        info = displays.message(transactionId=visit.transaction_id, endDateTime=now(timedelta(seconds=_SOON)))
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await displays.passes(info, _SOON)
        await displays.lacks("O02.FR.07", info)
        await knows_none(displays, step(4), id=[info["id"]])


@case("TC_O_30_CS", intents=PEOPLE)
async def test_two_messages_in_front_end_with_their_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        displays.takes("InFront")
        mine = {"transactionId": visit.transaction_id, "priority": "InFront"}
        infos = [displays.message(**mine) for _ in range(2)]
        for info, answered in zip(infos, (2, 4), strict=True):
            (await displays.asked(info)).meets(step(answered), status="Accepted")
        for info, (answered, told) in zip(infos, ((6, 7), (10, 11)), strict=True):
            await tells(displays, step(answered), step(told), info, id=[info["id"]])
        await ended(visit)
        for info, answered in zip(infos, (18, 20), strict=True):
            await knows_none(displays, step(answered), id=[info["id"]])


@case("TC_O_32_CS", intents=PEOPLE)
async def test_message_always_in_front_ends_with_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        displays.takes("AlwaysFront")
        mine = {"transactionId": visit.transaction_id, "priority": "AlwaysFront"}
        infos = [displays.message(**mine) for _ in range(2)]
        for info, answered in zip(infos, (2, 4), strict=True):
            (await displays.asked(info)).meets(step(answered), status="Accepted")
        await displays.lacks("O02.FR.18", infos[0])
        await knows_none(displays, step(6), id=[infos[0]["id"]])
        await tells(displays, step(8), step(9), infos[1], id=[infos[1]["id"]])
        await ended(visit)
        await knows_none(displays, step(16), id=[infos[1]["id"]])  # the document asks for the first, gone before
