"""What the cases of groups of id tokens share: who starts, and who comes to stop."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.conformance.case import id_token
from ocpp_conformance.conformance.station.memory import says
from ocpp_conformance.conformance.station.states import authorized
from ocpp_conformance.conformance.station.visit import READINGS, Visit, same_token
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload

_GROUP = {"groupIdToken": id_token("GROUP-1", "Central")}
ACCEPTED_IN_GROUP: Mapping[str, object] = {"status": "Accepted", **_GROUP}
INVALID_IN_GROUP: Mapping[str, object] = {"status": "Invalid", **_GROUP}
"""What our CSMS says of a token of the group."""


async def authorized_as(visit: Visit, asked: Source, told: Source) -> None:
    """Authorized (local), with what the cases of block C demand besides: Updated where the transaction had started
    before, else Started."""
    kind = "Updated" if visit.has_started else "Started"
    await authorized(visit, asked, told)
    for event in visit.events(visit.asked):
        if event["triggerReason"] == "Authorized":
            event.meets(told, eventType=kind)
            return


async def other_asked_about(visit: Visit, other: Payload, source: Source) -> ReceivedCall:
    """Somebody else presents a card while energy flows, and the station asks about it; returns the AuthorizeRequest."""
    since = visit.csms.mark
    await visit.present(other)
    ask = await visit.csms.must_send(source, "Authorize", since=since)
    ask.meets(source, idToken=same_token(other))
    return ask


async def stopped_by(visit: Visit, other: Payload, source: Source, since: int) -> None:
    """A TransactionEvent, from a bookmark on, tells that the other card stopped."""
    stop = {"triggerReason": "StopAuthorized"}
    event = await visit.csms.must_send(source, "TransactionEvent", since=since, where=stop)
    event.meets(source, idToken=same_token(other), **stop)
    visit.deauthorized()


async def stopped_unasked_by(visit: Visit, other: Payload, source: Source) -> int:
    """Somebody else presents a card that the station knows as one of the group, and that stops; returns the bookmark
    from before. An Authorize about it is an advisory: C09.FR.07 says that none is sent, C09.FR.04 that one may be."""
    csms, since = visit.csms, visit.csms.mark
    says(csms, ACCEPTED_IN_GROUP)
    await visit.present(other)
    await stopped_by(visit, other, source, since)
    asked = csms.received("Authorize", since=since)
    misses = (Miss("", "no Authorize", "one"),) if asked else ()
    csms.checklist.book("C09.FR.07", misses, frame=asked[0].frame if asked else None, mild=True)
    return since


async def goes_on(visit: Visit, source: Source, since: int) -> None:
    """From a bookmark on nothing but readings is told of the transaction that ran before it; others may begin."""
    await visit.csms.settled()
    await visit.csms.listen(visit.csms.patience.silence(5))
    ids = [event["transactionInfo"]["transactionId"] for event in visit.events() if event.frame < since]
    told = [
        event
        for event in visit.events(since)
        if event["transactionInfo"]["transactionId"] in ids and event["triggerReason"] not in READINGS
    ]
    misses = tuple(Miss("", "no TransactionEvent", f"TransactionEvent {dict(event.payload)!r}") for event in told[:1])
    visit.csms.checklist.book(source, misses, frame=told[0].frame if told else None)
