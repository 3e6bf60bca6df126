"""A station goes out of service too early, not at all, or not for good, or charges without a lock (G03 to G05)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, sent, system_of
from ocpp_conformance.harness.faults.fault import about, of_station
from ocpp_conformance.harness.faults.station_remote_control import answers

_CHANGE = "ChangeAvailability"


def _at_once(original: Any, call: Any) -> Any:
    answer, station = original(call), system_of(original)
    if answer["status"] == "Scheduled":
        evse = call.payload.get("evse", {"id": 1})["id"]
        station.connection.after(lambda: station.availability.keep_out(evse))
    return answer


def _forgets_it(original: Any, call: Any) -> Any:
    answer = original(call)
    if answer["status"] == "Scheduled":
        original(replace(call, payload={**call.payload, "operationalStatus": "Operative"}))
    return answer


async def _unavailable_untold(original: Any, action: str, payload: Any, **more: Any) -> Any:
    return {} if payload["connectorStatus"] == "Unavailable" else await original(action, payload, **more)


def _first_evse(original: Any, call: Any) -> Any:
    return original(replace(call, payload={"evse": {"id": 1}, **call.payload}))


def _in_service_again(original: Any) -> Any:
    station = system_of(original)
    evses = {connector.evse for connector in station.connectors}
    connectors = ((connector.evse, connector.id) for connector in station.connectors)
    for place in ((None, None), *((evse, None) for evse in evses), *connectors):
        station.availability.change(place, True)
    return original()


FAULTS = (
    of_station(
        "scheduled-as-accepted",
        "accepts at once to go out of service, and waits for the transaction",
        "G03.FR.05",
        handle=answers(_CHANGE, lambda a: {"status": "Accepted"} if a["status"] == "Scheduled" else a),
    ),
    of_station(
        "scheduled-at-once",
        "goes out of service while the transaction runs that it says to wait for",
        "G03.FR.05",
        handle=heard(_at_once, _CHANGE),
    ),
    of_station(
        "scheduled-forgotten",
        "forgets what it was to do after the transaction",
        "G03.FR.04",
        handle=heard(_forgets_it, _CHANGE),
    ),
    of_station(
        "idle-evses-stay",
        "keeps idle EVSEs in service while a transaction runs on another",
        "G04.FR.05",
        closes_at_once=about(always(False), _CHANGE),
    ),
    of_station(
        "change-untold",
        "does not report what goes out of service",
        "G01.FR.07",
        call=sent(_unavailable_untold, "StatusNotification"),
    ),
    of_station(
        "whole-station-is-first-evse",
        "takes the whole station for its first EVSE",
        "G04.FR.01",
        handle=heard(_first_evse, _CHANGE),
    ),
    of_station(
        "availability-lost-at-boot",
        "is in service again after a boot",
        "G03.FR.08",
        boots_on_reconnect=about(_in_service_again, _CHANGE),
    ),
)
