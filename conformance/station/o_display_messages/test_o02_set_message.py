"""O01, O02: the CSMS has the station show a message."""

from datetime import timedelta

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, Need, case
from ocpp_conformance.conformance.station.charging import ended, while_charging
from ocpp_conformance.conformance.station.o_display_messages.asked import refused_states
from ocpp_conformance.conformance.station.o_display_messages.displays import displaying, filled
from ocpp_conformance.conformance.station.visit import PEOPLE
from ocpp_conformance.harness.times import now

_TOPICS = ("display",)
_PRIORITIES = ("AlwaysFront", "InFront", "NormalCycle")
_FORMATS = ("ASCII", "UTF8", "URI", "HTML")
_SOON = 1.0
"""Real seconds: the clock of a station doesn't scale."""


@case("PART2-CS-O02-01", "A message for a transaction that does not run", topics=_TOPICS)
async def test_unknown_transaction(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        reply = await displays.asked(displays.message(transactionId="no-such-transaction"))
        reply.meets("O02.FR.01", status="UnknownTransaction")


@case("PART2-CS-O02-02", "A message goes with its transaction", topics=_TOPICS, intents=PEOPLE)
async def test_message_goes_with_its_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        info = await displays.set(transactionId=visit.transaction_id)
        if info["id"] not in await displays.kept(None):
            raise csms.checklist.give_up("the station does not tell the message")
        await ended(visit)
        await displays.lacks("O02.FR.02", info)


@case("PART2-CS-O02-03", "A priority that the station does not take", topics=_TOPICS)
async def test_unsupported_priority(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        strange = [each for each in _PRIORITIES if each not in displays.priorities]
        if not strange:
            raise csms.checklist.give_up("the station takes every priority")
        reply = await displays.asked(displays.message(priority=strange[0]))
        for source in ("O01.FR.01", "O02.FR.03"):
            reply.meets(source, status="NotSupportedPriority")


@case("PART2-CS-O02-04", "A state for which the station shows nothing", topics=_TOPICS)
async def test_unsupported_state(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await displays.set()
        for reply in await refused_states(displays):
            for source in ("O01.FR.02", "O02.FR.04"):
                reply.meets(source, status="NotSupportedState")


@case("PART2-CS-O02-05", "A format that the station does not take", topics=_TOPICS)
async def test_unsupported_format(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        strange = [each for each in _FORMATS if each not in displays.formats]
        if not strange:
            raise csms.checklist.give_up("the station takes every format")
        content = {"format": strange[0], "content": "https://example.com"}
        reply = await displays.asked(displays.message(message=content))
        for source in ("O01.FR.03", "O02.FR.05"):
            reply.meets(source, status="NotSupportedMessageFormat")


@case("PART2-CS-O02-06", "A message whose time has passed is gone", topics=_TOPICS)
async def test_message_ends(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set(endDateTime=now(timedelta(seconds=_SOON)))
        if info["id"] not in await displays.kept(None):
            raise csms.checklist.give_up("the message was gone before its time by our clock")
        await displays.passes(info, _SOON)
        await displays.lacks("O01.FR.07", info)


@case("PART2-CS-O02-07", "A message outlasts a reboot", topics=_TOPICS, needs=(Need.RESET,))
async def test_message_outlasts_a_reboot(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set()
        await csms.reboot()
        await csms.booted()
        await displays.has("O01.FR.10", info)


@case("PART2-CS-O02-08", "One message too many", topics=_TOPICS)
async def test_too_many_messages(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        await filled(displays)
        reply = await displays.asked(displays.message())
        reply.meets("O01.FR.11", status="Rejected")


@case("PART2-CS-O02-09", "Of two messages always in front, the newer one stays", topics=_TOPICS)
async def test_newer_message_in_front_stays(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        displays.takes("AlwaysFront")
        older = await displays.set(priority="AlwaysFront")
        newer = await displays.set(priority="AlwaysFront")
        await displays.has("O01.FR.16", newer)
        await displays.lacks("O01.FR.16", older)


@case("PART2-CS-O02-10", "One message too many for a transaction", topics=_TOPICS, intents=PEOPLE)
async def test_too_many_messages_for_a_transaction(csms: CsmsProbe, station_driver: CaseDriver) -> None:
    async with displaying(csms) as displays, while_charging(csms, station_driver) as visit:
        await filled(displays, transactionId=visit.transaction_id)
        reply = await displays.asked(displays.message(transactionId=visit.transaction_id))
        reply.meets("O02.FR.11", status="Rejected")


@case("PART2-CS-O06-01", "A message with the id of another one replaces it", topics=_TOPICS)
async def test_message_is_replaced(csms: CsmsProbe) -> None:
    async with displaying(csms) as displays:
        info = await displays.set()
        other = {**displays.message(), "id": info["id"]}
        reply = await displays.asked(other)
        reply.meets("O06.FR.01", status="Accepted")
        await displays.has("O06.FR.01", other)
