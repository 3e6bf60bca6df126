"""What a station answers where a case of Part 6 asks for messages, or sets one that it may refuse."""

from __future__ import annotations

from ocpp_conformance.conformance.case import PRESENT
from ocpp_conformance.conformance.station.o_display_messages.displays import Displays
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload

_STATES = ("Charging", "Faulted", "Idle", "Unavailable")
_TIMES = ("startDateTime", "endDateTime")
_NONE = (Miss("/messageInfo", "the message", "none"),)


async def tells(displays: Displays, answered: Source, told: Source, *infos: Payload, **wanted: object) -> None:
    """A GetDisplayMessages is Accepted, and NotifyDisplayMessages with its requestId bring these messages, as they were
    set."""
    csms, mine = displays.csms, displays.request()
    since = csms.mark
    (await displays.call("GetDisplayMessages", {**mine, **wanted})).meets(answered, status="Accepted")
    found: dict[int, Payload] = {}
    more = True
    while more:
        part = await csms.must_send(told, "NotifyDisplayMessages", since=since, where=mine)
        part.meets(told, **mine)
        found |= {info["id"]: info for info in part["messageInfo"] or ()}
        since, more = part.frame + 1, bool(part["tbc"])
    for info in infos:
        misses = mismatches(_without_times(info), found[info["id"]]) if info["id"] in found else _NONE
        csms.checklist.book(told, misses, seen=f"{sorted(found)}")


async def knows_none(displays: Displays, source: Source, **wanted: object) -> None:
    """A GetDisplayMessages is answered Unknown."""
    reply = await displays.call("GetDisplayMessages", {**displays.request(), **wanted})
    reply.meets(source, status="Unknown")


async def refused_states(displays: Displays) -> list[ReceivedReply]:
    """The answers to messages for states that are not Accepted. Raises `Inconclusive` where all are."""
    replies = []
    for state in _STATES:
        await displays.clear()
        replies.append(await displays.asked(displays.message(state=state)))
    refused = [reply for reply in replies if reply["status"] != "Accepted"]
    if not refused:
        raise displays.csms.checklist.give_up("the station takes every state")
    return refused


def _without_times(info: Payload) -> Payload:
    """The demand for a message; a time may be written otherwise."""
    return {name: PRESENT if name in _TIMES else value for name, value in info.items()}
