"""What the cases of the Authorization Cache share: a token that the station knows is presented."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.conformance.case import variable
from ocpp_conformance.conformance.station.memory import ACCEPTED, INVALID, says
from ocpp_conformance.conformance.station.visit import Visit, same_token
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall

COMPONENT = "AuthCacheCtrlr"
POST_AUTHORIZE = variable(COMPONENT, "DisablePostAuthorize", attributeValue="false")
"""The setting with which a token that is cached and not Accepted is asked about."""


async def starts_unasked(visit: Visit, told: Source | None, info: Mapping[str, object] = ACCEPTED) -> None:
    """The driver presents a card that the station has cached as Accepted, and is served by what the cache says: were
    the CSMS asked, it would say Invalid from here on.

    `told` checks the TransactionEvent, due where TxStartPoint contains Authorized or the transaction had started
    before; it is answered with `info`. The station may ask (C01.FR.05), but with LocalPreAuthorize it doesn't wait.
    """
    csms, due = visit.csms, "Authorized" in visit.starts or visit.has_started
    kind = "Updated" if visit.has_started else "Started"
    says(csms, info)
    csms.answers("Authorize", {"idTokenInfo": INVALID})
    visit.asked = await visit.start()
    if due:
        authorized = {"triggerReason": "Authorized"}
        event = await awaited(csms, told, "TransactionEvent", since=visit.asked, where=authorized)
        demand(event, told, eventType=kind, idToken=same_token(visit.card), **authorized)


async def asked_about(visit: Visit, source: Source, *, starts: bool = False) -> ReceivedCall:
    """The driver presents the card, which our CSMS accepts where it `starts`, and the station asks about it; returns
    the AuthorizeRequest."""
    since = visit.csms.mark
    await (visit.start() if starts else visit.present(visit.card))
    ask = await visit.csms.must_send(source, "Authorize", since=since)
    ask.meets(source, idToken=same_token(visit.card))
    visit.asked = ask.frame
    return ask


async def is_refused(visit: Visit, source: Source, since: int) -> None:
    """From a bookmark on no TransactionEvent tells that the card was authorized, and none that energy flows."""
    await visit.csms.listen(visit.csms.patience.silence(5))
    served = [event for event in visit.events(since) if serves(event)]
    misses = (Miss("", "no authorization", f"TransactionEvent {dict(served[0].payload)!r}"),) if served else ()
    visit.csms.checklist.book(source, misses, frame=served[0].frame if served else None)


def serves(event: ReceivedCall) -> bool:
    """Whether a TransactionEvent tells that a card was authorized, or that energy flows."""
    charging: bool = event["transactionInfo"].get("chargingState") == "Charging"
    return charging or event["triggerReason"] == "Authorized"
