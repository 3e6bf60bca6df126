"""O03 to O05: the CSMS asks for all or some of the messages of a station, and removes one."""

from ocpp_conformance.conformance.case import CsmsProbe, case, step
from ocpp_conformance.conformance.station.o_display_messages.asked import knows_none, tells
from ocpp_conformance.conformance.station.o_display_messages.displays import displaying, empty

_NO_SUCH_ID = 919_999


@case("TC_O_02_CS")
async def test_every_message_is_told(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = [await displays.set() for _ in range(2)]
        await tells(displays, step(2), step(3), *infos)


@case("TC_O_03_CS")
async def test_no_message_is_kept(csms: CsmsProbe) -> None:
    async with empty(csms) as displays:
        await knows_none(displays, step(2))


@case("TC_O_04_CS")
async def test_cleared_message_is_unknown(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set()
        reply = await displays.call("ClearDisplayMessage", {"id": info["id"]})
        reply.meets(step(2), status="Accepted")
        await knows_none(displays, step(4), id=[info["id"]])


@case("TC_O_05_CS")
async def test_message_that_nobody_set_is_not_cleared(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        reply = await displays.call("ClearDisplayMessage", {"id": _NO_SUCH_ID})
        reply.meets("O05.FR.02", status="Unknown")
        reply.meets(step(2), status="Unknown")


@case("TC_O_07_CS")
async def test_message_with_an_id_is_told(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = [await displays.set() for _ in range(2)]
        await tells(displays, step(2), step(3), infos[0], id=[infos[0]["id"]])


@case("TC_O_08_CS")
async def test_messages_of_a_priority_are_told(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = [await displays.set() for _ in range(2)]
        await tells(displays, step(2), step(3), *infos, priority=infos[0]["priority"])


@case("TC_O_09_CS")
async def test_messages_for_a_state_are_told(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set(state="Idle")
        await tells(displays, step(2), step(3), info, state="Idle")


@case("TC_O_11_CS")
async def test_no_message_has_the_id(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        await knows_none(displays, step(2), id=[_NO_SUCH_ID])


@case("TC_O_33_CS")
async def test_id_where_nothing_is_kept(csms: CsmsProbe) -> None:
    async with empty(csms) as displays:
        await knows_none(displays, step(2), id=[_NO_SUCH_ID])


@case("TC_O_34_CS")
async def test_message_of_the_id_is_for_another_state(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set(state="Idle")
        await knows_none(displays, step(2), id=[info["id"]], state="Charging")


@case("TC_O_35_CS")
async def test_message_of_the_id_is_of_another_priority(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set()
        others = sorted(displays.priorities - {info["priority"]})
        if not others:
            raise csms.checklist.give_up("the station takes one priority alone")
        await knows_none(displays, step(2), id=[info["id"]], priority=others[0])
