"""A station takes, keeps and ends reservations as it should not (H01, H02, H04)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station
from ocpp_conformance.harness.faults.station_order import responds


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


def _never_disabled(original: Any, request: Any) -> Any:
    reason = original(request)
    return None if reason == "NotEnabled" else reason


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


FAULTS = (
    of_station(
        "reservations-never-disabled",
        "takes reservations where it is told not to",
        "H01.FR.01",
        reservation_unfit=_never_disabled,
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
)
