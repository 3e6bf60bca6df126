"""O01, O06: the CSMS has the station show a message, whatever goes on there.

What the display shows is for those who stand before it; our CSMS asks what the station keeps.
"""

from datetime import timedelta

from ocpp_conformance.conformance.case import CsmsProbe, Need, because, case, step
from ocpp_conformance.conformance.station.o_display_messages.asked import knows_none, refused_states, tells
from ocpp_conformance.conformance.station.o_display_messages.displays import displaying
from ocpp_conformance.harness.times import now

_PRIORITIES = ("AlwaysFront", "InFront", "NormalCycle")
_FORMATS = ("ASCII", "UTF8", "URI", "HTML")
_SOON = 1.0
"""Real seconds: the clock of a station doesn't scale."""


@case("TC_O_01_CS")
async def test_message_is_set(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = displays.message()
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await tells(displays, step(4), step(5), info, id=[info["id"]])


@case("TC_O_12_CS")
async def test_message_takes_the_place_of_another(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        before = await displays.set()
        other = {**displays.message(), "id": before["id"]}
        reply = await displays.asked(other)
        reply.meets("O06.FR.01", status="Accepted")
        reply.meets(step(2), status="Accepted")
        await displays.has("O06.FR.01", other, id=[before["id"]])


@case("TC_O_13_CS")
async def test_message_with_a_start_is_set(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = displays.message(startDateTime=now(timedelta(seconds=_SOON)))
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await tells(displays, step(4), step(5), info, id=[info["id"]])


@case("TC_O_14_CS")
async def test_message_ends_at_its_time(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = displays.message(endDateTime=now(timedelta(seconds=2 * _SOON)))
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await tells(displays, step(4), step(5), info, id=[info["id"]])
        await displays.passes(info, _SOON)
        await displays.lacks("O01.FR.07", info)
        await knows_none(displays, step(8), id=[info["id"]])


@case("TC_O_17_CS")
async def test_priority_that_the_station_has_not(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        strange = [each for each in _PRIORITIES if each not in displays.priorities]
        if not strange:
            raise csms.checklist.give_up("the station takes every priority")
        reply = await displays.asked(displays.message(priority=strange[0]))
        for source in ("O01.FR.01", "O02.FR.03", step(2)):
            reply.meets(source, status=because("it tells no such priority", "NotSupportedPriority"))


@case("TC_O_18_CS")
async def test_state_for_which_nothing_is_shown(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        for reply in await refused_states(displays):
            for source in ("O01.FR.02", "O02.FR.04", step(2)):
                reply.meets(source, status="NotSupportedState")


@case("TC_O_19_CS")
async def test_format_that_the_station_has_not(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        strange = [each for each in _FORMATS if each not in displays.formats]
        if not strange:
            raise csms.checklist.give_up("the station takes every format")
        content = {"format": strange[0], "content": "https://example.com"}
        reply = await displays.asked(displays.message(message=content))
        for source in ("O01.FR.03", "O02.FR.05", step(2)):
            reply.meets(source, status=because("it tells no such format", "NotSupportedMessageFormat"))


@case("TC_O_20_CS", needs=(Need.RESET,))
async def test_message_is_kept_over_a_reboot(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = displays.message()
        (await displays.asked(info)).meets(step(2), status="Accepted")
        await csms.reboot()
        await csms.booted()
        await displays.has("O01.FR.10", info)
        await tells(displays, step(5), step(6), info, id=[info["id"]])


@case("TC_O_22_CS")
async def test_two_messages_in_front(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        displays.takes("InFront")
        infos = [displays.message(priority="InFront") for _ in range(2)]
        for info, answered in zip(infos, (2, 4), strict=True):
            (await displays.asked(info)).meets(step(answered), status="Accepted")
        for info, (answered, told) in zip(infos, ((6, 7), (10, 11)), strict=True):
            await tells(displays, step(answered), step(told), info, id=[info["id"]])


@case("TC_O_24_CS")
async def test_second_message_always_in_front_replaces_the_first(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        displays.takes("AlwaysFront")
        infos = [displays.message(priority="AlwaysFront") for _ in range(2)]
        for info, answered in zip(infos, (2, 4), strict=True):
            (await displays.asked(info)).meets(step(answered), status="Accepted")
        await displays.lacks("O01.FR.16", infos[0])
        await knows_none(displays, step(6), id=[infos[0]["id"]])
        await tells(displays, step(8), step(9), infos[1], id=[infos[1]["id"]])
