"""The transactions of the stand-alone station: they start and end where it was told at its start (`--points`).

It numbers from 1, gives no reason where a driver stops, tells of the cable in a TransactionEvent before it tells of the
connector, closes the power path before it lets energy flow, and leaves out what a reading measures: energy.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from dataclasses import dataclass, field

from model import EVSES, now
from websockets.exceptions import ConnectionClosed

CLOSING, FLOWING = 0.2, 0.2  # seconds until the contactor is closed, and until the car draws
TRIAL = 0.3  # seconds until it looks again whether it is online
ENERGY_STATES = ("Charging", "SuspendedEVSE", "SuspendedEV")


@dataclass
class Session:
    """What goes on at an EVSE, or with a card for which no cable was plugged in yet. `token` is the one that may charge
    now, `told` are those of its facts that the CSMS knows."""

    evse: int | None
    id: str = field(default_factory=lambda: f"T:{random.randrange(16**12):012x}")
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    token: dict | None = None
    group: str = ""
    remote: int | None = None
    state: str = "Idle"
    meter: int = 1000
    why: str = ""
    started: bool = False
    ended: bool = False
    told: set = field(default_factory=set)

    def reached(self) -> set[str]:
        """The points at which it is (E01, E06)."""
        here = {
            "EVConnected": self.state != "Idle",
            "Authorized": self.token is not None,
            "PowerPathClosed": self.state in ENERGY_STATES,
            "EnergyTransfer": self.state == "Charging",
        }
        return {name for name, holds in here.items() if holds}


class Charging:
    def __init__(self) -> None:
        self.plugged: set[int] = set()
        self.unready: set[int] = set()  # EVSEs whose car takes no energy
        self.sessions: list[Session] = []
        self.outbox: asyncio.Queue = asyncio.Queue()
        self.deeds: set[asyncio.Task] = set()
        self.failed, self.waiting = False, []

    # -- what people do --------------------------------------------------------------------------------------------

    def plug_in(self, evse: int) -> None:
        self.plugged.add(evse)
        session = self.at(evse) or self.at(None) or self.new_session(None)
        session.evse, session.state = evse, "EVConnected"
        self.event(session, "CablePluggedIn")
        self.outbox.put_nowait(lambda: self.tell_of(evse))
        self.flow(session)

    def unplug(self, evse: int) -> None:
        self.plugged.discard(evse)
        session = self.at(evse)
        if session is not None:
            session.state = "Idle"
            stopped = "EVDisconnected" if session.token is not None else ""
            session.token = None
            self.event(session, "EVCommunicationLost", session.why or stopped, over=True)
            self.sessions.remove(session)
        self.outbox.put_nowait(lambda: self.tell_of(evse))

    def unplug_ev(self, evse: int) -> None:
        """The car is gone; the cable stays in the socket, which goes on being Occupied."""
        session = self.at(evse)
        if session is None:
            return
        stop = session.token is not None and self.model.value("TxCtrlr", "StopTxOnEVSideDisconnect") == "true"
        session.state = "Idle"
        if stop:
            session.token = None
        self.event(session, "EVCommunicationLost", session.why or "EVDisconnected", over=stop)

    def plug_in_ev(self, evse: int) -> None:
        session = self.at(evse)
        if session is not None and session.state == "Idle":
            session.state = "EVConnected"
            self.event(session, "CablePluggedIn")
            self.flow(session)

    def ready(self, evse: int, *, ready: bool) -> None:
        """The car takes energy, or none."""
        (self.unready.discard if ready else self.unready.add)(evse)
        session, (before, after) = self.at(evse), ("SuspendedEV", "Charging") if ready else ("Charging", "SuspendedEV")
        if session is not None and session.state == before:
            session.state = after
            self.event(session, "ChargingStateChanged", "" if ready else "StoppedByEV")
            self.do(self.count(session))

    def present(self, token: dict) -> None:
        mine = next((each for each in self.sessions if same(each.token, token)), None)
        if mine is not None:
            self.stop(mine, "StopAuthorized", token)  # C01.FR.03
        else:
            self.do(self.ask(token))

    async def ask(self, token: dict, session: Session | None = None, remote: int | None = None) -> None:
        asks = self.model.value("AuthCtrlr", "AuthorizeRemoteStart") == "true"
        if remote is not None and (not asks or token["type"] == "Central"):  # C05.FR.01
            self.authorize(session, token, "", remote)
            return
        info = (await self.call("Authorize", {"idToken": token})).get("idTokenInfo", {})
        if info.get("status") != "Accepted":
            return
        group = info.get("groupIdToken", {}).get("idToken", "").lower()
        running = next((each for each in self.sessions if each.token and group and each.group == group), None)
        if running is not None and session is None:
            self.stop(running, "StopAuthorized", token)  # C09.FR.03
            return
        session = (
            session or next((each for each in self.sessions if each.token is None), None) or self.new_session(None)
        )
        self.authorize(session, token, group, remote)

    # -- what follows ----------------------------------------------------------------------------------------------

    def authorize(self, session: Session, token: dict, group: str, remote: int | None) -> None:
        if session.ended:  # the cable stayed where it was: another one
            self.sessions.remove(session)
            session = self.new_session(session.evse)
            session.state = "EVConnected"
        session.token, session.group, session.remote, session.why = token, group, remote, ""
        session.told -= {"token", "remote"}
        self.event(session, "Authorized" if remote is None else "RemoteStart")
        self.flow(session)
        if session.state == "Idle":
            self.do(self.wait_for_a_cable(session))

    async def wait_for_a_cable(self, session: Session) -> None:
        await asyncio.sleep(float(self.model.value("TxCtrlr", "EVConnectionTimeOut")))
        if session.state == "Idle" and session.token is not None:
            session.token = None
            self.event(session, "EVConnectTimeout", "Timeout", over=True)
            self.sessions.remove(session)

    def flow(self, session: Session) -> None:
        if session.token is not None and session.state == "EVConnected":
            self.do(self.close(session))

    async def close(self, session: Session) -> None:
        """The contactor, then the car."""
        for before, after, wait in (("EVConnected", "SuspendedEVSE", CLOSING), ("SuspendedEVSE", "Charging", FLOWING)):
            await asyncio.sleep(wait)
            if session.token is None or session.state != before:
                return
            session.state = "SuspendedEV" if after == "Charging" and session.evse in self.unready else after
            self.event(session, "ChargingStateChanged")
        await self.count(session)

    async def count(self, session: Session) -> None:
        while session.state == "Charging":
            interval = float(self.model.value("SampledDataCtrlr", "TxUpdatedInterval"))
            await asyncio.sleep(interval or 1)
            session.meter += 10
            if interval and session.state == "Charging" and session.started and not session.ended:
                self.event(session, "MeterValuePeriodic")

    def stop(self, session: Session, trigger: str, token: dict | None = None, reason: str = "") -> None:
        """The authorization ends; where that ends no transaction, the energy does, or it goes on without."""
        if self.stops & {"Authorized", "PowerPathClosed"}:
            session.state = "Idle" if session.state == "Idle" else "EVConnected"
        session.token, session.why = None, reason
        self.event(session, trigger, reason, token, over=session.state == "Idle")
        if session.state in ENERGY_STATES:
            session.state = "EVConnected"
            self.event(session, "ChargingStateChanged", reason)
        if session.state == "Idle" and session in self.sessions:
            self.sessions.remove(session)

    def event(self, session: Session, trigger: str, reason: str = "", token=None, *, over: bool = False) -> None:
        """Tell of what has become of a session, if there is a transaction, or begins or ends with it."""
        reached, told = session.reached(), session.told
        session.told = told | reached
        if session.ended or not (session.started or reached & self.starts):
            return
        over = session.started and (over or bool((self.stops & told) - reached))
        kind = "Ended" if over else "Updated" if session.started else "Started"
        session.started, session.ended = True, over
        session.token = None if over else session.token
        self.outbox.put_nowait(self.worded(session, kind, trigger, reason, token))
        if session.ended:
            self.idle_again()

    def worded(self, session: Session, kind: str, trigger: str, reason: str, token: dict | None) -> dict:
        info = {"transactionId": session.id, "chargingState": session.state}
        if session.remote is not None and "remote" not in session.told:
            session.told.add("remote")
            trigger, info["remoteStartId"] = "RemoteStart", session.remote
        if kind == "Ended" and reason:
            info["stoppedReason"] = reason
        event = {"eventType": kind, "timestamp": now(), "triggerReason": trigger, "seqNo": next(session.numbers)}
        event["transactionInfo"] = info
        event |= {} if self.online else {"offline": True}
        if session.evse is not None and "evse" not in session.told:
            session.told.add("evse")
            event["evse"] = {"id": session.evse, "connectorId": 1}
        if session.token is not None and "token" not in session.told:
            session.told.add("token")
            event["idToken"] = session.token
        if token is not None:
            event["idToken"] = token
        contexts = {"Started": "Transaction.Begin", "Ended": "Transaction.End"}
        contexts |= {"Updated": {"MeterValuePeriodic": "Sample.Periodic", "Trigger": "Trigger"}.get(trigger)}
        context = contexts[kind]
        if context is not None:
            event["meterValue"] = [{"timestamp": now(), "sampledValue": [{"value": session.meter, "context": context}]}]
        return event

    # -- how it is told --------------------------------------------------------------------------------------------

    async def deliver(self) -> None:
        """One after the other, each until it got an answer, or often enough none (E13)."""
        while True:
            item = await self.outbox.get()
            if isinstance(item, dict):
                await self.send_event(item)
            elif self.online:
                try:
                    await item()
                except ConnectionClosed:
                    pass

    async def send_event(self, event: dict) -> None:
        attempts = int(self.model.value("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"))
        tries = 0
        while tries < attempts:
            if not self.online:
                event["offline"] = True
                await asyncio.sleep(TRIAL)
                continue
            try:
                answer = await self.call("TransactionEvent", event)
            except ConnectionClosed:
                continue
            if not self.failed:
                self.heed(event, answer.get("idTokenInfo", {}).get("status", "Accepted"))
                return
            tries += 1
            if tries < attempts:
                interval = self.model.value("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent")
                await asyncio.sleep(float(interval) * tries)

    def heed(self, event: dict, status: str) -> None:
        """A card that is not accepted any more (E05, E06)."""
        mine = [each for each in self.sessions if each.id == event["transactionInfo"]["transactionId"]]
        for session in mine if status != "Accepted" and event["eventType"] != "Ended" else []:
            if session.token is not None and self.model.value("TxCtrlr", "StopTxOnInvalidId") == "true":
                self.stop(session, "Deauthorized", reason="DeAuthorized")
            elif session.state in ENERGY_STATES:
                session.state = "SuspendedEVSE"
                self.event(session, "ChargingStateChanged")

    # -- the rest --------------------------------------------------------------------------------------------------

    @property
    def starts(self) -> set[str]:
        return set(self.model.value("TxCtrlr", "TxStartPoint").split(","))

    @property
    def stops(self) -> set[str]:
        return set(self.model.value("TxCtrlr", "TxStopPoint").split(","))

    @property
    def online(self) -> bool:
        return self.status == "Accepted" and self.line is not None and self.line.state.name == "OPEN"

    def at(self, evse: int | None) -> Session | None:
        return next((each for each in self.sessions if each.evse == evse), None)

    def new_session(self, evse: int | None) -> Session:
        session = Session(evse)
        self.sessions.append(session)
        return session

    def running(self, evse: int | None = None) -> list[Session]:
        """Transactions, at an EVSE or anywhere."""
        return [s for s in self.sessions if s.started and not s.ended and evse in (None, 0, s.evse)]

    def do(self, deed) -> None:
        task = asyncio.create_task(deed)
        self.deeds.add(task)
        task.add_done_callback(self.deeds.discard)

    def when_idle(self, evse: int, deed) -> None:
        """Do something once no transaction is left there."""
        self.waiting.append((evse, deed))
        self.idle_again()

    def idle_again(self) -> None:
        ready = [each for each in self.waiting if not self.running(each[0])]
        self.waiting = [each for each in self.waiting if each not in ready]
        for _, deed in ready:
            self.outbox.put_nowait(deed)

    def cut_off(self, evse: int = 0) -> None:
        """A restart ends all, or what is at an EVSE; cables stay."""
        for session in self.running(evse):
            session.token, session.state = None, "EVConnected" if session.evse in self.plugged else "Idle"
            self.event(session, "ResetCommand", "ImmediateReset", over=True)
        kept = [each for each in self.sessions if evse not in (0, each.evse)]
        here = [each for each in sorted(self.plugged) if evse in (0, each)]
        self.sessions = [*kept, *(Session(each, state="EVConnected") for each in here)]

    def on_RequestStartTransaction(self, payload):  # noqa: N802
        evse, token, remote = payload.get("evseId"), payload["idToken"], payload["remoteStartId"]
        session = self.at(evse)
        if evse not in EVSES or self.closed & {0, evse} or (session is not None and session.token is not None):
            return {"status": "Rejected"}, None
        named = {"transactionId": session.id} if session is not None and session in self.running() else {}
        return {"status": "Accepted", **named}, self.ask(token, session or self.new_session(evse), remote)

    def on_RequestStopTransaction(self, payload):  # noqa: N802
        for session in self.running():
            if session.id == payload["transactionId"]:
                return {"status": "Accepted"}, self.stop_from_afar(session)
        return {"status": "Rejected"}, None

    async def tell_transactions(self, evse: int | None) -> None:
        for session in self.running(evse):
            self.event(session, "Trigger")

    async def stop_from_afar(self, session: Session) -> None:
        self.stop(session, "RemoteStop", reason="Remote")

    def on_GetTransactionStatus(self, payload):  # noqa: N802
        waiting = [item for item in self.outbox._queue if isinstance(item, dict)]
        if "transactionId" not in payload:
            return {"messagesInQueue": bool(waiting)}, None
        id = payload["transactionId"]
        queued = any(item["transactionInfo"]["transactionId"] == id for item in waiting)
        return {"ongoingIndicator": any(each.id == id for each in self.running()), "messagesInQueue": queued}, None


def same(one: dict | None, other: dict) -> bool:
    return one is not None and one["idToken"].lower() == other["idToken"].lower() and one["type"] == other["type"]
