"""A CSMS in our hand that asks for things in any order: what it may ask a station, and what must come of it."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from ocpp_conformance.harness import times
from ocpp_conformance.harness.catalogue.own_rules import LIVES
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.fuzzing.sequences import (
    ALLOWED_CLOSES,
    ANSWER,
    may_be_answered,
    proper_or_refused,
    reply_to_nothing,
)
from ocpp_conformance.harness.probes import NOTHING, PRESENT, SILENCE, CsmsProbe, ReceivedCall, ReceivedReply, one_of
from ocpp_conformance.harness.probes.payloads import boot_answer, id_token, variable
from ocpp_conformance.harness.probes.reaction import is_crash
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Payload
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.driver import CaseDriver
from ocpp_conformance.harness.times import now

FOR_LONG = 86400
"""Seconds that a bundled station is told to wait before it boots again: it boots when a plan asks for that."""
PLACE = ("OCPPCommCtrlr", "OfflineThreshold")
"""A variable that every station lets be set."""
ELSEWHERE = ("OCPPCommCtrlr", "HeartbeatInterval")
"""Another one that every station has."""
OTHERS: Mapping[str, Payload] = MappingProxyType(
    {
        "DataTransfer": {"vendorId": "nobody"},
        "CancelReservation": {"reservationId": 4711},
        "GetBaseReport": {"requestId": 1, "reportBase": "ConfigurationInventory"},
    }
)
"""Messages that a station need not support."""

UNSUPPORTED = (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED)


class CsmsActor:
    """Our CSMS as a plan has it act, and the driver at a bundled station. Answers are judged by what was said before.

    `value` is what `PLACE` was set to last, None while that is not known. `plugged` tells that an EV is plugged in. A
    bundled station's transactions begin with the cable or the card, and end with the cable (TxStartPoint, TxStopPoint).
    """

    def __init__(self, probe: CsmsProbe, sut: Description, driver: CaseDriver | None) -> None:
        self.probe, self._sut, self._driver = probe, sut, driver
        self.value: str | None = None
        self.plugged = False
        self._original: str | None = None
        self._illegal = self._out_of_service = False
        self._started: set[int] = set()
        self._served: set[str] = set()
        self._numbers = itertools.count(1)
        self._begin = probe.mark

    # -- verbs of a plan ---------------------------------------------------------------------------------------------

    async def boot(self, status: str) -> None:
        """The power of a bundled station goes and comes back; its boot gets this answer."""
        if self._driver is None:
            return
        await self.probe.reboot(boot_answer(status, FOR_LONG if status != "Accepted" else 300), boot_answer())

    async def accept(self) -> None:
        """A station that waits is asked to boot again, and accepted (B02.FR.04)."""
        if self.probe.registration != "Pending" or not await self._online():
            return
        self.probe.answers("BootNotification", boot_answer())
        since = self.probe.mark
        reply = await self.probe.call("TriggerMessage", {"requestedMessage": "BootNotification"})
        if reply["status"] == "Accepted":
            await self.probe.must_send("B02.FR.04", "BootNotification", since=since)

    async def get(self) -> None:
        """GetVariables: what was set is what is read."""
        reply = await self._ask("GetVariables", {"getVariableData": [variable(*PLACE)]}, "B06.FR.01")
        if reply is None or reply.error is not None or not self._serving:
            return
        result = reply["getVariableResult"][0]
        if result["attributeStatus"] == "Accepted" and self.value is not None:
            reply.meets("B05.FR.10", getVariableResult=[{"attributeValue": self.value}])
        self._original = self._original or result.get("attributeValue")

    async def set(self, value: str) -> None:
        """SetVariables."""
        if self._original is None and not self._sut.embedded:
            await self.get()  # to be put back
        item = variable(*PLACE, attributeValue=value)
        reply = await self._ask("SetVariables", {"setVariableData": [item]}, "B05.FR.01")
        if reply is None or reply.error is not None or not self._serving:
            return
        accepted = reply["setVariableResult"][0]["attributeStatus"] == "Accepted"
        self.value = value if accepted else None

    async def trigger(self, message: str) -> None:
        """TriggerMessage: what was promised comes, and nobody promises a boot that is not due (F06.FR.17)."""
        if not await self._online():
            return
        since, accepted = self.probe.mark, self.probe.registration == "Accepted"
        payload: dict[str, Any] = {"requestedMessage": message}
        if message == "StatusNotification":
            payload["evse"] = {"id": 1, "connectorId": 1}
        reply = await self._ask("TriggerMessage", payload, "F06.FR.05")
        if message == "BootNotification" and accepted and reply is not None:
            reply.meets("F06.FR.17", status="Rejected")
        elif reply is not None and reply["status"] == "Accepted":
            await self.probe.must_send("F06.FR.05", message, since=since)

    async def start(self, card: str) -> None:
        """RequestStartTransaction; one that is not accepted starts nothing (B02.FR.05)."""
        number = next(self._numbers)
        self._started.add(number)
        wish = {"idToken": id_token(card), "remoteStartId": number, "evseId": 1}
        await self._charging("RequestStartTransaction", wish, one_of("Accepted", "Rejected"), ANSWER)

    async def stop(self, which: str) -> None:
        """RequestStopTransaction, of the transaction that runs or of one that nobody knows."""
        running = self._running if which == "running" else None
        wish = {"transactionId": running or str(uuid.uuid4())}
        if running is None:
            await self._charging("RequestStopTransaction", wish, "Rejected", "F03.FR.08")
            return
        await self._charging("RequestStopTransaction", wish, one_of("Accepted", "Rejected"), ANSWER)

    async def ask_about(self, which: str) -> None:
        """GetTransactionStatus: of the transaction that runs, of one that nobody knows, or of none."""
        if which == "none":
            await self._ask("GetTransactionStatus", {}, "E14.FR.06", ongoingIndicator=NOTHING)
            return
        running = self._running if which == "running" else None
        reply = await self._ask("GetTransactionStatus", {"transactionId": running or str(uuid.uuid4())}, ANSWER)
        if reply is None or reply.error is not None or not self._serving:
            return
        if running is None:
            reply.meets("E14.FR.01", ongoingIndicator=False, messagesInQueue=False)
        elif running == self._running and not reply["messagesInQueue"]:  # its end may be among them
            reply.meets("E14.FR.02", ongoingIndicator=True)

    async def other(self, action: str) -> None:
        """A message that need not be supported."""
        await self._ask(action, OTHERS[action], ANSWER, odd=True)

    async def availability(self, status: str) -> None:
        """ChangeAvailability of a bundled station: an external one might be left out of service."""
        if self._driver is not None:
            self._out_of_service = True
            await self._ask("ChangeAvailability", {"operationalStatus": status}, ANSWER)

    async def reset(self, kind: str) -> None:
        """Reset; a station that accepts it comes back and boots (B11.FR.03)."""
        if self._driver is None or not await self._online():
            return
        self.probe.answers("BootNotification", boot_answer())
        since = self.probe.mark
        reply = await self._ask("Reset", {"type": kind}, "B11.FR.01")
        if reply is None or reply["status"] == "Rejected" or reply.error is not None:
            return
        if reply["status"] == "Scheduled":
            await self._become_idle()
        await self.probe.must_send("B11.FR.03", "BootNotification", since=since, within=self._back)

    async def lose(self) -> None:
        """The connection is closed; the station comes back (J-5.3-01)."""
        if not await self._online():
            return
        before = await self.probe.disconnect()
        await self.probe.must_connect("J-5.3-01", self._back, after=before)

    async def together(self, first: str, second: str) -> None:
        """Two CALLs at once, which is not allowed (J-4.1.1-01): each answer is for its own CALL all the same."""
        if not await self._online():
            return
        late = Call(str(uuid.uuid4()), *self._plain(second))
        since = self.probe.mark
        self._illegal = True
        reply, _ = await asyncio.gather(self.probe.call(*self._plain(first)), self.probe.send(late.text()))
        self._judge(reply, ANSWER, odd=reply.error in UNSUPPORTED, fields={})
        await self._ask("GetTransactionStatus", {}, ANSWER)
        may_be_answered(self.probe, "J-4.1.4-02", late, since)

    async def stray(self, kind: str) -> None:
        """A reply that nobody waits for: it is to be ignored."""
        if not await self._online():
            return
        self._illegal = True
        await reply_to_nothing(self.probe, kind)

    async def cross(self, how: str) -> None:
        """Our CALL while one of the station is open, which is then answered: well, twice, by a CALLERROR, or late."""
        if not self._serving or not await self._online():
            return
        async with self._held_heartbeat() as theirs:
            if theirs is None:
                return
            await self._ask("GetVariables", {"getVariableData": [variable(*PLACE)]}, "J-4.1.1-06")
            if how == "late":
                await self.lose()
            answer = CallResult(theirs.call.message_id, {"currentTime": now()}).text()
            if how == "error":
                answer = CallError(theirs.call.message_id, ErrorCode.INTERNAL_ERROR).text()
            await self.probe.send(answer)
            if how == "twice":
                await self.probe.send(answer)
        await self.get()

    async def plug(self) -> None:
        """An EV is plugged into the bundled station, which starts a transaction, or unplugged, which ends it."""
        if self._driver is None:
            return
        await self.get()  # a station that has not read our answer to its boot yet starts nothing
        since, running = self.probe.mark, self._running
        due = self.probe.connected and self.probe.registration == "Accepted" and not self._out_of_service
        self.plugged = not self.plugged
        await self._driver.intend("plug_in" if self.plugged else "unplug", evse=1, connector=1)
        if due and self.plugged:
            await self.probe.must_send("E02.FR.06", "TransactionEvent", since=since)
        elif due and running is not None:
            await self.probe.must_send("E06.FR.02", "TransactionEvent", since=since, where={"eventType": "Ended"})

    async def card(self, text: str, status: str) -> None:
        """A card is held to the reader of the bundled station; this is what we say of it."""
        if self._driver is None:
            return
        self.probe.answers("Authorize", {"idTokenInfo": {"status": status}})
        await self._driver.intend("present_token", id_token=text, type="ISO14443")

    async def network(self) -> None:
        """The bundled station loses its network for a moment."""
        if self._driver is None:
            return
        await self.get()  # a station that is still dialling does not notice
        before = times.monotonic()
        await self._driver.intend("network_down")
        await self._driver.intend("network_up")
        await self.probe.must_connect("J-5.3-01", self._back, after=before)

    async def finish(self) -> None:
        """Put back what was changed, see that the station is alive and that its events make sense."""
        if not self._sut.embedded:
            await self._put_back()
        await self.get()
        self._look_back()

    # -- how it is done ----------------------------------------------------------------------------------------------

    @property
    def _serving(self) -> bool:
        """Whether the station has to serve: after a boot that was rejected it must not (B03.FR.08), and few don't."""
        return self.probe.registration != "Rejected"

    @property
    def _back(self) -> float:
        return max(self.probe.patience.boot, self.probe.patience.too_late(60))

    @property
    def _running(self) -> str | None:
        """The id of a transaction that has begun and not ended, as far as we were told."""
        running: dict[str | None, None] = {}
        for event in self.probe.received("TransactionEvent", since=self._begin):
            id = (event["transactionInfo"] or {}).get("transactionId")
            running.pop(id, None) if event["eventType"] == "Ended" else running.setdefault(id)
        return next(iter(running), None)

    async def _online(self) -> bool:
        """Whether the station is connected and has booted; a bundled one is switched on, any other waited for."""
        probe = self.probe
        if probe.connected:
            return True
        if probe.peer is None and self._driver is not None:
            await probe.accepted()
            return True
        closed = None if probe.peer is None else probe.peer.closed
        if closed is not None and not closed.by_us and not (self._illegal and closed.code in ALLOWED_CLOSES):
            miss = Miss("", "the connection to stay open", str(closed))
            probe.checklist.book(LIVES, (miss,), mild=not is_crash(closed))
        await probe.wait_connected(self._back)
        return True

    async def _ask(
        self, action: str, payload: Payload, source: Source, *, odd: bool = False, **fields: object
    ) -> ReceivedReply | None:
        """The answer; None where none was to be had, or the station doesn't support the action: not our matter, unless
        it served it before."""
        if not await self._online():
            return None
        reply = await self.probe.call(action, payload)
        if reply.error in UNSUPPORTED and action not in self._served:
            return None
        self._served.add(action)
        self._judge(reply, source, odd=odd, fields=fields)
        return reply

    async def _charging(self, action: str, payload: Payload, status: object, source: Source) -> None:
        if self.probe.registration == "Pending":
            status, source = "Rejected", "B02.FR.05"
        await self._ask(action, payload, source, status=status)

    async def _become_idle(self) -> None:
        """End what a scheduled reset waits for; it may come at any moment then."""
        running = self._running
        if self.plugged:
            await self.plug()
        elif running is not None:
            await self._charging("RequestStopTransaction", {"transactionId": running}, PRESENT, ANSWER)

    def _judge(self, reply: ReceivedReply, source: Source, *, odd: bool, fields: Mapping[str, object]) -> None:
        if odd or not self._serving:
            proper_or_refused(self.probe, source, reply)
        else:
            reply.meets(source, **fields)

    def _plain(self, action: str) -> tuple[str, Payload]:
        return action, {"getVariableData": [variable(*ELSEWHERE)]} if action == "GetVariables" else {}

    @asynccontextmanager
    async def _held_heartbeat(self) -> AsyncIterator[ReceivedCall | None]:
        """A Heartbeat that was asked for and stays open; None where the station doesn't send one."""
        self.probe.answers("Heartbeat", SILENCE)
        since = self.probe.mark
        try:
            reply = await self.probe.call("TriggerMessage", {"requestedMessage": "Heartbeat"})
            promised = reply["status"] == "Accepted"
            yield await self.probe.must_send("F06.FR.05", "Heartbeat", since=since) if promised else None
        finally:
            self.probe.answers("Heartbeat")

    async def _put_back(self) -> None:
        if self._original is not None and self.value not in (None, self._original):
            await self.set(self._original)
        running = self._running
        if running is not None:
            await self.probe.call("RequestStopTransaction", {"transactionId": running})

    def _look_back(self) -> None:
        """Over all events of transactions: ids are not used again, remote starts are those that we asked for."""
        ended: dict[str, int] = {}
        for event in self.probe.received("TransactionEvent", since=self._begin):
            info = event["transactionInfo"] or {}
            id, number = str(info.get("transactionId")), info.get("remoteStartId")
            repeated = ended.get(id, event["seqNo"]) == event["seqNo"]  # its answer may have been lost
            again = (Miss("/transactionInfo/transactionId", "an id that is still in use", f"{id}, which has ended"),)
            self.probe.checklist.book("E01.FR.08", () if repeated else again, frame=event.frame)
            unknown = (Miss("/transactionInfo/remoteStartId", f"one of {sorted(self._started)}", str(number)),)
            wrong = number is not None and number not in self._started
            self.probe.checklist.book("F01.FR.25", unknown if wrong else (), frame=event.frame)
            if event["eventType"] == "Ended":
                ended[id] = event["seqNo"]
