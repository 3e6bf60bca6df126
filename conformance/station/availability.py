"""Our CSMS takes a connector, an EVSE or the whole station out of service, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.connectors import Place, connector_reported, connectors, states_told
from ocpp_conformance.conformance.station.visit import Visit
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload

STATION: Payload = {}
EVSE: Payload = {"evse": {"id": 1}}
CONNECTOR: Payload = {"evse": {"id": 1, "connectorId": 1}}


@asynccontextmanager
async def unavailable(
    csms: CsmsProbe, what: Payload, accepted: Source | None = None, reported: Source | None = None
) -> AsyncIterator[None]:
    """The reusable state Unavailable of Part 6, 2.19, for the block; Operative again at its end. Without sources it is
    a precondition."""
    await csms.booted()
    try:
        await changes(csms, what, "Inoperative", accepted, reported)
        yield
    finally:
        await csms.tidy("the connectors stay out of service", "ChangeAvailability", _request(what, "Operative"))


async def changes(csms: CsmsProbe, what: Payload, to: str, accepted: Source | None, reported: Source | None) -> None:
    """The change is Accepted, and every connector that it is about tells its new state."""
    since, status = csms.mark, "Available" if to == "Operative" else "Unavailable"
    places = await places_of(csms, what)
    await change(csms, what, to, accepted)
    for place in places:
        await connector_reported(csms, reported, status, place, since=since)


async def change(csms: CsmsProbe, what: Payload, to: str, accepted: Source | None) -> None:
    """A ChangeAvailability that is Accepted."""
    reply = await csms.call("ChangeAvailability", _request(what, to))
    demand(reply, accepted, status="Accepted")


async def places_of(csms: CsmsProbe, what: Payload) -> list[Place]:
    """The connectors of the inventory that it is about."""
    return [place for place in await connectors(csms) or ((1, 1),) if _is_in(place, what)]


def _request(what: Payload, to: str) -> Payload:
    return {**what, "operationalStatus": to}


def _is_in(place: Place, what: Payload) -> bool:
    evse = what.get("evse", {})
    return evse.get("id") in (None, place[0]) and evse.get("connectorId") in (None, place[1])


@asynccontextmanager
async def scheduled(visit: Visit, what: Payload, source: Source) -> AsyncIterator[int]:
    """While energy flows in the transaction of a visit, our CSMS takes this out of service, which is Scheduled, as the
    source demands; Operative again at the end. Gives the bookmark from before."""
    csms = visit.csms
    since = csms.mark
    try:
        reply = await csms.call("ChangeAvailability", _request(what, "Inoperative"))
        reply.meets(source, status="Scheduled")
        yield since
    finally:
        await csms.tidy("the connectors stay out of service", "ChangeAvailability", _request(what, "Operative"))


async def becomes_unavailable(csms: CsmsProbe, source: Source, place: Place, *, since: int) -> None:
    """A connector is reported Unavailable from a bookmark on; another state may be told before."""
    later = since
    while not any(each == place and status == "Unavailable" for each, status, _ in states_told(csms, since=since)):
        later = (await csms.must_send(source, "StatusNotification", "NotifyEvent", since=later)).frame + 1
    csms.checklist.book(source, ())
