"""What the cases of reservations share: the CSMS reserves, and our station holds the place."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.conformance.case import NOTHING, CaseDriver, ignoring_case
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import told
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.payloads import connector_status
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import epoch, wall

_SLACK = 60.0
"""Seconds by which clocks may differ: our number."""
_TO_COME = Matcher("a moment to come", lambda text: (epoch(text) or 0) > wall() - _SLACK)


@dataclass
class Reservations:
    """The reservations that a CSMS makes at the station of a session, whose card they are for.

    `held` are the ids of those that last, `places` the sessions of connectors that are not reported Available. Leaving
    `async with` has the station tell that both are over; it neither judges nor raises.
    """

    session: ChargingSession
    csms_driver: CaseDriver
    held: list[int] = field(default_factory=list)
    places: list[ChargingSession] = field(default_factory=list)

    async def wanted(
        self,
        source: Source,
        *,
        evse: int | None = None,
        connector_type: str | None = None,
        answer: Payload = ACCEPTED,
        **more: Any,
    ) -> ReceivedCall:
        """The CSMS asks for a reservation of exactly this, for the card; the station gives this answer."""
        session, card = self.session, self.session.card
        wish = {"id": secrets.randbelow(2**31 - 1) + 1, "evse": evse, "connector_type": connector_type, **more}
        wish |= {"id_token": card["idToken"], "type": card["type"]}
        given = {name: value for name, value in wish.items() if value is not None}
        request = await asked(session.station, self.csms_driver, source, "reserve", answer, **given)
        if answer == ACCEPTED:
            self.held.append(request["id"])
        request.meets(
            source,
            expiryDateTime=_TO_COME,
            evseId=NOTHING if evse is None else evse,
            connectorType=connector_type or NOTHING,
            idToken={"idToken": ignoring_case(card["idToken"]), "type": card["type"]},
        )
        return request

    async def reserved(self, source: Source, told_in: Source, **wish: Any) -> ReceivedCall:
        """Reserved: the CSMS reserves the EVSE of the session, whose connectors the station then reports so."""
        request = await self.wanted(source, evse=self.session.evse, **wish)
        await self.shown("Reserved", told_in)
        return request

    async def shown(self, status: str, source: Source, *evses: int) -> None:
        """The station reports this state of each connector of these EVSEs, else of the session's."""
        session = self.session
        for evse in evses or (session.evse,):
            for connector in range(1, session.evses[evse - 1] + 1):
                place = ChargingSession(session.station, evse=evse, connector=connector)
                self.places.append(place)
                await told(place, status, source)

    async def over(self, request: ReceivedCall, status: str, source: Source) -> None:
        """The station tells that a reservation is over by itself: Expired or Removed."""
        update = {"reservationId": request["id"], "reservationUpdateStatus": status}
        answer = await self.session.station.call("ReservationStatusUpdate", update)
        self.held.remove(request["id"])
        answer.meets(source)

    def cancelled(self, request: ReceivedCall) -> None:
        """The CSMS itself has ended a reservation."""
        self.held.remove(request["id"])

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        station = self.session.station
        for id in self.held:
            update = {"reservationId": id, "reservationUpdateStatus": "Removed"}
            await station.tidy(f"reservation {id}", "ReservationStatusUpdate", update)
        reported = {(place.evse, place.connector): place.reported for place in self.places}
        for (evse, connector), status in reported.items():
            if status != "Available":
                available = connector_status(evse=evse, connector=connector)
                await station.tidy(f"connector {connector} of EVSE {evse} {status}", "StatusNotification", available)
