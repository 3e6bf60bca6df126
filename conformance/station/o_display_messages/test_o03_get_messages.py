"""O03 to O05: the CSMS asks which messages a station keeps, all or some of them, and removes them."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.o_display_messages.displays import REQUEST, displaying, empty, filled
from ocpp_conformance.conformance.station.o_display_messages.parts import are_in_parts, say_whether_more_comes

_TOPICS = ("display",)
_NO_SUCH_ID = 919_999


@case("PART2-CS-O03-01", "A request without criteria is accepted", topics=_TOPICS)
async def test_all_messages_are_asked_for(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        reply = await displays.call("GetDisplayMessages", {"requestId": REQUEST})
        reply.meets("O03.FR.01", status="Accepted")


@case("PART2-CS-O03-02", "Every message is told", topics=_TOPICS, subject=("O03.FR.05",))
async def test_all_messages_are_told(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = [await displays.set() for _ in range(2)]
        await displays.has("O03.FR.02", *infos)


@case("PART2-CS-O03-03", "Many messages come in parts", topics=_TOPICS)
async def test_many_messages_come_in_parts(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = await filled(displays)
        parts = await displays.parts("O03.FR.02") or []
        are_in_parts(csms, "O03.FR.03", parts, infos)
        say_whether_more_comes(csms, "O03.FR.04", parts)


@case("PART2-CS-O03-04", "Where nothing is kept", topics=_TOPICS)
async def test_nothing_is_kept(csms: CsmsProbe) -> None:
    async with empty(csms) as displays:
        reply = await displays.call("GetDisplayMessages", {"requestId": REQUEST})
        reply.meets("O03.FR.06", status="Unknown")


@case("PART2-CS-O04-01", "The message with an id", topics=_TOPICS)
async def test_message_of_an_id(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = [await displays.set() for _ in range(2)]
        reply = await displays.call("GetDisplayMessages", {"requestId": REQUEST, "id": [infos[1]["id"]]})
        reply.meets("O04.FR.01", status="Accepted")
        await csms.settled()
        await displays.has("O04.FR.03", infos[1], id=[infos[1]["id"]])


@case("PART2-CS-O04-02", "The messages of a priority, and of a state", topics=_TOPICS)
async def test_messages_of_a_kind(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set(state="Idle")
        await displays.has("O04.FR.03", info, priority=info["priority"])
        await displays.has("O04.FR.03", info, state="Idle")


@case("PART2-CS-O04-03", "No message meets the criteria", topics=_TOPICS)
async def test_no_message_meets_the_criteria(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        reply = await displays.call("GetDisplayMessages", {"requestId": REQUEST, "id": [_NO_SUCH_ID]})
        reply.meets("O04.FR.02", status="Unknown")


@case("PART2-CS-O04-04", "Many messages of a priority come in parts", topics=_TOPICS)
async def test_many_messages_of_a_kind_come_in_parts(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        infos = await filled(displays)
        since = csms.mark
        parts = await displays.parts("O04.FR.06", priority=infos[0]["priority"]) or []
        for part in csms.received("NotifyDisplayMessages", since=since):
            part.meets("O04.FR.06", requestId=parts[0]["requestId"])
        are_in_parts(csms, "O04.FR.04", parts, infos)
        say_whether_more_comes(csms, "O04.FR.05", parts)


@case("PART2-CS-O04-05", "Criteria where nothing is kept", topics=_TOPICS)
async def test_criteria_where_nothing_is_kept(csms: CsmsProbe) -> None:
    async with empty(csms) as displays:
        reply = await displays.call("GetDisplayMessages", {"requestId": REQUEST, "priority": "NormalCycle"})
        reply.meets("O04.FR.07", status="Unknown")


@case("PART2-CS-O05-01", "A message is removed", topics=_TOPICS)
async def test_message_is_removed(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set()
        reply = await displays.call("ClearDisplayMessage", {"id": info["id"]})
        reply.meets("O05.FR.01", status="Accepted")
        await displays.lacks("O05.FR.01", info)


@case("PART2-CS-O05-02", "A message that is not there", topics=_TOPICS)
async def test_unknown_message_is_not_removed(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        reply = await displays.call("ClearDisplayMessage", {"id": _NO_SUCH_ID})
        reply.meets("O05.FR.02", status="Unknown")
