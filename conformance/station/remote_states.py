"""The reusable states of Part 6, 2.19, in which our CSMS starts and stops a transaction from afar; the rest is in
`states`, which says how sources are used."""

from __future__ import annotations

from ocpp_conformance.conformance.case import variable
from ocpp_conformance.conformance.station.states import event_told
from ocpp_conformance.conformance.station.variables import members, value_of
from ocpp_conformance.conformance.station.visit import Visit, same_token
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedReply


async def remotely_authorized(
    visit: Visit,
    answered: Source | None = None,
    asked: Source | None = None,
    told: Source | None = None,
    **more: object,
) -> ReceivedReply:
    """Authorized (remote): our CSMS starts a transaction for the card at the visit's place; `more` are fields of its
    request. Returns the answer.

    `answered` checks the answer; `asked` the AuthorizeRequest, due when AuthorizeRemoteStart is true and authorization
    is not switched off for good; `told` the TransactionEvent, due when TxStartPoint contains Authorized or the
    transaction had started before.
    """
    asks = await _says(visit, "AuthorizeRemoteStart") == "true" and await _says(visit, "Enabled") != "false"
    running, since = visit.running, visit.csms.mark
    reply = await visit.start_remotely(**more)
    demand(reply, answered, status="Accepted")
    if running is not None:
        demand(reply, None if answered is None else "F01.FR.13", transactionId=running)
    visit.asked = reply.frame
    if asks:
        ask = await awaited(visit.csms, asked, "Authorize", since=since)
        demand(ask, asked, idToken=same_token(visit.card))
    if "Authorized" in visit.starts or running is not None:
        event = await event_told(visit, told, since, "RemoteStart")
        kind = "Started" if running is None else "Updated"
        demand(event, told, eventType=kind, triggerReason="RemoteStart", idToken=same_token(visit.card))
        demand(event, told, transactionInfo={"remoteStartId": visit.remote_start})
    return reply


async def remotely_stopped(visit: Visit, answered: Source, told: Source) -> int:
    """StopAuthorized (remote): our CSMS stops the transaction, and a TransactionEvent says RemoteStop; returns the
    bookmark from before.

    TxStopPoint decides whether it is the end of the transaction (F03.FR.02, F03.FR.03).
    """
    stops = await members(visit.csms, variable("TxCtrlr", "TxStopPoint"))
    since = visit.csms.mark
    reply = await visit.stop_remotely()
    reply.meets(answered, status="Accepted")
    event = await event_told(visit, told, since, "RemoteStop")
    event.meets(told, triggerReason="RemoteStop")
    if stops & {"Authorized", "PowerPathClosed"}:
        event.meets("F03.FR.03", eventType="Ended", transactionInfo={"stoppedReason": "Remote"})
    elif stops and stops <= {"EVConnected", "ParkingBayOccupancy"}:
        event.meets("F03.FR.02", eventType="Updated")
    return since


async def _says(visit: Visit, name: str) -> str | None:
    value = await value_of(visit.csms, variable("AuthCtrlr", name))
    return None if value is None else value.lower()
