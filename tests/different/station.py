"""A small charging station that is right by OCPP 2.0.1 in other ways than the bundled one. It shares no code with the
harness.

It tells of its connectors by NotifyEvent, takes its time before the first message and before it boots again, says
nothing after a mere reconnect, is silent on garbage, and offers little: no transactions, no inventory summary.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import itertools
import json
import random
import signal
import time
from contextlib import suppress

from charging import Charging
from chores import Chores
from model import BACKOFF, EVSES, PING, Model, now
from people import People
from shapes import TO_A_STATION, fits, parsed
from trust import USES, Trust
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, WebSocketException

TIMEOUT = 15.0
BREATH = 0.08  # seconds between the answer to a boot and the first message after it
OWN_WAIT = 3.0  # seconds to the next boot where the CSMS gives 0
STARTING = 0.5  # seconds that a reset takes
ABOUT = {"model": "Different", "vendorName": "Elsewhere", "firmwareVersion": "0.0"}


class RefusedError(Exception):
    """Answer with a CALLERROR of this code."""


class Station(Chores, Charging):
    def __init__(self, options: argparse.Namespace) -> None:
        super().__init__()
        self.options, self.model, self.status, self.reason = options, Model(*options.points.split("/")), "", "PowerUp"
        self.ids = (f"{random.randrange(16**6):06x}/{n}" for n in itertools.count(1))
        self.events, self.lost_at = itertools.count(7), time.monotonic()
        self.line, self.open, self.tasks, self.restarting = None, None, set(), ""
        self.closed, self.told = set(), {}  # EVSEs that are Inoperative, 0 for the station; states that were told
        self.ways, self.order, self.way, self.last_way = {"1": options.csms}, ["1"], "1", "1"
        self.trust = Trust()
        self.free, self.again, self.paced = asyncio.Lock(), asyncio.Event(), asyncio.Event()

    # -- the connection --------------------------------------------------------------------------------------------

    async def live(self) -> None:
        """Connect, talk, reconnect, with waits that grow and vary (Part 4, 5.3)."""
        tries = failures = 0
        offer = {"subprotocols": ["ocpp2.0.1"], "proxy": None, "ping_interval": None}
        while True:
            self.way = self.order[0] if self.order else self.last_way
            url = f"{self.ways[self.way].rstrip('/')}/{self.options.identity}"
            failed = False
            try:
                async with connect(url, additional_headers=self.signed_in(), **offer) as self.line:
                    tries = failures = 0
                    self.order, self.last_way = [self.way], self.way
                    await self.talk()
            except (OSError, TimeoutError, WebSocketException):
                failed, failures = True, failures + 1
                if failures >= self.model.setting("NetworkProfileConnectionAttempts"):  # B10.FR.03
                    failures, self.order = 0, self.order[1:]
            if self.restarting:
                self.order = self.model.priority  # B10.FR.04
                self.status, self.reason, self.restarting = "", self.restarting, ""
            least, spread, times = map(self.model.setting, BACKOFF)
            wait = least * 2 ** min(tries, times) + random.uniform(0.1, max(spread, 0.2))
            await asyncio.sleep(wait if self.status or failed else STARTING)
            tries += 1

    def signed_in(self) -> dict[str, str]:
        """With the password that it was given last, from the next connection on: it ends none for that."""
        password = self.model.password or self.options.password
        pair = f"{self.options.identity}:{password}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"} if password else {}

    async def talk(self) -> None:
        minding, pinging = asyncio.create_task(self.mind()), asyncio.create_task(self.ping())
        try:
            async for raw in self.line:
                self.take(raw)
        finally:
            self.lost_at, tasks = time.monotonic(), [minding, pinging, *self.tasks]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def ping(self) -> None:
        """WebSocket pings, unless their interval is 0; a change counts from the next connection on (Part 4, 8.4)."""
        interval = self.model.setting(PING)
        while interval:
            await asyncio.sleep(interval)
            await self.line.ping()

    async def mind(self) -> None:
        """Boot until accepted, tell of the connectors, then keep the heart beating."""
        with suppress(ConnectionClosed):
            if self.status == "Accepted" and time.monotonic() - self.lost_at > self.model.setting("OfflineThreshold"):
                await self.tell()
            while self.status != "Accepted":
                await self.boot()
            while True:
                self.paced.clear()
                try:
                    await asyncio.wait_for(self.paced.wait(), self.model.setting("HeartbeatInterval"))
                except TimeoutError:
                    await self.call("Heartbeat", {})

    async def boot(self) -> None:
        self.again.clear()
        answer = await self.call("BootNotification", {"reason": self.reason, "chargingStation": ABOUT})
        interval = answer.get("interval", 0)  # the status is taken when it comes: the next CALL may be close behind
        if self.status != "Accepted":
            with suppress(TimeoutError):
                await asyncio.wait_for(self.again.wait(), interval * 1.3 + 0.5 if interval > 0 else OWN_WAIT)
            return
        if interval > 0:
            self.model.change("HeartbeatInterval", interval)
        await asyncio.sleep(BREATH)
        event = "StartupOfTheDevice" if self.reason == "PowerUp" else "ResetOrReboot"
        await self.call("SecurityEventNotification", {"type": event, "timestamp": now()})
        await self.tell()
        await self.call("Heartbeat", {})

    async def tell(self) -> None:
        """The states of the connectors, as events."""
        self.told.clear()
        for evse in EVSES:
            await self.tell_of(evse)

    async def tell_of(self, evse: int) -> None:
        """The state of a connector, as an event."""
        if self.told.get(evse) != self.state(evse):
            self.told[evse] = self.state(evse)
            self.model.entries["Connector", evse, 1, "AvailabilityState", None]["value"] = self.state(evse)
            event = {
                "eventId": next(self.events),
                "timestamp": now(),
                "trigger": "Delta",
                "actualValue": self.state(evse),
                "eventNotificationType": "HardWiredNotification",
                "component": {"name": "Connector", "evse": {"id": evse, "connectorId": 1}},
                "variable": {"name": "AvailabilityState"},
            }
            await self.call("NotifyEvent", {"generatedAt": now(), "seqNo": 0, "eventData": [event]})

    async def call(self, action: str, payload: dict) -> dict:
        """One CALL at a time; nothing where no CALLRESULT comes."""
        async with self.free:
            self.open = next(self.ids), asyncio.get_running_loop().create_future(), action
            await self.line.send(json.dumps([2, self.open[0], action, payload]))
            try:
                self.failed = True
                async with asyncio.timeout(TIMEOUT):  # wait_for may lose the end of a task before Python 3.12
                    return await self.open[1]
            except TimeoutError:
                return {}
            finally:
                self.open = None

    # -- what the CSMS wants ---------------------------------------------------------------------------------------

    def take(self, raw: str | bytes) -> None:
        match parsed(raw) if isinstance(raw, str) else None:
            case [2, str() as id, str() as action, payload]:
                task = asyncio.create_task(self.serve(id, action, payload))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            case [3 | 4 as kind, str() as id, answer, *_] if self.open is not None and id == self.open[0]:
                if not self.open[1].done():
                    found = answer if kind == 3 and isinstance(answer, dict) else {}
                    self.status = found.get("status", "") if self.open[2] == "BootNotification" else self.status
                    self.failed = kind == 4
                    self.open[1].set_result(found)

    async def serve(self, id: str, action: str, payload: object) -> None:
        after = None
        try:
            if self.status == "Rejected":
                raise RefusedError("SecurityError")  # B03.FR.08
            if action not in TO_A_STATION:
                raise RefusedError("NotImplemented")
            if not fits(payload, TO_A_STATION[action]):
                raise RefusedError("FormatViolation")
            answer, after = getattr(self, f"on_{action}")(payload)
            await self.line.send(json.dumps([3, id, answer]))
        except RefusedError as refused:
            await self.line.send(json.dumps([4, id, str(refused), "", {}]))
        if after is not None:
            await after

    def on_GetVariables(self, payload):  # noqa: N802
        return {"getVariableResult": self.model.read(payload["getVariableData"])}, None

    def on_SetVariables(self, payload):  # noqa: N802
        before = self.model.priority
        results = self.model.write(payload["setVariableData"])
        self.paced.set()
        if not set(self.model.priority) <= set(self.ways):  # B10.FR.02
            self.model.priority = before
            results = [{**result, "attributeStatus": "Rejected"} for result in results]
        moved = self.model.priority != before
        return {"setVariableResult": results}, self.restart() if moved else None

    def on_SetNetworkProfile(self, payload):  # noqa: N802
        slot, data = str(payload["configurationSlot"]), payload["connectionData"]
        if slot not in ("0", "1") or data["ocppInterface"] != "Wireless0" or data["securityProfile"] != 1:
            return {"status": "Rejected"}, None
        self.ways[slot] = data["ocppCsmsUrl"]
        return {"status": "Accepted"}, None

    def on_InstallCertificate(self, payload):  # noqa: N802
        return {"status": self.trust.install(payload["certificateType"], payload["certificate"])}, None

    def on_GetInstalledCertificateIds(self, payload):  # noqa: N802
        found = self.trust.listed(payload.get("certificateType", USES))
        return {"status": "Accepted", "certificateHashDataChain": found} if found else {"status": "NotFound"}, None

    def on_DeleteCertificate(self, payload):  # noqa: N802
        return {"status": self.trust.delete(payload["certificateHashData"])}, None

    def on_GetBaseReport(self, payload):  # noqa: N802
        if payload["reportBase"] == "SummaryInventory":
            return {"status": "NotSupported"}, None
        return {"status": "Accepted"}, self.report(payload["requestId"], payload["reportBase"] == "FullInventory")

    async def report(self, request: int, full: bool) -> None:
        """Two variables a message, and no `tbc` in the last one."""
        rows = self.model.report(full=full)
        for n in range(0, len(rows), 2):
            more = {"tbc": True} if n + 2 < len(rows) else {}
            part = {"requestId": request, "generatedAt": now(), "seqNo": n // 2, "reportData": rows[n : n + 2], **more}
            await self.call("NotifyReport", part)

    def on_TriggerMessage(self, payload):  # noqa: N802
        match payload["requestedMessage"], payload.get("evse", {}):
            case "BootNotification", _ if self.status == "Accepted":
                return {"status": "Rejected"}, None  # F06.FR.17
            case "BootNotification", _:
                return {"status": "Accepted"}, self.boot_again()
            case "Heartbeat", _:
                return {"status": "Accepted"}, self.call("Heartbeat", {})
            case "StatusNotification", {"id": evse, "connectorId": 1} if evse in EVSES:
                status = {"timestamp": now(), "connectorStatus": self.state(evse), "evseId": evse, "connectorId": 1}
                return {"status": "Accepted"}, self.call("StatusNotification", status)
            case "StatusNotification", _:
                return {"status": "Rejected"}, None  # F06.FR.12
            case "MeterValues", {"id": evse} if evse in EVSES:
                return {"status": "Accepted"}, self.read(evse)
            case "MeterValues", _:
                return {"status": "Accepted"}, self.read(*reversed(EVSES))
            case "TransactionEvent", place if self.running(place.get("id")):
                return {"status": "Accepted"}, self.tell_transactions(place.get("id"))
            case "TransactionEvent", _:
                return {"status": "Rejected"}, None
            case "LogStatusNotification", _ if self.busy:
                return {"status": "Accepted"}, self.call("LogStatusNotification", self.uploading_now())
            case "LogStatusNotification" | "FirmwareStatusNotification" as action, _:
                return {"status": "Accepted"}, self.call(action, {"status": "Idle"})
        return {"status": "NotImplemented"}, None  # F06.FR.08

    async def read(self, *evses: int) -> None:
        """The meters: two values in a message, each of its own time."""
        for evse in evses:
            sampled = [{"value": value, "context": "Trigger", "measurand": "Voltage"} for value in (229.5, 231)]
            values = [{"timestamp": now(), "sampledValue": [each]} for each in sampled]
            await self.call("MeterValues", {"evseId": evse, "meterValue": values})

    async def boot_again(self) -> None:
        self.reason = "Triggered"
        self.again.set()

    def on_Reset(self, payload):  # noqa: N802
        if "evseId" in payload:  # the first can be reset alone (AllowReset), and says nothing of it
            if payload["evseId"] != EVSES[0]:
                return {"status": "Rejected"}, None
            if payload["type"] == "OnIdle":  # it has nothing to do for it once it is idle
                return {"status": "Scheduled" if self.running(EVSES[0]) else "Accepted"}, None
            self.cut_off(EVSES[0])
            return {"status": "Accepted"}, None
        if payload["type"] == "OnIdle" and self.running():
            self.when_idle(0, lambda: self.restart("ScheduledReset"))
            return {"status": "Scheduled"}, None
        self.cut_off()
        return {"status": "Accepted"}, self.restarted()

    async def restarted(self) -> None:
        self.outbox.put_nowait(self.restart)

    async def restart(self, reason: str = "RemoteReset") -> None:
        self.restarting = reason
        await self.line.close(1001)

    def state(self, evse: int) -> str:
        if self.closed & {0, evse} and not self.running(evse):
            return "Unavailable"
        return "Occupied" if evse in self.plugged else "Available"

    def on_ChangeAvailability(self, payload):  # noqa: N802
        place = payload.get("evse", {"id": 0})
        if place["id"] not in (0, *EVSES) or place.get("connectorId", 1) != 1:
            return {"status": "Rejected"}, None
        change = self.closed.add if payload["operationalStatus"] == "Inoperative" else self.closed.discard
        change(place["id"])
        busy = payload["operationalStatus"] == "Inoperative" and bool(self.running(place["id"]))
        if busy:
            self.when_idle(place["id"], self.tell_what_changed)
        return {"status": "Scheduled" if busy else "Accepted"}, self.tell_what_changed()

    async def tell_what_changed(self) -> None:
        for evse in EVSES:
            await self.tell_of(evse)

    def on_UnlockConnector(self, payload):  # noqa: N802
        known = payload["evseId"] in EVSES and payload["connectorId"] == 1
        if self.running(payload["evseId"]):
            return {"status": "OngoingAuthorizedTransaction"}, None
        return {"status": "Unlocked" if known else "UnknownConnector"}, None

    def on_DataTransfer(self, payload):  # noqa: N802
        return {"status": "Rejected"}, None


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--csms", required=True, help="URL without the identity")
    parser.add_argument("--identity", default="BOX-7")
    parser.add_argument("--password", default="")
    parser.add_argument("--points", default="PowerPathClosed/PowerPathClosed", help="where transactions start / end")
    parser.add_argument("--driver", type=int, default=0, help="port at which people are told what to do")
    options = parser.parse_args()
    station = Station(options)
    people = await People(station).serve(options.driver)
    living = asyncio.create_task(station.live())
    delivering = asyncio.create_task(station.deliver())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, living.cancel)
    with suppress(asyncio.CancelledError):
        await living
    delivering.cancel()
    await people.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
