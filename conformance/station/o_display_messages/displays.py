"""What our CSMS has a station show, and what the station says that it keeps (O01 to O06)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, one_of, variable
from ocpp_conformance.conformance.station.variables import configured, full_inventory, members, value_of
from ocpp_conformance.harness.conversation import key_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload

COMPONENT = "DisplayMessageCtrlr"
FIRST, REQUEST = 910_000, 8300
"""The ids of our messages and requests count on from these."""
MANY = 50
"""A station that keeps more messages than these is not filled."""
Messages = Mapping[int, Payload]


@dataclass
class Displays:
    """The messages that a case sets; `maximum` is how many the station keeps, None where it doesn't tell."""

    csms: CsmsProbe
    priorities: frozenset[str]
    formats: frozenset[str]
    maximum: int | None
    before: Messages = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    _asked: int = 0
    _next: int = FIRST

    async def call(self, action: str, payload: Payload) -> ReceivedReply:
        """The answer to a CALL about messages. Raises `Inconclusive` where the station doesn't know it."""
        reply = await self.csms.call(action, payload)
        if reply.error in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED):
            reply.expects()
        return reply

    def message(self, **more: object) -> Payload:
        """A message with an id of its own, in a format and of a priority that the station takes."""
        self._next += 1
        formats = sorted(self.formats & {"ASCII", "UTF8"}) or sorted(self.formats)
        priority = "NormalCycle" if "NormalCycle" in self.priorities else min(self.priorities)
        text = {"format": formats[0], "content": f"Message {self._next}"}
        return {"id": self._next, "priority": priority, "message": text, **more}

    async def asked(self, info: Payload) -> ReceivedReply:
        """The answer to a SetDisplayMessage; what it installs is cleared at the end."""
        reply = await self.call("SetDisplayMessage", {"message": info})
        if reply["status"] == "Accepted" and info["id"] not in self.ids:
            self.ids.append(info["id"])
        return reply

    async def set(self, **more: object) -> Payload:
        """A message that the station has accepted, as a precondition."""
        info = self.message(**more)
        (await self.asked(info)).expects(status="Accepted")
        return info

    def request(self) -> Payload:
        """The fields of a request with a requestId of its own."""
        self._asked += 1
        return {"requestId": REQUEST + self._asked}

    async def parts(self, source: Source | None, **wanted: object) -> list[ReceivedCall] | None:
        """The NotifyDisplayMessages that a GetDisplayMessages brings, with all that comes until the station is quiet;
        None where there is no such message. The source demands that they come."""
        since, mine = self.csms.mark, self.request()
        reply = await self.call("GetDisplayMessages", {**mine, **wanted})
        reply.expects(status=one_of("Accepted", "Unknown"))
        if reply["status"] == "Unknown":
            return None
        if source is None:
            await self.csms.next_call("NotifyDisplayMessages", since=since, where=mine)
        else:
            await self.csms.must_send(source, "NotifyDisplayMessages", since=since, where=mine)
        await self.csms.settled()
        calls = self.csms.received("NotifyDisplayMessages", since=since)
        return [call for call in calls if call["requestId"] == mine["requestId"]]

    async def kept(self, source: Source | None, **wanted: object) -> Messages:
        """The messages by their ids that the station tells for a request."""
        parts = await self.parts(source, **wanted) or []
        return {info["id"]: info for part in parts for info in part["messageInfo"] or ()}

    async def has(self, source: Source, *infos: Payload, **wanted: object) -> None:
        """The station tells these messages, as they were set, for a request."""
        found = await self.kept(source, **wanted)
        for info in infos:
            mine = found.get(info["id"])
            misses = (Miss("", f"message {info['id']}", "none"),) if mine is None else mismatches(info, mine)
            self.csms.checklist.book(source, misses)

    async def passes(self, info: Payload, seconds: float) -> None:
        """Wait for the end of a message, in real seconds, and longer where the station's clock is behind ours."""
        await self.csms.listen(seconds)
        for _ in range(int(self.csms.patience.reply)):
            if info["id"] not in await self.kept(None):
                break
            await self.csms.listen(seconds)

    def takes(self, priority: str) -> None:
        """The station takes this priority, as a precondition."""
        if priority not in self.priorities:
            raise self.csms.checklist.give_up(f"the station has no message of the priority {priority}")

    async def lacks(self, source: Source, *infos: Payload) -> None:
        """The station tells none of these messages any more."""
        found = sorted({info["id"] for info in infos} & set(await self.kept(None)))
        misses = (Miss("", "no message of these", f"{found}"),) if found else ()
        self.csms.checklist.book(source, misses)

    async def clear(self) -> None:
        """Remove what the case has set, and put back what that has replaced."""
        ids, self.ids = self.ids, []
        for id in ids:
            await self.csms.tidy(f"message {id} is not cleared", "ClearDisplayMessage", {"id": id})
        for info in self.before.values() if ids else ():
            if info["priority"] == "AlwaysFront":
                await self.csms.tidy("the message in front is not set back", "SetDisplayMessage", {"message": info})


@asynccontextmanager
async def displaying(csms: CsmsProbe) -> AsyncIterator[Displays]:
    """The station is Booted and shows messages; those that the block sets are cleared at its end. Raises `Inconclusive`
    where it says that it shows none."""
    await csms.booted()
    items = {key_of(item): item for part in await full_inventory(csms, REQUEST) for item in part["reportData"] or ()}
    mine = {key[4]: item for key, item in items.items() if key[0] == COMPONENT.lower()}
    if not mine or str(await value_of(csms, variable(COMPONENT, "Available"))).lower() == "false":
        raise csms.checklist.give_up(f"the station has no {COMPONENT} that is available")
    async with configured(csms, variable(COMPONENT, "Enabled", attributeValue="true"), if_implemented=True):
        limit = mine.get("displaymessages", {}).get("variableCharacteristics", {}).get("maxLimit")
        priorities = await members(csms, variable(COMPONENT, "SupportedPriorities"))
        formats = await members(csms, variable(COMPONENT, "SupportedFormats"))
        if not priorities or not formats:
            raise csms.checklist.give_up("the station takes no priority or no format")
        displays = Displays(csms, priorities, formats, None if limit is None else int(limit))
        displays.before = await displays.kept(None)
        try:
            yield displays
        finally:
            await displays.clear()


@asynccontextmanager
async def empty(csms: CsmsProbe) -> AsyncIterator[Displays]:
    """As `displaying`, at a station that keeps no message. Raises `Inconclusive` where it keeps one."""
    async with displaying(csms) as displays:
        if displays.before:
            raise csms.checklist.give_up(f"the station keeps messages of others: {sorted(displays.before)}")
        yield displays


async def filled(displays: Displays, **more: object) -> list[Payload]:
    """As many messages as the station takes. Raises `Inconclusive` where it doesn't tell how many."""
    if displays.maximum is None or displays.maximum > MANY:
        raise displays.csms.checklist.give_up(f"the station keeps {displays.maximum} messages")
    return [await displays.set(**more) for _ in range(displays.maximum - len(displays.before))]
