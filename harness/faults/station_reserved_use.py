"""A station serves the wrong people where something is reserved, or forgets what was (H03, F01, F02)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import about, of_station
from ocpp_conformance.harness.faults.station_remote_control import answers


def _no_group(original: Any, reservation: Any, bearer: Any) -> Any:
    return original(replace(reservation, group=None), bearer)


def _any_group(original: Any, reservation: Any, bearer: Any) -> Any:
    both = reservation.group is not None and bearer.group is not None
    return both or original(reservation, bearer)


def _of_evse_alone(original: Any, reservation: Any, bearer: Any) -> Any:
    return reservation.evse is not None and original(reservation, bearer)


def _unnamed(original: Any, payload: Any) -> Any:
    return original({name: value for name, value in payload.items() if name != "reservationId"})


def _by_cable(original: Any, evse: int, connector: int) -> Any:
    status = original(evse, connector)
    plugged = system_of(original).availability.connector(evse, connector).plugged
    return "Occupied" if status == "Reserved" and plugged else status


def _asks_nobody(original: Any, known: Any) -> Any:
    return original(known) and not system_of(original).reservations.ids()


async def _use_untold(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """What follows Reserved is never sent."""
    reserved = memory_of(system_of(original)).setdefault("in use", set())
    place = payload["evseId"], payload["connectorId"]
    if place in reserved and payload["connectorStatus"] != "Reserved":
        return {}
    if payload["connectorStatus"] == "Reserved":
        reserved.add(place)
    return await original(action, payload, **more)


FAULTS = (
    of_station(
        "reserved-for-anybody",
        "lets everybody charge where something is reserved",
        "F01.FR.21",
        may_use_reservation=always(True),
    ),
    of_station(
        "remote-start-never-rejected",
        "accepts every remote start, whether or not anything can start there",
        "F01.FR.23",
        handle=answers("RequestStartTransaction", lambda answer: {**answer, "status": "Accepted"}),
    ),
    of_station(
        "reserved-for-any-group",
        "takes every group for the one that has reserved",
        "F01.FR.22",
        may_use_reservation=_any_group,
    ),
    of_station(
        "reserved-for-no-group",
        "does not let the group charge for which something is reserved",
        "H03.FR.04",
        may_use_reservation=_no_group,
    ),
    of_station(
        "reserved-for-nobody",
        "does not know who has reserved",
        "H03.FR.01",
        may_use_reservation=always(False),
    ),
    of_station(
        "reserved-any-evse-for-nobody",
        "does not know who has reserved without naming an EVSE",
        "H03.FR.03",
        may_use_reservation=_of_evse_alone,
    ),
    of_station(
        "reservation-unnamed",
        "does not name the reservation that a transaction uses",
        "H01.FR.15",
        transaction_event=_unnamed,
    ),
    of_station(
        "reservation-never-used",
        "keeps a reservation when it is used",
        "H03.FR.09",
        reservation_used=always(None),
    ),
    of_station(
        "used-evse-untold",
        "does not report what becomes of a reserved connector",
        "H03.FR.10",
        call=sent(_use_untold, "StatusNotification"),
    ),
    of_station(
        "reserved-occupied-by-cable",
        "reports a reserved connector as Occupied when any cable comes",
        "G03.FR.09",
        connector_status=about(_by_cable, "ReserveNow"),
    ),
    of_station(
        "reservation-group-unasked",
        "asks about no id token while something is reserved",
        "H03.FR.08",
        must_ask=about(_asks_nobody, "ReserveNow"),
    ),
)
