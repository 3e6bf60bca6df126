"""The reusable states of Part 6, 2.19, that a charging station goes through in front of our CSMS.

A state waits for what Part 6 says must come and checks it under the sources that it is given. Without a source it is a
precondition: what is missed then makes the case inconclusive. TxStartPoint decides which TransactionEvents are due, as
Part 6 says at each state; the eventType is left open, as it is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from ocpp_conformance.conformance.case import (
    PRESENT,
    CsmsProbe,
    DriverHand,
    a_list_with,
    absent_or,
    id_token,
    ignoring_case,
    one_of,
    variable,
)
from ocpp_conformance.harness.evidence import Inconclusive, Miss, Source
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import CallError, Payload

CARD = id_token("04A2B3C4")
"""What the driver holds to the reader. Our CSMS decides what becomes of it."""

PEOPLE = ("plug_in", "present_token", "unplug")
"""The intents of a `visiting` driver."""

OFFLINE_THRESHOLD = variable("OCPPCommCtrlr", "OfflineThreshold", attributeValue="300")
"""The setting that Part 6 uses to try SetVariables and GetVariables."""

_READINGS = ("MeterValuePeriodic", "MeterValueClock", "ChargingRateChanged")
"""Reasons of TransactionEvents that may come at any time."""

Place = tuple[int, int]
"""EVSE and connector."""


@dataclass
class Session:
    """A driver with an EV and a card at one connector of the station; `visiting` makes one and clears up behind it.

    `starts` holds the members of TxStartPoint, `since` is the bookmark of the beginning. `plugged` and `authorized` are
    bookmarks too: when the cable went in, and when the card was presented to start. With `stays` the EV may be left for
    the next driver.
    """

    csms: CsmsProbe
    driver: DriverHand
    starts: frozenset[str]
    since: int
    place: Place = (1, 1)
    plugged: int | None = None
    authorized: int | None = None
    stays: bool = False
    _plugged_in: bool = False
    _charging: bool = False

    async def arrive(self, connected: bool) -> None:
        """Find the connector free, or with an EV plugged in, one that an earlier case may have left."""
        evse, connector = self.place
        self._plugged_in = self.driver.stands("plug_in", evse=evse, connector=connector)
        if connected and not self._plugged_in:
            await ev_connected(self)
        elif self._plugged_in and not connected:
            await self.unplug()
            await self.csms.settled()

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

    async def start(self) -> int:
        """Present the card to charge; returns the bookmark from before."""
        self._charging, self.authorized = True, self.csms.mark
        await self.present(CARD)
        return self.authorized

    async def stop(self) -> int:
        """Present the card again, to stop; returns the bookmark from before."""
        since, self._charging = self.csms.mark, False
        await self.present(CARD)
        return since

    async def present(self, card: Payload) -> None:
        """Hold a card to the reader."""
        await self.driver.intend("present_token", id_token=card["idToken"], type=card["type"])

    def events(self, since: int | None = None) -> list[ReceivedCall]:
        """The valid TransactionEvents from a bookmark on, by default all, in the order of seqNo."""
        calls = self.csms.received("TransactionEvent", since=self.since if since is None else since)
        return sorted((call for call in calls if call.judgement is None), key=lambda call: call["seqNo"])

    @property
    def has_started(self) -> bool:
        """Whether a transaction has been told of."""
        return bool(self.events())

    @property
    def has_ended(self) -> bool:
        """Whether its end has been told."""
        return any(event["eventType"] == "Ended" for event in self.events())

    async def leave(self) -> None:
        """End what still runs, and unplug. Neither judges nor raises: what can't be undone is noted."""
        if self._charging:
            await self._undo("a session that charges", self.stop)
        if self._plugged_in and not (self.stays and self.authorized is None):
            await self._undo("an EV that is plugged in", self.unplug)

    async def _undo(self, what: str, act: Callable[[], Awaitable[object]]) -> None:
        try:
            await act()  # the driver has a deadline
        except Exception as error:  # whatever it is: an error of the case must stay the first one
            self.csms.recording.note(f"left behind: {what}: {error!r}")


@asynccontextmanager
async def visiting(csms: CsmsProbe, driver: DriverHand, *, connected: bool = False) -> AsyncIterator[Session]:
    """The station is Booted and asks the CSMS about id tokens; a driver comes, and leaves at the end of the block.

    With `connected` the EV is plugged in before, as a precondition, and may stay for the next case of this kind.
    """
    await csms.booted()
    enabled = variable("AuthCtrlr", "Enabled", attributeValue="true")
    remote = variable("AuthCtrlr", "DisableRemoteAuthorization", attributeValue="false")
    async with configured(csms, enabled, remote, if_implemented=True):
        starts = await members(csms, variable("TxCtrlr", "TxStartPoint"))
        session = Session(csms, driver, starts, csms.mark, stays=connected and driver.lingers)
        try:
            await session.arrive(connected)
            yield session
        finally:
            await session.leave()


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
    fresh = session.authorized is None
    since = await session.plug_in()
    await connector_reported(session.csms, reported, "Occupied", session.place, since=since)
    if due:
        triggers = ("CablePluggedIn", "ChargingStateChanged") if fresh else ("CablePluggedIn",)
        states = ("EVConnected", "SuspendedEVSE") if fresh else ("EVConnected",)
        event = await _event(session, told, since, *triggers)
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
        event = await _event(session, told, ask.frame, "Authorized")
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
    event = await _first_event(session, told, since)
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
        event = await _event(session, told, since, "EVCommunicationLost")
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
        report = await _awaited(csms, source, "StatusNotification", "NotifyEvent", since=since)
        found = _places(report)
        if found and (place is None or place in found):
            break
        since = report.frame + 1
    _judge(report, source, **_says(report, place or found[0], status))
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
    reply.expects(getVariableResult=[{"attributeStatus": PRESENT}])
    result: Payload = reply["getVariableResult"][0]
    value = result.get("attributeValue") if result["attributeStatus"] == "Accepted" else None
    return value if isinstance(value, str) else None


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


# -- inside ------------------------------------------------------------------------------------------------------------


def same_token(token: Payload) -> Payload:
    """The demand for this id token; its text is case-insensitive."""
    return {"idToken": ignoring_case(token["idToken"]), "type": token["type"]}


async def _awaited(
    csms: CsmsProbe, source: Source | None, *actions: str, since: int, where: dict[str, object] | None = None
) -> ReceivedCall:
    if source is None:
        return await csms.next_call(*actions, since=since, where=where)
    return await csms.must_send(source, *actions, since=since, where=where)


async def _event(session: Session, source: Source | None, since: int, *triggers: str) -> ReceivedCall:
    """The first TransactionEvent from a bookmark on with one of these triggers; others may come before it."""
    csms, seen = session.csms, []
    while True:
        try:
            event = await csms.next_call("TransactionEvent", since=since)
        except Inconclusive:
            if source is not None:
                wanted = f"a TransactionEvent with triggerReason {' or '.join(triggers)}"
                csms.docket.judge(source, (Miss("", wanted, ", ".join(seen) or "no TransactionEvent"),))
            raise
        if event.judgement is not None or event["triggerReason"] in triggers:
            return event
        seen.append(str(event["triggerReason"]))
        since = event.frame + 1


async def _first_event(session: Session, source: Source | None, since: int) -> ReceivedCall:
    """The first TransactionEvent from a bookmark on that isn't about readings."""
    while True:
        event = await _awaited(session.csms, source, "TransactionEvent", since=since)
        if event["triggerReason"] not in _READINGS:
            return event
        since = event.frame + 1


def _places(report: ReceivedCall) -> tuple[Place, ...]:
    """The connectors that a StatusNotification or NotifyEvent tells the state of; EVSE 0 and connector 0 are none."""
    if report.judgement is not None:
        return ()
    if report.action == "StatusNotification":
        found = [(report["evseId"], report["connectorId"])]
    else:
        data = [item for item in report["eventData"] or () if not mismatches(_AVAILABILITY, item)]
        evses = [item["component"].get("evse", {}) for item in data]
        found = [(evse.get("id"), evse.get("connectorId")) for evse in evses]
    return tuple((evse, connector) for evse, connector in found if evse and connector)


_AVAILABILITY = {
    "component": {"name": ignoring_case("Connector")},
    "variable": {"name": ignoring_case("AvailabilityState")},
}


def _says(report: ReceivedCall, place: Place, status: str) -> dict[str, object]:
    evse, connector = place
    if report.action == "StatusNotification":
        return {"evseId": evse, "connectorId": connector, "connectorStatus": status}
    where = {"name": ignoring_case("Connector"), "evse": {"id": evse, "connectorId": connector}}
    item = {**_AVAILABILITY, "component": where, "trigger": "Delta", "actualValue": status}
    return {"eventData": a_list_with(item)}


async def _set_back(csms: CsmsProbe, settings: list[Payload]) -> None:
    for setting in settings:
        name = f"{setting['component']['name']}.{setting['variable']['name']}"
        try:
            reply = await csms.live.call("SetVariables", {"setVariableData": [setting]}, timeout=csms.patience.reply)
        except (CallFailedError, Inconclusive) as error:
            csms.recording.note(f"left behind: {name} is not set back: {error}")
        else:
            if isinstance(reply, CallError):
                csms.recording.note(f"left behind: {name} is not set back: CALLERROR {reply.code}")


def _judge(call: ReceivedCall, source: Source | None, **fields: object) -> None:
    if source is None:
        call.expects(**fields)
    else:
        call.meets(source, **fields)
