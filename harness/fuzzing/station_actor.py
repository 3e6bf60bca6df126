"""A charging station in our hand that does things in any order: what a CSMS has to make of it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ocpp_conformance.harness.catalogue.own_rules import LIVES
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.fuzzing.sequences import (
    ALLOWED_CLOSES,
    ANSWER,
    may_be_answered,
    proper_or_refused,
    reply_to_nothing,
)
from ocpp_conformance.harness.fuzzing.systems import RECONNECT
from ocpp_conformance.harness.probes import (
    PRESENT,
    SILENCE,
    Matcher,
    ReceivedCall,
    ReceivedReply,
    StationProbe,
    one_of,
)
from ocpp_conformance.harness.probes.payloads import (
    booting,
    connector_status,
    id_token,
    transaction_event,
    unknown_uid,
)
from ocpp_conformance.harness.probes.reaction import is_crash
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Payload, Role
from ocpp_conformance.harness.sut.csms_under_test import CsmsUnderTest
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.driver import CaseDriver
from ocpp_conformance.harness.sut.intents import names

STATUSES: Mapping[str, Matcher] = MappingProxyType(
    {
        "accepted": one_of("Accepted"),
        "blocked": one_of("Blocked", "Invalid"),
        "expired": one_of("Expired", "Invalid"),
        "invalid": one_of("Invalid", "Unknown", "Blocked", "NoCredit", "NotAllowedTypeEVSE"),
    }
)
"""What a CSMS may say of an id token that it was said to know; of any other card it may say what it likes."""
IN_USE = one_of("Accepted", "ConcurrentTx")
"""What it may say of an accepted one that came with a transaction before."""

CARDS = ("accepted", "blocked", "expired", "invalid", "unknown")
OTHERS: Mapping[str, Payload] = MappingProxyType(
    {
        "MeterValues": {
            "evseId": 1,
            "meterValue": [{"timestamp": "2026-01-01T00:00:00Z", "sampledValue": [{"value": 1}]}],
        },
        "SecurityEventNotification": {"type": "SettingSystemTime", "timestamp": "2026-01-01T00:00:00Z"},
        "LogStatusNotification": {"status": "Idle"},
        "FirmwareStatusNotification": {"status": "Idle"},
        "NotifyEvent": {
            "generatedAt": "2026-01-01T00:00:00Z",
            "seqNo": 0,
            "eventData": [
                {
                    "eventId": 1,
                    "timestamp": "2026-01-01T00:00:00Z",
                    "trigger": "Delta",
                    "actualValue": "Available",
                    "eventNotificationType": "HardWiredNotification",
                    "component": {"name": "Connector", "evse": {"id": 1, "connectorId": 1}},
                    "variable": {"name": "AvailabilityState"},
                }
            ],
        },
    }
)
"""Messages that a CSMS answers whatever came before, by action; a CSMS without the feature may refuse them."""


@dataclass
class Run:
    """A transaction of ours. `proper` tells that all of it so far was in order and was served."""

    id: str
    evse: int
    seq_no: int = 0
    proper: bool = True
    ended: bool = False
    last: Payload | None = None


class StationActor:
    """Our station as a plan has it act. Each answer is judged by what the CSMS itself said before.

    `registration` is the status of the last boot answer, None while there is none; `runs` holds the newest transaction
    of each EVSE. Without a connection, events wait and are sent when it is back, as those of a station do.
    """

    def __init__(self, probe: StationProbe, csms: CsmsUnderTest, sut: Description) -> None:
        self.probe, self._sut = probe, sut
        driver, every = csms.driver, names(Role.CSMS)
        self._driver = None if driver is None else CaseDriver(driver, 2 * sut.patience.boot, every, probe.recording)
        self.registration: str | None = None
        self.runs: dict[int, Run] = {}
        self._waiting: list[tuple[Run, Payload, str | None, bool]] = []
        self._presented = False
        self._offline = self._illegal = False
        self._asked_since = probe.mark

    # -- verbs of a plan ---------------------------------------------------------------------------------------------

    async def boot(self, reason: str, planned: str) -> None:
        """BootNotification; the owner of a CSMS that has a driver wants this status."""
        if not await self._online():
            return
        if self._driver is not None:
            await self._driver.setup(registration=(planned, "Accepted"))
        reply = await self.probe.call("BootNotification", booting(reason))
        reply.meets("B01.FR.02", status=one_of("Accepted", "Pending", "Rejected"), currentTime=PRESENT)
        self.registration, self._asked_since = reply["status"], self.probe.mark
        for run in self.runs.values():
            run.proper = False  # a CSMS may take a boot for the end of what ran

    async def heartbeat(self) -> None:
        """Heartbeat."""
        await self._ask("Heartbeat", {}, "G02.FR.03", currentTime=PRESENT)

    async def status(self, evse: int, status: str) -> None:
        """StatusNotification of a connector."""
        await self._ask("StatusNotification", connector_status(status, evse=self._place(evse)), ANSWER)

    async def authorize(self, card: str) -> None:
        """AuthorizeRequest."""
        info = {"status": STATUSES.get(self._kind(card), PRESENT)}
        await self._ask("Authorize", {"idToken": self._card(card)}, "C01.FR.07", idTokenInfo=info)

    async def other(self, action: str) -> None:
        """A message that belongs to no order."""
        await self._ask(action, OTHERS[action], ANSWER, odd=True)

    async def start(self, evse: int, card: str) -> None:
        """Started of a new transaction; one that still runs there is left behind."""
        place = self._place(evse)
        before = self.runs.get(place)
        run = self.runs[place] = Run(str(uuid.uuid4()), place)
        run.proper = before is None or before.ended
        trigger = "CablePluggedIn" if card == "none" else "Authorized"
        await self._event(run, "Started", trigger, card, state="EVConnected")

    async def update(self, evse: int) -> None:
        """Updated: of the transaction that runs, else late or of one that nobody knows."""
        await self._event(self._run(evse), "Updated", "ChargingStateChanged", "none", state="Charging")

    async def stop(self, evse: int, card: str) -> None:
        """Ended: of the transaction that runs, else once more or of one that nobody knows."""
        run = self._run(evse)
        trigger = "EVCommunicationLost" if card == "none" else "StopAuthorized"
        await self._event(run, "Ended", trigger, card, state="Idle", stopped="Local")
        run.ended = True

    async def repeat(self, evse: int) -> None:
        """The last event of a transaction once more, as after an answer that was lost (E13)."""
        run = self.runs.get(self._place(evse))
        if run is not None and run.last is not None and await self._online():
            await self._ask("TransactionEvent", run.last, ANSWER, odd=True)

    async def skip(self, evse: int) -> None:
        """An event of the transaction is lost for good: a gap in its numbers."""
        self._run(evse).seq_no += 1

    async def lose(self, how: str) -> None:
        """The connection goes, with a close frame or without."""
        if not await self._online():
            return
        self._offline = True
        await (self.probe.disconnect() if how == "closing" else self.probe.drop())

    async def come_back(self) -> None:
        """A new connection without a boot; what waited is sent."""
        if not self._offline:
            return
        await self._dial()
        waiting, self._waiting = self._waiting, []
        for run, payload, card, proper in waiting:
            await self._send_event(run, payload, card, proper)

    async def together(self, first: str, second: str) -> None:
        """Two CALLs at once, which is not allowed (J-4.1.1-01): each answer is for its own CALL all the same."""
        if not await self._online():
            return
        (one, source, fields), (two, _, _) = self._plain(first), self._plain(second)
        late = Call(str(uuid.uuid4()), two[0], two[1])
        since = self.probe.mark
        self._illegal = True
        reply, _ = await asyncio.gather(self.probe.call(*one), self.probe.send(late.text()))
        self._judge(reply, source, odd=False, fields=fields)
        await self.heartbeat()
        may_be_answered(self.probe, "J-4.1.4-02", late, since)

    async def stray(self, kind: str) -> None:
        """A reply that nobody waits for: it is to be ignored."""
        if not await self._online():
            return
        self._illegal = True
        await reply_to_nothing(self.probe, kind)

    async def cross(self, message: str, how: str) -> None:
        """Our CALL while one of the CSMS is open, which is then answered: well, twice, by a CALLERROR, or too late."""
        if not await self._asks(message, SILENCE):
            return
        async with self._owner_wants(message) as theirs:
            await self._ask("Heartbeat", {}, "J-4.1.1-06", currentTime=PRESENT)
            if how == "late":
                await self.lose("closing")
                await self.come_back()
            answer = CallResult(theirs.call.message_id, {"status": "Rejected"}).text()
            if how == "error":
                answer = CallError(theirs.call.message_id, ErrorCode.NOT_SUPPORTED).text()
            await self.probe.send(answer)
            if how == "twice":
                await self.probe.send(answer)
        await self.heartbeat()

    async def asked(self, message: str) -> None:
        """The CSMS asks for a message and gets it, also while the station is Pending (B02.FR.09)."""
        if self.registration is None or not await self._asks(message, {"status": "Accepted"}):
            return
        async with self._owner_wants(message):
            pass
        payload = {} if message == "Heartbeat" else {"status": "Idle"}
        reply = await self.probe.call(message, payload)
        self._judge(reply, "B02.FR.09" if self.registration == "Pending" else ANSWER, odd=False, served=True)

    async def finish(self) -> None:
        """End what runs, and see that the CSMS is alive."""
        await self.come_back()
        for run in [run for run in self.runs.values() if run.last is not None and not run.ended]:
            await self._event(run, "Ended", "AbnormalCondition", "none", state="Idle", stopped="Other")
        await self.heartbeat()

    # -- how it is done ----------------------------------------------------------------------------------------------

    async def _online(self) -> bool:
        """Whether there is a connection. One that the CSMS closed is made anew where we had given it a reason."""
        closed = None if self.probe.peer is None else self.probe.peer.closed
        if self._offline or closed is None:
            return not self._offline
        reason = self._illegal and closed.code in ALLOWED_CLOSES
        misses = () if reason else (Miss("", "the connection to stay open", str(closed)),)
        self.probe.checklist.book(LIVES, misses, mild=not is_crash(closed))
        await self._dial()
        return True

    async def _dial(self) -> None:
        self._offline = False
        await self.probe.close()
        if not self._sut.embedded:
            await self.probe.listen(RECONNECT)
        await self.probe.connect()

    async def _ask(
        self, action: str, payload: Payload, source: Source, *, odd: bool = False, **fields: object
    ) -> ReceivedReply | None:
        if not await self._online():
            return None
        reply = await self.probe.call(action, payload)
        self._judge(reply, source, odd=odd, fields=fields)
        return reply

    def _judge(
        self,
        reply: ReceivedReply,
        source: Source,
        *,
        odd: bool,
        served: bool = False,
        fields: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """By what the CSMS said to the last boot: served, refused, or either where it said nothing or was asked to."""
        refusal = {"Pending": "B02.FR.09", "Rejected": "B03.FR.07"}.get(self.registration or "")
        if refusal is not None and not served and reply.call.action not in self._wanted():
            reply.meets(refusal, error=ErrorCode.SECURITY_ERROR)
        elif self.registration is None and not odd:
            reply.served_or_refused(source)
        elif odd or (self.registration != "Accepted" and not served):
            proper_or_refused(self.probe, source, reply)
        else:
            reply.meets(source, **fields)

    def _wanted(self) -> set[str]:
        """The actions that the CSMS has asked for since the last boot."""
        calls = self.probe.received(since=self._asked_since)
        named = {str(call["requestedMessage"]) for call in calls if call.action == "TriggerMessage"}
        return named | {"NotifyReport" for call in calls if call.action in ("GetBaseReport", "GetReport")}

    async def _event(self, run: Run, kind: str, trigger: str, card: str, **more: Any) -> None:
        proper = run.proper and not run.ended and (run.last is None) == (kind == "Started")
        token = None if card == "none" else self._card(card)
        payload = transaction_event(kind, trigger, run.id, run.seq_no, evse=run.evse, token=token, **more)
        run.seq_no += 1
        run.last = payload
        if await self._online():
            await self._send_event(run, payload, card, proper)
        else:
            self._waiting.append((run, {**payload, "offline": True}, card, proper))

    async def _send_event(self, run: Run, payload: Payload, card: str | None, proper: bool) -> None:
        fields: dict[str, Any] = {}
        source = ANSWER
        if "idToken" in payload:
            source, status = "E01.FR.12", STATUSES.get(self._kind(str(card)), PRESENT)
            if self._kind(str(card)) == "accepted":
                status, self._presented = IN_USE if self._presented else status, True
            fields = {"idTokenInfo": {"status": status}}
        run.last = payload
        reply = await self._ask("TransactionEvent", payload, source, odd=not proper, **fields)
        run.proper = run.proper and reply is not None and reply.error is None

    def _run(self, evse: int) -> Run:
        place = self._place(evse)
        return self.runs.setdefault(place, Run(str(uuid.uuid4()), place, proper=False))

    def _place(self, evse: int) -> int:
        return evse if evse <= len(self._sut.evses) else 1

    def _kind(self, card: str) -> str:
        return card if self._sut.has_token(card) else "unknown"

    def _card(self, card: str) -> dict[str, Any]:
        kind = self._kind(card)
        return id_token(unknown_uid()) if kind == "unknown" else dict(self._sut.token(kind).as_id_token())

    def _plain(self, action: str) -> tuple[tuple[str, Payload], Source, Mapping[str, object]]:
        if action == "Authorize":
            status = STATUSES.get(self._kind("accepted"), PRESENT)
            return (action, {"idToken": self._card("accepted")}), "C01.FR.07", {"idTokenInfo": {"status": status}}
        if action == "StatusNotification":
            return (action, connector_status()), ANSWER, {}
        return ("Heartbeat", {}), "G02.FR.03", {"currentTime": PRESENT}

    async def _asks(self, message: str, answer: Any) -> bool:
        """Whether the CSMS has an owner who can have it ask; what its TriggerMessage then gets."""
        if self._driver is None or not await self._online() or self.registration == "Rejected":
            return False
        self.probe.answers("TriggerMessage", answer)
        return True

    @asynccontextmanager
    async def _owner_wants(self, message: str) -> AsyncIterator[ReceivedCall]:
        """The owner of the CSMS has it send a TriggerMessage, which has come when the block begins."""
        assert self._driver is not None
        since = self.probe.mark
        wish = asyncio.create_task(self._driver.intend("trigger", requested_message=message), name="owner's wish")
        try:
            yield await self.probe.next_call("TriggerMessage", since=since)
            await wish
        finally:
            wish.cancel()
            await asyncio.gather(wish, return_exceptions=True)
            self.probe.answers("TriggerMessage")
