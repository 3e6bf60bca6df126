"""Functional block H: what a CSMS says about reservations (H01, H02), and their end (H04)."""

from __future__ import annotations

from functools import partial

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.availability import Availability, Connector, connector_type
from ocpp_conformance.harness.station.blocks.reservations import (
    Reservation,
    Reservations,
    may_use_reservation,
    reservation_over,
    reservation_used,
)
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable

COMPONENT = "ReservationCtrlr"


def reserve_now(station: Core, request: Payload) -> Payload:
    """ReserveNow (H01)."""
    reason = station.decide(reservation_unfit, request)
    if reason is not None:
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    wanted = Reservation.read(request)
    status = station.decide(reservation_refused, wanted)
    if status is None:
        station.decide(reservation_kept, wanted)
    return {"status": status or "Accepted"}  # H01.FR.03, H01.FR.04, H01.FR.06, H01.FR.23


def reservation_unfit(station: Core, request: Payload) -> str | None:
    """The reason code why such a reservation is never made; None for one that may be."""
    evse = request.get("evseId")
    if not station.model.boolean(COMPONENT, "Enabled"):
        return "NotEnabled"  # H01.FR.01
    if evse is None and not station.config.reserves_any_evse:
        return "UnsupportedRequest"  # H01.FR.19
    if evse is not None and not station.part(Availability).at(evse):
        return "UnknownEvse"
    known = connector_type(station)
    return None if request.get("connectorType", known) == known else "UnknownConnectorType"


def reservation_refused(station: Core, wanted: Reservation) -> str | None:
    """The status of a reservation that can't be made now; None for one that can."""
    states = station.part(Reservations).states(wanted)
    if "Available" in states:
        return None
    if {"Reserved", "Occupied", "Waiting"} & set(states):
        return "Occupied"  # H01.FR.11
    return states[0]  # H01.FR.12, H01.FR.14


def reservation_kept(station: Core, wanted: Reservation) -> None:
    """Make a reservation that nothing speaks against; what becomes Reserved is told behind the answer."""
    station.part(Reservations).keep(wanted, partial(_behind_the_answer, station))


def cancel_reservation(station: Core, request: Payload) -> Payload:
    """CancelReservation (H02)."""
    id = request["reservationId"]
    if id not in station.part(Reservations):
        return {"status": "Rejected", "statusInfo": {"reasonCode": "NotFound"}}  # H02.FR.01
    station.decide(reservation_cancelled, id)
    return {"status": "Accepted"}


def reservation_cancelled(station: Core, id: int) -> None:
    """Drop a reservation that the CSMS cancels; no ReservationStatusUpdate is due (H02.FR.02)."""
    station.part(Reservations).drop(id, partial(_behind_the_answer, station))


def _behind_the_answer(station: Core, connector: Connector) -> None:
    station.connection.after(partial(station.part(Availability).changed, connector))


async def watch_reservations(station: Core) -> None:
    """Wake up when a reservation ends."""
    reservations = station.part(Reservations)
    while True:
        reservations.changed.clear()
        if not await station.clock.wait(reservations.changed, reservations.wait()):
            reservations.look()


def variables(station: Core) -> list[Variable]:
    flag = partial(Variable, component=COMPONENT, data_type="boolean")
    return [
        flag(name="Available", value="true"),
        flag(name="Enabled", value="true", mutability=RW),
        flag(name="NonEvseSpecific", value=str(station.config.reserves_any_evse).lower()),
    ]


def _start(station: Core) -> None:
    station.tasks.start(watch_reservations(station), "reservations")


BLOCK = Block(
    state=Reservations,
    keeps=("_kept", "_held"),  # B01.FR.13, B11.FR.05
    handlers={"ReserveNow": reserve_now, "CancelReservation": cancel_reservation},
    variables=variables,
    seams=(
        may_use_reservation,
        reservation_over,
        reservation_used,
        reservation_unfit,
        reservation_refused,
        reservation_kept,
        reservation_cancelled,
    ),
    powered_on=_start,
)
