"""What our CSMS reserves at a station, and takes back (H01 to H04)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, id_token, variable
from ocpp_conformance.conformance.station.connectors import Place, are_free, connector_reported, connectors, states_told
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.conformance.waiting import awaited
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

COMPONENT = "ReservationCtrlr"
FIRST = 930_000
"""The ids of our reservations count on from this."""
LONG = 3600.0
"""Real seconds that a reservation lasts: the clock of a station doesn't scale."""
TYPES = (
    *("cCCS1", "cCCS2", "cG105", "cTesla", "cType1", "cType2", "s309-1P-16A", "s309-1P-32A", "s309-3P-16A"),
    *("s309-3P-32A", "sBS1361", "sCEE-7-7", "sType2", "sType3", "Pan", "wInductive", "wResonant"),
)
"""The members of ConnectorEnumType that name a type."""


@dataclass
class Desk:
    """Where a case reserves. `places` are the connectors of the station, which `told` all of them or is taken to have
    one; `ids` are what is to be cancelled at the end."""

    csms: CsmsProbe
    places: tuple[Place, ...]
    told: bool
    ids: list[int] = field(default_factory=list)
    _next: int = FIRST

    @property
    def evses(self) -> list[int]:
        """The EVSEs of the station."""
        return sorted({evse for evse, _ in self.places})

    def at(self, evse: int) -> list[Place]:
        """The connectors of an EVSE."""
        return [place for place in self.places if place[0] == evse]

    def request(self, *, lasts: float = LONG, **more: object) -> Payload:
        """A ReserveNow with an id of its own, for an id token that nobody has."""
        self._next += 1
        until = now(timedelta(seconds=lasts))
        return {"id": self._next, "expiryDateTime": until, "idToken": id_token(unknown_uid()), **more}

    async def asked(self, request: Payload) -> ReceivedReply:
        """The answer to a ReserveNow; what it reserves is cancelled at the end. Raises `Inconclusive` where the station
        doesn't know it."""
        self.ids = [*{*self.ids, request["id"]}]
        reply = await self.csms.call("ReserveNow", request)
        if reply.error in (ErrorCode.NOT_IMPLEMENTED, ErrorCode.NOT_SUPPORTED):
            reply.expects()
        return reply

    async def reserved(self, *, lasts: float = LONG, **more: object) -> Payload:
        """A reservation that the station has accepted, as a precondition; it has told what becomes Reserved."""
        request = self.request(lasts=lasts, **more)
        (await self.asked(request)).expects(status="Accepted")
        await self.csms.settled()
        return request

    async def cancelled(self, reservation: Payload) -> ReceivedReply:
        """The answer to a CancelReservation."""
        return await self.csms.call("CancelReservation", {"reservationId": reservation["id"]})

    async def free(self, evse: int) -> None:
        """An EVSE is Available, as a precondition."""
        await are_free(self.csms, *self.at(evse))

    async def says(self, source: Source, status: str, *evses: int, since: int) -> None:
        """From a bookmark on every connector of these EVSEs is reported with this state."""
        for place in (place for place in self.places if place[0] in evses):
            await connector_reported(self.csms, source, status, place, since=since)

    async def again(self, source: Source | None, status: str, *evses: int, since: int) -> None:
        """From a bookmark on every connector of these EVSEs is reported with this state, whatever comes before. Without
        a source it is a precondition."""
        for place in (place for place in self.places if place[0] in evses):
            later = since
            while (place, status) not in [told[:2] for told in states_told(self.csms, since=since)]:
                report = await awaited(self.csms, source, "StatusNotification", "NotifyEvent", since=later)
                later = report.frame + 1
        if source is not None:
            self.csms.checklist.book(source, ())

    async def is_over(self, source: Source, reservation: Payload) -> None:
        """The station doesn't know a reservation any more: it can't be cancelled (H02.FR.01)."""
        (await self.cancelled(reservation)).meets(source, status="Rejected")

    async def of_type(self, evse: int = 1) -> str:
        """The connector type of an EVSE. Raises `Inconclusive` where none can be reserved."""
        kind = await self._type_at(min(place for place in self.places if place[0] == evse))
        if kind not in TYPES:
            raise self.csms.checklist.give_up(f"the ConnectorType of EVSE {evse} is {kind}")
        return kind

    async def with_type(self, kind: str) -> list[int]:
        """The EVSEs that have a connector of a type."""
        return sorted({place[0] for place in self.places if await self._type_at(place) == kind})

    async def _type_at(self, place: Place) -> str | None:
        component = {"name": "Connector", "evse": {"id": place[0], "connectorId": place[1]}}
        return await value_of(self.csms, {"component": component, "variable": {"name": "ConnectorType"}})

    async def takes(self, name: str) -> bool:
        """Whether a variable of the component is true."""
        return await _says(self.csms, name) == "true"

    async def last_reserved(self, **more: object) -> Payload:
        """A reservation that names no EVSE, as a precondition, while all EVSEs but the first are reserved by name: only
        that is left for it."""
        await self.all_but(1)
        return await self.reserved(lasts=LONG, **more)

    async def all_but(self, first: int) -> None:
        """All EVSEs but this many first ones are reserved by name, as a precondition."""
        for evse in self.evses[first:]:
            await self.reserved(evseId=evse)

    async def needs_an_evse(self) -> None:
        """The station takes no reservations but those of an EVSE, as a precondition."""
        if await self.takes("NonEvseSpecific"):
            raise self.csms.checklist.give_up("the station needs no EVSE: ReservationCtrlr.NonEvseSpecific")

    async def takes_any_evse(self) -> None:
        """The station takes reservations that name no EVSE, as a precondition, and told which EVSEs it has."""
        if not await self.takes("NonEvseSpecific"):
            raise self.csms.checklist.give_up("the station needs an EVSE: ReservationCtrlr.NonEvseSpecific")
        if not self.told:
            raise self.csms.checklist.give_up("the station tells of no connectors")


@asynccontextmanager
async def reserving(csms: CsmsProbe) -> AsyncIterator[Desk]:
    """The station is Booted and takes reservations; those that the block makes are cancelled at its end. Raises
    `Inconclusive` where it says that it takes none."""
    await csms.booted()
    if await _says(csms, "Available") != "true":
        raise csms.checklist.give_up(f"the station tells of no reservations: {COMPONENT}.Available")
    enabled = variable(COMPONENT, "Enabled", attributeValue="true")
    async with configured(csms, enabled, if_implemented=True):
        if await _says(csms, "Enabled") == "false":
            raise csms.checklist.give_up(f"the station takes no reservations: {COMPONENT}.Enabled")
        places = await connectors(csms)
        desk = Desk(csms, places or ((1, 1),), told=bool(places))
        try:
            yield desk
        finally:
            for id in desk.ids:
                await csms.tidy(f"reservation {id} is not cancelled", "CancelReservation", {"reservationId": id})


async def _says(csms: CsmsProbe, name: str) -> str:
    return (await value_of(csms, variable(COMPONENT, name)) or "").lower()
