"""The reusable states of Part 6, 2.19, that a charging station goes through in front of our CSMS.

A state waits for what Part 6 says must come and checks it under the sources that it is given. Without a source it is a
precondition: what is missed then makes the case inconclusive. TxStartPoint decides which TransactionEvents are due, as
Part 6 says at each state; the eventType is left open, as it is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe, DriverHand, absent_or, one_of, variable
from ocpp_conformance.conformance.station.connectors import connector_reported
from ocpp_conformance.conformance.station.session import Session, same_token
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.verbs import awaited, judge
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

READINGS = ("MeterValuePeriodic", "MeterValueClock", "ChargingRateChanged")
"""Reasons of TransactionEvents that may come at any time."""

_NO_READING = Matcher("no reading", lambda reason: reason not in READINGS)


@asynccontextmanager
async def visiting(
    csms: CsmsProbe, driver: DriverHand, card: Payload | None = None, *, connected: bool = False
) -> AsyncIterator[Session]:
    """The station is Booted and asks the CSMS about id tokens (Part 6, 2.1); a driver comes, with this card where one
    is named, and leaves at the end of the block.

    With `connected` the EV is plugged in before, as a precondition, and may stay for the next case of this kind.
    """
    await csms.booted()
    enabled = variable("AuthCtrlr", "Enabled", attributeValue="true")
    remote = variable("AuthCtrlr", "DisableRemoteAuthorization", attributeValue="false")
    local = variable("AuthCtrlr", "LocalPreAuthorize", attributeValue="false")
    async with configured(csms, enabled, remote, local, if_implemented=True):
        starts = await members(csms, variable("TxCtrlr", "TxStartPoint"))
        session = Session(csms, driver, starts, csms.mark, card, stays=connected and driver.lingers)
        try:
            await _arrive(session, connected)
            yield session
        finally:
            await session.leave()


async def ev_connected(session: Session, reported: Source | None = None, told: Source | None = None) -> None:
    """EVConnectedPreSession, or EVConnected on the way to EnergyTransferStarted: the cable is plugged in.

    `reported` checks the connector's state; `told` the TransactionEvent, due when TxStartPoint contains EVConnected or
    the transaction had started before.
    """
    due = "EVConnected" in session.starts or session.has_started
    fresh = session.authorized is None
    since = await session.plug_in()
    report = await connector_reported(session.csms, reported, "Occupied", session.place, since=since)
    session.occupied = report.frame
    if due:
        triggers = ("CablePluggedIn", "ChargingStateChanged") if fresh else ("CablePluggedIn",)
        states = ("EVConnected", "SuspendedEVSE") if fresh else ("EVConnected",)
        event = await _event(session, told, since, *triggers)
        judge(event, told, triggerReason=one_of(*triggers), transactionInfo={"chargingState": one_of(*states)})


async def authorized(session: Session, asked: Source | None = None, told: Source | None = None) -> None:
    """Authorized (local): the driver presents the card.

    `asked` checks the AuthorizeRequest; `told` the TransactionEvent, due when TxStartPoint contains Authorized or the
    transaction had started before.
    """
    due = "Authorized" in session.starts or session.has_started
    since = await session.start()
    ask = await awaited(session.csms, asked, "Authorize", since=since)
    judge(ask, asked, idToken=same_token(session.card))
    session.card, session.asked = ask["idToken"], ask.frame
    if due:
        event = await _event(session, told, ask.frame, "Authorized")
        judge(event, told, triggerReason="Authorized", idToken=same_token(session.card))


async def energy_transfer_started(session: Session, told: Source | None = None) -> None:
    """EnergyTransferStarted, from Authorized and plugged in on: energy flows.

    Due at every TxStartPoint: energy is the last of them. SignedDataReceived and SuspendedEVSE may come before.
    """
    assert session.plugged is not None, "the cable comes first"
    assert session.authorized is not None, "the card comes first"
    charging = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "Charging"}}
    since = max(session.plugged, session.authorized)
    long = session.csms.patience.boot  # cable, contactor and EV agree first
    event = await awaited(session.csms, told, "TransactionEvent", since=since, within=long, where=charging)
    judge(event, told, **charging)


async def stop_authorized(session: Session, told: Source) -> int:
    """StopAuthorized (local): the driver presents the card again, and a TransactionEvent says so, among those that the
    station sends until it has settled, in whatever order; returns the bookmark from before.

    Part 6 lets the event with StopAuthorized be left out, where E07.FR.02 demands it: an advisory.
    """
    since = await session.stop()
    first = await awaited(session.csms, told, "TransactionEvent", since=since, where={"triggerReason": _NO_READING})
    await session.csms.settled()
    stops = [event for event in session.events(since) if event["triggerReason"] == "StopAuthorized"]
    event = stops[0] if stops else first
    event.meets(
        told,
        triggerReason=one_of("StopAuthorized", "ChargingStateChanged"),
        idToken=absent_or(same_token(session.card)),
        transactionInfo={"stoppedReason": absent_or("Local")},
    )
    misses = mismatches({"triggerReason": "StopAuthorized"}, event.payload)
    session.csms.docket.judge("E07.FR.02", misses, frame=event.frame, mild=True)
    sends_none(session.csms, "C01.FR.03", "Authorize", since=since)
    return since


async def ev_connected_post_session(session: Session, since: int, told: Source) -> None:
    """EVConnectedPostSession: no energy flows, which is told from the bookmark of the stop on unless the transaction
    ended with the authorization."""
    if session.has_ended:
        return
    suspended = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "EVConnected"}}
    event = await awaited(session.csms, told, "TransactionEvent", since=since, where=suspended)
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
    event = await awaited(session.csms, source, "TransactionEvent", since=session.since, where=ended)
    event.meets(source, transactionInfo={"stoppedReason": absent_or("Local")})


def sends_none(csms: CsmsProbe, source: Source, action: str, *, since: int) -> None:
    """The station sent no CALL of this action from a bookmark on; TransactionEvents with readings don't count."""
    calls = [call for call in csms.received(action, since=since) if call["triggerReason"] not in READINGS]
    misses = tuple(Miss("", f"no {action}", f"{action} {dict(call.payload)!r}") for call in calls[:1])
    csms.docket.judge(source, misses, frame=calls[0].frame if calls else None)


async def _event(session: Session, source: Source | None, since: int, *triggers: str) -> ReceivedCall:
    """The first TransactionEvent from a bookmark on with one of these triggers; others may come before it."""
    where: dict[str, object] = {"triggerReason": one_of(*triggers)}
    return await awaited(session.csms, source, "TransactionEvent", since=since, where=where)


async def _arrive(session: Session, connected: bool) -> None:
    """Find the connector free, or with an EV plugged in, one that an earlier case may have left."""
    evse, connector = session.place
    session.connected = session.driver.stands("plug_in", evse=evse, connector=connector)
    if connected and not session.connected:
        await ev_connected(session)
    elif session.connected and not connected:
        await session.unplug()
        await session.csms.settled()
        session.since = session.csms.mark
