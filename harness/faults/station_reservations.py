"""A station takes, keeps and ends reservations as it should not (H01, H02, H04)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, about, of_station
from ocpp_conformance.harness.faults.station_order import responds

_LONG = 3600.0


def _answers(status: str, told: str | None) -> Departure:
    """What is refused like this gets another status; None accepts it."""

    def reservation_refused(original: Any, wanted: Any) -> Any:
        found = original(wanted)
        return told if found == status else found

    return reservation_refused


def _unfit(reason: str, name: str) -> Departure:
    """A request is never fit with this field, or without it where its name begins with a dash."""
    lacks = name.startswith("-")
    field = name.removeprefix("-")

    def reservation_unfit(original: Any, request: Any) -> Any:
        return reason if (field in request) is not lacks else original(request)

    return reservation_unfit


def _fit(reason: str) -> Departure:
    """This is no reason."""

    def reservation_unfit(original: Any, request: Any) -> Any:
        found = original(request)
        return None if found == reason else found

    return reservation_unfit


def _first_stays(original: Any, wanted: Any) -> Any:
    return None if wanted.id in system_of(original).reservations else original(wanted)


def _ends(status: str, told: str | None) -> Departure:
    """An end of this kind is told as another one; None tells nothing."""

    def reservation_over(original: Any, reservation: Any, ended: str) -> Any:
        if ended != status:
            return original(reservation, ended)
        if told is None:
            return system_of(original).reservations.drop(reservation.id)
        return original(reservation, told)

    return reservation_over


def _untold(status: str) -> Departure:
    """Reports of connectors in this state are never sent."""

    async def call(original: Any, action: str, payload: Any, **more: Any) -> Any:
        return {} if payload["connectorStatus"] == status else await original(action, payload, **more)

    return sent(call, "StatusNotification")


async def _freed_untold(original: Any, action: str, payload: Any, **more: Any) -> Any:
    reserved = memory_of(system_of(original)).setdefault("reserved", set())
    place = payload["evseId"], payload["connectorId"]
    if payload["connectorStatus"] == "Reserved":
        reserved.add(place)
    elif payload["connectorStatus"] == "Available" and place in reserved:
        return {}
    return await original(action, payload, **more)


def _expired_stays(original: Any, reservation: Any, ended: str) -> Any:
    if ended != "Expired":
        return original(reservation, ended)
    station = system_of(original)
    station.reservations.keep(replace(reservation, until=reservation.until + _LONG), lambda _: None)
    update = {"reservationId": reservation.id, "reservationUpdateStatus": ended}
    return station.tasks.start(station.call("ReservationStatusUpdate", update), "expiry")


def _forgets(original: Any) -> Any:
    reservations = system_of(original).reservations
    for id in reservations.ids():
        reservations.drop(id)
    return original()


def _in_service_alone(original: Any, reservation: Any, bearer: Any) -> Any:
    """A reservation of any EVSE keeps nothing back."""
    return reservation.evse is None or original(reservation, bearer)


FAULTS = (
    of_station(
        "reservations-never-disabled",
        "takes reservations where it is told not to",
        "H01.FR.01",
        reservation_unfit=_fit("NotEnabled"),
    ),
    of_station(
        "reservation-not-replaced", "keeps the first reservation of an id", "H01.FR.02", reservation_kept=_first_stays
    ),
    of_station(
        "reservation-of-evse-refused",
        "rejects reservations of an EVSE",
        "H01.FR.03",
        reservation_unfit=_unfit("UnsupportedRequest", "evseId"),
    ),
    of_station(
        "reservation-of-any-evse-refused",
        "rejects reservations that name no EVSE, and says that it takes them",
        "H01.FR.04",
        reservation_unfit=_unfit("UnsupportedRequest", "-evseId"),
    ),
    of_station(
        "reservation-of-type-refused",
        "knows no connector type",
        "H01.FR.06",
        reservation_unfit=_unfit("UnknownConnectorType", "connectorType"),
    ),
    of_station("reserved-twice", "reserves an EVSE twice", "H01.FR.11", reservation_refused=_answers("Occupied", None)),
    of_station(
        "reservation-unavailable-as-rejected",
        "rejects to reserve what is out of service",
        "H01.FR.14",
        reservation_refused=_answers("Unavailable", "Rejected"),
    ),
    of_station(
        "reservation-loss-untold",
        "does not tell that it lost a reservation",
        "H01.FR.17",
        reservation_over=_ends("Removed", None),
    ),
    of_station(
        "reservation-loss-as-expiry",
        "tells the loss of a reservation as its expiry",
        "H01.FR.17",
        reservation_over=_ends("Removed", "Expired"),
    ),
    of_station("reserved-untold", "reports no connector as Reserved", "H01.FR.23", call=_untold("Reserved")),
    of_station(
        "unknown-reservation-cancelled",
        "accepts to cancel what was never reserved",
        "H02.FR.01",
        handle=responds("CancelReservation", {"status": "Accepted"}),
    ),
    of_station(
        "reservation-not-cancelled",
        "accepts to cancel a reservation, and keeps it",
        "H02.FR.02",
        reservation_cancelled=always(None),
    ),
    of_station(
        "any-evse-reserved-without-name",
        "reserves any EVSE though it says that it needs one",
        "H01.FR.19",
        reservation_unfit=_fit("UnsupportedRequest"),
    ),
    of_station(
        "nothing-kept-back",
        "keeps no EVSE free for reservations of any",
        "H01.FR.07",
        may_use_reservation=_in_service_alone,
    ),
    of_station(
        "reservations-forgotten",
        "forgets reservations with a reboot",
        "B11.FR.05",
        boots_on_reconnect=about(_forgets, "ReserveNow"),
    ),
    of_station(
        "expiry-untold",
        "does not tell that a reservation has expired",
        "H04.FR.01",
        reservation_over=_ends("Expired", None),
    ),
    of_station(
        "expiry-as-loss",
        "tells the expiry of a reservation as its loss",
        "H04.FR.01",
        reservation_over=_ends("Expired", "Removed"),
    ),
    of_station(
        "expired-evse-stays",
        "tells that a reservation has expired, and keeps its EVSE",
        "H04.FR.02",
        reservation_over=_expired_stays,
    ),
    of_station(
        "expired-evse-untold",
        "reports no connector as Available again",
        "H04.FR.03",
        call=sent(_freed_untold, "StatusNotification"),
    ),
    of_station(
        "reservation-of-faulted-as-unavailable",
        "calls a faulted EVSE Unavailable where it is to be reserved",
        "H01.FR.12",
        reservation_refused=_answers("Faulted", "Unavailable"),
    ),
)
