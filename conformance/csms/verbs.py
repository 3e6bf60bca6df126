"""The reusable states of Part 6, 3.18, as our station goes through them in front of a CSMS.

A state judges its answers under the source that it is given. Without one the state is a precondition: what is missed
then makes the case inconclusive.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.conformance.case import (
    PRESENT,
    DriverHand,
    StationProbe,
    connector_status,
    notify_event,
    transaction_event,
)
from ocpp_conformance.harness.evidence import Inconclusive, Miss, NotRun, Source
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import now
from ocpp_conformance.harness.probes.probe import Answer
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import CallError, ErrorCode, Payload
from ocpp_conformance.harness.sut.intents import GOALS

ACCEPTED = {"status": "Accepted"}
PULLED: Mapping[str, Any] = {"stopped": "EVDisconnected", "ended": True}
A_STATUS = {"status": PRESENT}
"""An idTokenInfo that says how things are; the schema allows only values of AuthorizationStatusEnumType."""


@dataclass
class Session:
    """What happens at one connector of our station: one EV after the other, one transaction each.

    `token` is the id token of the driver. `transaction` is the id of the running transaction and `states` holds the
    reusable states that it went through; `seq_no` is the number of its next event, `reported` is the last state of the
    connector that the CSMS was told. Its timestamps lie `ago` in the past, so that a transaction can have lasted a
    while. Leaving `async with` ends in the CSMS what still runs.
    """

    station: StationProbe
    token: Payload | None = None
    evse: int = 1
    connector: int = 1
    transaction: str | None = None
    seq_no: int = 0
    reported: str = "Available"
    ago: timedelta = timedelta()
    states: set[str] = field(default_factory=set)

    @property
    def card(self) -> Payload:
        """The id token that the driver presents."""
        assert self.token is not None, "the case lacks Need.TOKEN_ACCEPTED"
        return self.token

    @property
    def running(self) -> str:
        """The id of the running transaction."""
        assert self.transaction is not None, "no transaction runs"
        return self.transaction

    @property
    def occupied(self) -> bool:
        """Whether the cable is plugged in."""
        return self.reported == "Occupied"

    async def status(self, status: str, **more: Any) -> ReceivedReply:
        """Report the state of the connector."""
        self.reported = status
        more = {"timestamp": now(self.ago), **more}
        payload = connector_status(status, evse=self.evse, connector=self.connector, **more)
        return await self.station.call("StatusNotification", payload)

    async def event(self, trigger: str, *, ended: bool = False, **more: Any) -> ReceivedReply:
        """Send the next TransactionEvent; the first of a transaction is its Started. `more` is for the payload, with
        `evse=None` while the EVSE is not known."""
        return await self.station.call("TransactionEvent", self._next_event(trigger, ended, more))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Neither judges nor raises: what can't be ended is noted, and an error of the case stays the first one."""
        if self.transaction is not None:
            left = f"transaction {self.transaction}"
            await self._park(
                "TransactionEvent", self._next_event("AbnormalCondition", True, {"stopped": "Other"}), left
            )
        if self.reported != "Available":
            place = connector_status("Available", evse=self.evse, connector=self.connector)
            left = f"connector {self.connector} of EVSE {self.evse} {self.reported}"
            await self._park("StatusNotification", place, left)

    def _next_event(self, trigger: str, ended: bool, more: dict[str, Any]) -> Payload:
        kind = "Ended" if ended else "Updated"
        if self.transaction is None:
            kind, self.transaction, self.seq_no = "Started", str(uuid.uuid4()), 0
        more = {"evse": self.evse, "connector": self.connector, "timestamp": now(self.ago), **more}
        payload = transaction_event(kind, trigger, self.transaction, self.seq_no, **more)
        self.seq_no += 1
        if ended:
            self.transaction, self.states = None, set()
        return payload

    async def _park(self, action: str, payload: Payload, left: str) -> None:
        station = self.station
        try:
            if station.peer is None or station.peer.closed is not None:
                await reconnected(station)
            reply = await station.live.call(action, payload, timeout=station.patience.reply)
        except (CallFailedError, Inconclusive) as error:
            station.recording.note(f"left behind: {left}: {error}")
        else:
            if isinstance(reply, CallError):
                station.recording.note(f"left behind: {left}: CALLERROR {reply.code}")


async def booted(session: Session) -> None:
    """Booted: accepted, and the connector is reported Available. Always a precondition."""
    await session.station.booted()
    status = await session.status("Available")
    status.expects()


async def ev_connected_pre_session(session: Session, source: Source | None = None, **more: Any) -> None:
    """EVConnectedPreSession: the cable is plugged in; `more` is for the TransactionEvent."""
    status = await session.status("Occupied")
    _judge(status, source)
    connected = await session.event("CablePluggedIn", state="EVConnected", **more)
    _judge(connected, source)


async def authorized(session: Session, source: Source | None = None, told: Source | None = None, **more: Any) -> None:
    """Authorized: the driver presents an accepted card; `told` demands the status in the TransactionEventResponse,
    `more` is for the TransactionEvent."""
    authorize = await session.station.call("Authorize", {"idToken": session.card})
    if source is not None:
        authorize.meets("C01.FR.07", idTokenInfo=A_STATUS)
    _judge(authorize, source, idTokenInfo=ACCEPTED)

    event = await session.event("Authorized", token=session.card, **more)
    if told is not None:
        event.meets(told, idTokenInfo=A_STATUS)
    _judge(event, source, idTokenInfo=ACCEPTED)
    session.states.add("Authorized")


async def energy_transfer_started(session: Session, source: Source | None = None) -> None:
    """EnergyTransferStarted: card and cable are there, where they were not yet, and energy flows."""
    if "Authorized" not in session.states:
        await authorized(session, source)
    if not session.occupied:
        await ev_connected_pre_session(session, source)
    charging = await session.event("ChargingStateChanged", state="Charging")
    _judge(charging, source)
    session.states.add("EnergyTransferStarted")


async def energy_transfer_suspended(session: Session, source: Source | None = None) -> None:
    """EnergyTransferSuspended: the EV takes no energy for now."""
    if "EnergyTransferStarted" not in session.states:
        await energy_transfer_started(session, source)
    suspended = await session.event("ChargingStateChanged", state="SuspendedEV")
    _judge(suspended, source)
    session.states.add("EnergyTransferSuspended")


async def stop_authorized(session: Session, source: Source | None = None) -> None:
    """StopAuthorized: the driver presents the card again."""
    if "EnergyTransferStarted" not in session.states:
        await energy_transfer_started(session, source)
    stop = await session.event("StopAuthorized", token=session.card)
    _judge(stop, source, idTokenInfo=ACCEPTED)
    session.states.add("StopAuthorized")


async def ev_connected_post_session(session: Session, source: Source | None = None) -> None:
    """EVConnectedPostSession: energy doesn't flow any more, the cable is still plugged in."""
    if "StopAuthorized" not in session.states:
        await stop_authorized(session, source)
    suspended = await session.event("ChargingStateChanged", state="EVConnected")
    _judge(suspended, source)
    session.states.add("EVConnectedPostSession")


async def ev_disconnected(session: Session, source: Source | None = None, **more: Any) -> None:
    """EVDisconnected: the cable is pulled, which ends the transaction; `more` is for the TransactionEvent."""
    if "EVConnectedPostSession" not in session.states:
        await ev_connected_post_session(session, source)
    status = await session.status("Available")
    _judge(status, source)
    ended = await session.event("EVCommunicationLost", state="Idle", **{**PULLED, **more})
    _judge(ended, source)


async def told(session: Session, status: str, source: Source | None = None) -> None:
    """The CSMS is told the state of the connector in both ways that a station may choose from (G01.FR.07)."""
    by_status = await session.status(status)
    _judge(by_status, source)
    changed = notify_event("Connector", "AvailabilityState", status, evse=session.evse, connector=session.connector)
    by_event = await session.station.call("NotifyEvent", changed)
    _judge(by_event, source)


async def asked(
    station: StationProbe,
    csms_driver: DriverHand,
    source: Source,
    goal: str,
    answer: Answer = ACCEPTED,
    *,
    where: dict[str, object] | None = None,
    **arguments: Any,
) -> ReceivedCall:
    """The CSMS is asked for a goal and must send its CALL, with the fields `where`; the station gives this answer.

    The CALL is awaited once the driver is back, so that a driver which is a person may take its time.
    """
    action = GOALS[goal].action
    assert action is not None, f"no CALL shows that {goal} was done"
    station.answers(action, answer)
    since = station.mark
    await csms_driver.intend(goal, **arguments)
    return await station.must_send(source, action, since=since, where=where)


async def still_served(station: StationProbe) -> None:
    """Check that the CSMS goes on to serve the station, whatever this has answered before."""
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("G02.FR.03", currentTime=PRESENT)


async def reconnected(station: StationProbe) -> None:
    """A new connection without a boot."""
    await away(station)
    await station.connect()


async def away(station: StationProbe) -> None:
    """Disconnect, to connect again; the pause is for servers that a reconnect in the same millisecond confuses."""
    await station.disconnect()
    await station.listen(station.patience.quiet)


def served_or_refused(reply: ReceivedReply, source: Source) -> None:
    """Check that a CALL got a CALLRESULT or SecurityError, where both are right; the check says which was seen."""
    seen = "a CALLRESULT" if reply.error is None else f"CALLERROR {reply.error}"
    fine = reply.error == ErrorCode.SECURITY_ERROR or (reply.error is None and reply.judgement is None)
    misses = () if fine else (Miss("", f"a valid {reply.name} or CALLERROR {ErrorCode.SECURITY_ERROR}", seen),)
    reply.docket.judge(source, misses, frame=reply.frame, seen=seen)


def in_other_case(token: Payload) -> Payload:
    """The same id token with its letters in the other case. Raises `NotRun` for one without letters."""
    text = token["idToken"].swapcase()
    if text == token["idToken"]:
        raise NotRun("needs an accepted id token with a letter", "give --token accepted=04A2B3C4:ISO14443 or the like")
    return {**token, "idToken": text}


def _judge(reply: ReceivedReply, source: Source | None, **fields: object) -> None:
    if source is None:
        reply.expects(**fields)
    else:
        reply.meets(source, **fields)
