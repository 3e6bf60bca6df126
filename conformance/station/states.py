"""The reusable states of Part 6, 2.19, that a charging station goes through in front of our CSMS.

A state waits for what Part 6 says must come and checks it under the sources that it is given. Without a source it is a
precondition: what is missed then makes the case inconclusive. TxStartPoint decides which TransactionEvents are due, as
Part 6 says at each state; the eventType is left open, as it is there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CaseDriver, CsmsProbe, absent_or, one_of, variable
from ocpp_conformance.conformance.station.connectors import Place, connector_reported
from ocpp_conformance.conformance.station.variables import configured, members
from ocpp_conformance.conformance.station.visit import READINGS, Visit, same_token
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.evidence.matchers import Matcher
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

NO_READING = Matcher("no reading", lambda reason: reason not in READINGS)


@asynccontextmanager
async def visiting(
    csms: CsmsProbe,
    driver: CaseDriver,
    card: Payload | None = None,
    *,
    connected: bool = False,
    unasked: bool = False,
    place: Place = (1, 1),
) -> AsyncIterator[Visit]:
    """The station is Booted and asks the CSMS about id tokens (Part 6, 2.1); a driver comes to this connector, with
    this card where one is named, and leaves at the end of the block.

    With `connected` the EV is plugged in before, as a precondition, and may stay for the next case of this kind. With
    `unasked` the station need not ask about the id tokens that it knows.
    """
    await csms.booted()
    enabled = variable("AuthCtrlr", "Enabled", attributeValue="true")
    remote = variable("AuthCtrlr", "DisableRemoteAuthorization", attributeValue="false")
    local = variable("AuthCtrlr", "LocalPreAuthorize", attributeValue="true" if unasked else "false")
    async with configured(csms, enabled, remote, local, if_possible=True):
        starts = await members(csms, variable("TxCtrlr", "TxStartPoint"))
        visit = Visit(csms, driver, starts, csms.mark, card, place, stays=connected and driver.lingers)
        try:
            await _arrive(visit, connected)
            yield visit
        finally:
            await visit.leave()


async def ev_connected(
    visit: Visit, reported: Source | None = None, told: Source | None = None, *, pre_session: bool = False
) -> None:
    """EVConnectedPreSession, or EVConnected on the way to EnergyTransferStarted: the cable is plugged in.

    `reported` checks the connector's state; `told` the TransactionEvent, due when TxStartPoint contains EVConnected or
    the transaction had started before. A card may have been presented: then, unless `pre_session` says that it is
    the former, the event is that of the latter.
    """
    due = "EVConnected" in visit.starts or visit.has_started
    fresh = visit.authorized is None or pre_session
    since = await visit.plug_in()
    report = await connector_reported(visit.csms, reported, "Occupied", visit.place, since=since)
    visit.occupied = report.frame
    if due:
        triggers = ("CablePluggedIn", "ChargingStateChanged") if fresh else ("CablePluggedIn",)
        states = ("EVConnected", "SuspendedEVSE") if fresh else ("EVConnected",)
        late = ("Charging",) if pre_session and visit.authorized is not None else ()
        event = await event_told(
            visit, told, since, *triggers, *(() if visit.remote_start is None else ("RemoteStart",))
        )
        reason = "RemoteStart" if visit.tells_remote_start(event) else one_of(*triggers)
        demand(event, told, triggerReason=reason, transactionInfo={"chargingState": one_of(*states, *late)})


async def authorized(visit: Visit, asked: Source | None = None, told: Source | None = None) -> None:
    """Authorized (local): the driver presents the card.

    `asked` checks the AuthorizeRequest; `told` the TransactionEvent, due when TxStartPoint contains Authorized or the
    transaction had started before.
    """
    due = "Authorized" in visit.starts or visit.has_started
    since = await visit.start()
    ask = await awaited(visit.csms, asked, "Authorize", since=since)
    demand(ask, asked, idToken=same_token(visit.card))
    visit.card, visit.asked = ask["idToken"], ask.frame
    if due:
        event = await event_told(visit, told, ask.frame, "Authorized")
        demand(event, told, triggerReason="Authorized", idToken=same_token(visit.card))


async def energy_transfer_started(visit: Visit, told: Source | None = None) -> None:
    """EnergyTransferStarted, from Authorized and plugged in on: energy flows.

    Due at every TxStartPoint but a parking bay that nobody drove into: energy is the last of the others.
    SignedDataReceived and SuspendedEVSE may come before.
    """
    assert visit.plugged is not None, "the cable comes first"
    assert visit.authorized is not None, "the card comes first"
    due = visit.has_started or visit.starts - {"ParkingBayOccupancy"}
    told = told if due else None
    reasons = ("ChargingStateChanged",) if visit.remote_start is None else ("ChargingStateChanged", "RemoteStart")
    charging = {"triggerReason": one_of(*reasons), "transactionInfo": {"chargingState": "Charging"}}
    since = max(visit.plugged, visit.authorized)
    long = visit.csms.patience.boot  # cable, contactor and EV agree first
    event = await awaited(visit.csms, told, "TransactionEvent", since=since, within=long, where=charging)
    reason = "RemoteStart" if visit.tells_remote_start(event) else "ChargingStateChanged"
    demand(event, told, **{**charging, "triggerReason": reason})


async def charging(visit: Visit) -> None:
    """EnergyTransferStarted as a precondition: the cable first, then the card."""
    await ev_connected(visit)
    await authorized(visit)
    await energy_transfer_started(visit)


async def stop_authorized(visit: Visit, told: Source | None = None) -> int:
    """StopAuthorized (local): the driver presents the card again, and a TransactionEvent says so, among those that the
    station sends until it has settled, in whatever order; returns the bookmark from before.

    Part 6 lets the event with StopAuthorized be left out, where E07.FR.02 demands it: an advisory.
    """
    since = await visit.stop()
    first = await awaited(visit.csms, told, "TransactionEvent", since=since, where={"triggerReason": NO_READING})
    await visit.csms.settled()
    stops = [event for event in visit.events(since) if event["triggerReason"] == "StopAuthorized"]
    event = stops[0] if stops else first
    demand(
        event,
        told,
        triggerReason=one_of("StopAuthorized", "ChargingStateChanged"),
        idToken=absent_or(same_token(visit.card)),
        transactionInfo={"stoppedReason": absent_or("Local")},
    )
    if told is None:
        return since
    misses = mismatches({"triggerReason": "StopAuthorized"}, event.payload)
    visit.csms.checklist.book("E07.FR.02", misses, frame=event.frame, mild=True)
    sends_none(visit.csms, "C01.FR.03", "Authorize", since=since)
    return since


async def ev_connected_post_session(visit: Visit, since: int, told: Source | None = None) -> None:
    """EVConnectedPostSession: no energy flows, which is told from the bookmark of the stop on unless the transaction
    ended with the authorization."""
    if visit.has_ended:
        return
    suspended = {"triggerReason": "ChargingStateChanged", "transactionInfo": {"chargingState": "EVConnected"}}
    event = await awaited(visit.csms, told, "TransactionEvent", since=since, where=suspended)
    demand(event, told, **suspended)


async def ev_disconnected(visit: Visit, reported: Source | None = None, told: Source | None = None) -> None:
    """EVDisconnected: the cable is pulled, which is told unless the transaction had ended before, or none began because
    nobody drove into the bay."""
    due = not visit.has_ended and (visit.running is not None or not visit.starts <= {"ParkingBayOccupancy"})
    since = await visit.unplug()
    await connector_reported(visit.csms, reported, "Available", visit.place, since=since)
    if due:
        event = await event_told(visit, told, since, "EVCommunicationLost")
        demand(event, told, triggerReason="EVCommunicationLost", transactionInfo={"chargingState": "Idle"})


def sends_none(csms: CsmsProbe, source: Source, action: str, *, since: int) -> None:
    """The station sent no CALL of this action from a bookmark on; TransactionEvents with readings don't count."""
    calls = [call for call in csms.received(action, since=since) if call["triggerReason"] not in READINGS]
    misses = tuple(Miss("", f"no {action}", f"{action} {dict(call.payload)!r}") for call in calls[:1])
    csms.checklist.book(source, misses, frame=calls[0].frame if calls else None)


async def event_told(visit: Visit, source: Source | None, since: int, *triggers: str) -> ReceivedCall:
    """The first TransactionEvent from a bookmark on with one of these triggers; others may come before it."""
    where: dict[str, object] = {"triggerReason": one_of(*triggers)}
    return await awaited(visit.csms, source, "TransactionEvent", since=since, where=where)


async def _arrive(visit: Visit, connected: bool) -> None:
    """Find the connector free, or with an EV plugged in, one that an earlier case may have left."""
    evse, connector = visit.place
    visit.connected = visit.driver.stands("plug_in", evse=evse, connector=connector)
    if connected and not visit.connected:
        await ev_connected(visit)
    elif visit.connected and not connected:
        await visit.unplug()
        await visit.csms.settled()
        visit.since = visit.csms.mark
