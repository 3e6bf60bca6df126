"""The reusable states of Part 6, 2.19, that a charging station goes through in front of our CSMS.

A state waits for what Part 6 says must come and checks it under the sources that it is given. Without a source it is a
precondition: what is missed then makes the case inconclusive. TxStartPoint decides which TransactionEvents are due, as
Part 6 says at each state; the eventType is left open, as it is there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.conformance.case import (
    CsmsProbe,
    DriverHand,
    a_list_with,
    absent_or,
    id_token,
    ignoring_case,
    one_of,
    step,
    variable,
)
from ocpp_conformance.harness.evidence import Inconclusive, Miss, Source
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

CARD = id_token("04A2B3C4")
"""What the driver holds to the reader. Our CSMS decides what becomes of it."""

OFFLINE_THRESHOLD = variable("OCPPCommCtrlr", "OfflineThreshold", attributeValue="300")
"""The setting that Part 6 uses to try SetVariables and GetVariables."""

_REPORTS = ("StatusNotification", "NotifyEvent")
_READINGS = ("MeterValuePeriodic", "MeterValueClock")

Place = tuple[int, int]
"""EVSE and connector."""


@dataclass
class Session:
    """A driver with an EV and a card at one connector of the station, from `async with` on.

    `starts` holds the members of TxStartPoint. `plugged` and `authorized` are bookmarks: when the cable went in, and
    when the card was presented to start. Leaving `async with` ends at the station what still runs, and unplugs.
    """

    csms: CsmsProbe
    driver: DriverHand
    place: Place = (1, 1)
    starts: frozenset[str] = frozenset()
    plugged: int | None = None
    authorized: int | None = None
    since: int = 0
    _plugged_in: bool = False
    _charging: bool = False

    async def __aenter__(self) -> Self:
        await self.csms.booted()
        self.starts = await members(self.csms, variable("TxCtrlr", "TxStartPoint"))
        self.since = self.csms.mark
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Neither judges nor raises: what can't be undone is noted, and an error of the case stays the first one."""
        if self._charging:
            await self._undo("the card", "present_token", id_token=CARD["idToken"], type=CARD["type"])
        if self._plugged_in:
            await self._undo("the cable", "unplug", evse=self.place[0], connector=self.place[1])

    async def plug_in(self) -> int:
        """Plug the EV in; returns the bookmark from before."""
        self.plugged, self._plugged_in = self.csms.mark, True
        await self.driver.intend("plug_in", evse=self.place[0], connector=self.place[1])
        return self.plugged

    async def unplug(self) -> int:
        """Take the EV off; returns the bookmark from before."""
        since, self._plugged_in = self.csms.mark, False
        await self.driver.intend("unplug", evse=self.place[0], connector=self.place[1])
        return since

    async def present_card(self) -> int:
        """Hold the card to the reader; returns the bookmark from before."""
        since = self.csms.mark
        await self.driver.intend("present_token", id_token=CARD["idToken"], type=CARD["type"])
        return since

    async def start(self) -> int:
        """Hold the card to the reader to charge; returns the bookmark from before."""
        self._charging = True
        self.authorized = await self.present_card()
        return self.authorized

    async def stop(self) -> int:
        """Hold the card to the reader again, to stop; returns the bookmark from before."""
        self._charging = False
        return await self.present_card()

    def events(self, since: int | None = None) -> list[ReceivedCall]:
        """The TransactionEvents that came from a bookmark on, by default all, in the order of seqNo."""
        calls = self.csms.received("TransactionEvent", since=self.since if since is None else since)
        return sorted((call for call in calls if call.judgement is None), key=lambda call: call["seqNo"])

    @property
    def has_started(self) -> bool:
        """Whether the transaction has been told of."""
        return bool(self.events())

    @property
    def has_ended(self) -> bool:
        """Whether the transaction has been told to be over."""
        return any(event["eventType"] == "Ended" for event in self.events())

    async def _undo(self, what: str, intent: str, **arguments: Any) -> None:
        try:
            async with asyncio.timeout(self.csms.patience.reply):
                await self.driver.intend(intent, **arguments)
        except Exception as error:  # whatever it is, the error of the case comes first
            self.csms.recording.note(f"left behind: {what}: {error!r}")


# -- states ----------------------------------------------------------------------------------------------------------


async def connectors_reported(csms: CsmsProbe, boot: ReceivedCall, source: Source) -> None:
    """The end of Booted: after the boot every connector of the inventory is reported, and is Available."""
    places = await connectors(csms)
    for place in places or (None,):
        await connector_reported(csms, source, "Available", place, since=boot.frame)


async def ev_connected(session: Session, reported: Source | None = None, told: Source | None = None) -> None:
    """EVConnectedPreSession, or EVConnected on the way to EnergyTransferStarted: the cable is plugged in.

    `reported` checks the connector's state; `told` the TransactionEvent, due when TxStartPoint contains EVConnected or
    the transaction had started before.
    """
    due = "EVConnected" in session.starts or session.has_started
    first = session.authorized is None
    since = await session.plug_in()
    await connector_reported(session.csms, reported, "Occupied", session.place, since=since)
    if due:
        triggers = ("CablePluggedIn", "ChargingStateChanged") if first else ("CablePluggedIn",)
        states = ("EVConnected", "SuspendedEVSE") if first else ("EVConnected",)
        event = await _event(session, told, since, triggers)
        _judge(event, told, triggerReason=one_of(*triggers), transactionInfo={"chargingState": one_of(*states)})


async def authorized(session: Session, asked: Source | None = None, told: Source | None = None) -> None:
    """Authorized (local): the driver presents the card.

    `asked` checks the AuthorizeRequest; `told` the TransactionEvent, due when TxStartPoint contains Authorized or the
    transaction had started before.
    """
    due = "Authorized" in session.starts or session.has_started
    since = await session.start()
    ask = await _awaited(session.csms, asked, "Authorize", since=since)
    _judge(ask, asked, idToken=same_token(CARD))
    if due:
        event = await _event(session, told, ask.frame, ("Authorized",))
        _judge(event, told, triggerReason="Authorized", idToken=same_token(CARD))


async def energy_transfer_started(session: Session, told: Source | None = None) -> None:
    """EnergyTransferStarted, from Authorized and plugged in on: energy flows.

    Due at every TxStartPoint: energy is the last of them. SignedDataReceived and SuspendedEVSE may come before.
    """
    assert session.plugged is not None, "the cable comes first"
    assert session.authorized is not None, "the card comes first"
    charging = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "Charging"}}
    since = max(session.plugged, session.authorized)
    event = await _awaited(session.csms, told, "TransactionEvent", since=since, where=charging)
    _judge(event, told, **charging)


async def stop_authorized(session: Session, told: Source) -> ReceivedCall:
    """StopAuthorized (local): the driver presents the card again; returns the TransactionEvent that says so.

    Part 6 lets the event with StopAuthorized be left out, where E07.FR.02 demands it: an advisory.
    """
    since = await session.stop()
    event = await _event(session, told, since, ("StopAuthorized", "ChargingStateChanged"))
    event.meets(
        told,
        triggerReason=one_of("StopAuthorized", "ChargingStateChanged"),
        idToken=absent_or(same_token(CARD)),
        transactionInfo={"stoppedReason": absent_or("Local")},
    )
    misses = mismatches({"triggerReason": "StopAuthorized"}, event.payload)
    session.csms.docket.judge("E07.FR.02", misses, frame=event.frame, mild=True)
    sends_none(session.csms, "C01.FR.03", "Authorize", since=since)
    return event


async def ev_connected_post_session(session: Session, stop: ReceivedCall, told: Source) -> None:
    """EVConnectedPostSession: no energy flows, which is told unless the transaction ended with the authorization."""
    if stop["eventType"] == "Ended":
        return
    suspended = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "EVConnected"}}
    event = await _awaited(session.csms, told, "TransactionEvent", since=stop.frame, where=suspended)
    event.meets(told, **suspended)


async def ev_disconnected(session: Session, reported: Source, told: Source) -> None:
    """EVDisconnected: the cable is pulled, which is told unless the transaction had ended before."""
    due = not session.has_ended
    since = await session.unplug()
    await connector_reported(session.csms, reported, "Available", session.place, since=since)
    if due:
        event = await _event(session, told, since, ("EVCommunicationLost",))
        event.meets(told, triggerReason="EVCommunicationLost", transactionInfo={"chargingState": "Idle"})


async def ended_by_driver(session: Session, source: Source) -> None:
    """The transaction has come to its end, with stoppedReason Local or none (the general rules of Part 6, 2.1).

    Not so where TxStopPoint waits for the EV to leave the parking bay.
    """
    stops = await members(session.csms, variable("TxCtrlr", "TxStopPoint"))
    if stops and stops <= {"ParkingBayOccupancy"}:
        return
    ended = {"eventType": "Ended"}
    event = await _awaited(session.csms, source, "TransactionEvent", since=session.since, where=ended)
    event.meets(source, transactionInfo={"stoppedReason": absent_or("Local")})


# -- what is checked at the end of a transaction -----------------------------------------------------------------------


def numbered(session: Session, source: Source) -> None:
    """The TransactionEvents are numbered in steps of one, and the first of a transaction is its Started.

    They may come in any order (Part 6, 2.1), and seqNo may start anywhere.
    """
    transactions: dict[str, list[ReceivedCall]] = {}
    for event in session.events():
        transactions.setdefault(event["transactionInfo"]["transactionId"], []).append(event)
    misses = [] if transactions else [Miss("", "a TransactionEvent", "none")]
    for events in transactions.values():
        numbers = [event["seqNo"] for event in events]
        wanted = list(range(numbers[0], numbers[0] + len(numbers)))
        misses += mismatches({"seqNo": wanted}, {"seqNo": numbers})
        misses += mismatches({"eventType": "Started"}, events[0].payload)
    session.csms.docket.judge(source, tuple(misses))


def names_place(session: Session, source: Source) -> None:
    """The first TransactionEvent after the cable went in names EVSE and connector."""
    evse, connector = session.place
    _first_has(session, source, session.plugged, evse={"id": evse, "connectorId": connector})


def names_card(session: Session, source: Source) -> None:
    """The first TransactionEvent after the card was presented holds its id token."""
    _first_has(session, source, session.authorized, idToken=same_token(CARD))


def sends_none(csms: CsmsProbe, source: Source, action: str, *, since: int) -> None:
    """The station sent no CALL of this action from a bookmark on; TransactionEvents with readings don't count."""
    calls = [call for call in csms.received(action, since=since) if call["triggerReason"] not in _READINGS]
    misses = tuple(Miss("", f"no {action}", f"{action} {dict(call.payload)!r}") for call in calls[:1])
    csms.docket.judge(source, misses, frame=calls[0].frame if calls else None)


# -- connectors --------------------------------------------------------------------------------------------------------


async def connector_reported(
    csms: CsmsProbe, source: Source | None, status: str, place: Place | None = None, *, since: int
) -> ReceivedCall:
    """The next report of a connector (any, if no place is given), as StatusNotification or NotifyEvent, says this.

    EVSE 0 and connector 0 are no connector.
    """
    while True:
        report = await _awaited(csms, source, *_REPORTS, since=since)
        if (found := _place_of(report)) is not None and place in (None, found):
            break
        since = report.frame + 1
    _judge(report, source, **_report_of(report, status, found))
    return report


async def connectors(csms: CsmsProbe) -> tuple[Place, ...]:
    """The connectors that the inventory of the station names; none where it gives no inventory."""
    try:
        parts = await full_inventory(csms, 1)
    except Inconclusive:
        return ()
    components = [item["component"] for part in parts for item in part["reportData"] or ()]
    evses = [each.get("evse", {}) for each in components if each["name"].lower() == "connector"]
    return tuple(sorted({(evse["id"], evse["connectorId"]) for evse in evses if "connectorId" in evse}))


# -- variables ---------------------------------------------------------------------------------------------------------


async def full_inventory(
    csms: CsmsProbe, request_id: int, accepted: Source | None = None, reported: Source | None = None
) -> list[ReceivedCall]:
    """Ask for the FullInventory; returns the NotifyReports up to the last one."""
    since = csms.mark
    reply = await csms.call("GetBaseReport", {"requestId": request_id, "reportBase": "FullInventory"})
    if accepted is None:
        reply.expects(status="Accepted")
    else:
        reply.meets(accepted, status="Accepted", statusInfo=NO_ERROR)
    parts: list[ReceivedCall] = []
    while not parts or parts[-1]["tbc"]:
        part = await _awaited(csms, reported, "NotifyReport", since=since)
        _judge(part, reported)
        parts.append(part)
        since = part.frame + 1
    return parts


NO_ERROR = absent_or({"reasonCode": "NoError"})
"""A statusInfo that goes with success."""


async def value_of(csms: CsmsProbe, about: Payload) -> str | None:
    """The value of a variable; None where the station doesn't have it or doesn't tell."""
    wanted = {"component": about["component"], "variable": about["variable"]}
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.expects()
    result: Payload = reply["getVariableResult"][0]
    return result.get("attributeValue") if result["attributeStatus"] == "Accepted" else None


async def members(csms: CsmsProbe, about: Payload) -> frozenset[str]:
    """The members of a list variable. Raises `Inconclusive` where the station doesn't tell."""
    text = await value_of(csms, about)
    if text is None:
        raise csms.docket.give_up(f"the station doesn't tell {about['component']['name']}.{about['variable']['name']}")
    return frozenset(part.strip() for part in text.split(",") if part.strip())


@asynccontextmanager
async def configured(csms: CsmsProbe, *settings: Payload, if_implemented: bool = False) -> AsyncIterator[None]:
    """Set variables for the block, as a precondition, and set them back at the end.

    `if_implemented` leaves those alone that the station doesn't have or doesn't let be set.
    """
    before: list[Payload] = []
    try:
        for setting in settings:
            old = await value_of(csms, setting)
            if old is not None:
                before.append({**setting, "attributeValue": old})
            if old == setting["attributeValue"] or (old is None and if_implemented):
                continue
            reply = await csms.call("SetVariables", {"setVariableData": [setting]})
            if not if_implemented:
                reply.expects(setVariableResult=[{"attributeStatus": "Accepted"}])
        yield
    finally:
        await _set_back(csms, before)


def asks_the_csms(csms: CsmsProbe) -> Any:
    """The configuration of the cases about authorization: the station asks the CSMS about id tokens."""
    enabled = variable("AuthCtrlr", "Enabled", attributeValue="true")
    remote = variable("AuthCtrlr", "DisableRemoteAuthorization", attributeValue="false")
    return configured(csms, enabled, remote, if_implemented=True)


# -- time ----------------------------------------------------------------------------------------------------------------


def waited(csms: CsmsProbe, source: Source, since: float | None, call_at: float, seconds: float, frame: int) -> None:
    """At least so many OCPP seconds have passed between two moments (monotonic)."""
    assert since is not None, "the CALL before is not answered"
    gap = call_at - since
    seen = f"{gap / csms.patience.time_scale:.1f} s"
    misses = (Miss("", f"a wait of {seconds:g} s", seen),) if gap < csms.patience.too_early(seconds) else ()
    csms.docket.judge(source, misses, frame=frame, seen=seen)


# -- inside --------------------------------------------------------------------------------------------------------------


def same_token(token: Payload) -> Payload:
    """The demand for this id token; its text is case-insensitive."""
    return {"idToken": ignoring_case(token["idToken"]), "type": token["type"]}


async def _awaited(
    csms: CsmsProbe, source: Source | None, *actions: str, since: int, where: dict[str, object] | None = None
) -> ReceivedCall:
    if source is None:
        return await csms.next_call(*actions, since=since, where=where)
    return await csms.must_send(source, *actions, since=since, where=where)


async def _event(session: Session, source: Source | None, since: int, triggers: Iterable[str]) -> ReceivedCall:
    """The first TransactionEvent from a bookmark on that isn't about readings, or a later one with such a trigger."""
    raise NotImplementedError


def _judge(call: ReceivedCall, source: Source | None, **fields: object) -> None:
    if source is None:
        call.expects(**fields)
    else:
        call.meets(source, **fields)
