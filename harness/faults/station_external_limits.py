"""A station that deals wrongly with a limit that another system than the CSMS sets (K10 to K13)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, memory_of, sent, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station

EXTERNAL, STATION_MAX = "ChargingStationExternalConstraints", "ChargingStationMaxProfile"


async def _unsent(_original: Any, _action: str, _payload: Any, **_more: Any) -> Any:
    return {}


def _told(**fields: object) -> Departure:
    """The notice has these fields; None takes one out."""

    def limit_told(original: Any, *asked: Any) -> Any:
        payload = {**original(*asked), **fields}
        return {name: value for name, value in payload.items() if value is not None}

    return limit_told


def _unheeded(original: Any, evse: int, purpose: str, moment: float, now: float) -> Any:
    return None if purpose == EXTERNAL else original(evse, purpose, moment, now)


async def _as_own(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """Tells such a limit as one of the station."""
    if payload["chargingLimitSource"] != "CSO":
        profiles = [{**each, "chargingProfilePurpose": STATION_MAX} for each in payload["chargingProfile"]]
        payload = {**payload, "chargingProfile": profiles}
    return await original(action, payload, **more)


def _clears_any(original: Any, request: Any, each: Any) -> Any:
    if each.purpose != EXTERNAL:
        return original(request, each)
    return original(request, replace(each, profile={**each.profile, "chargingProfilePurpose": STATION_MAX}))


async def _stays(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """A limit holds although the station says that it was taken back."""
    station = system_of(original)
    limits = memory_of(station).setdefault("limits", [])
    if action == "NotifyChargingLimit":
        limits[:] = [each for each in station.profiles.all() if each.purpose == EXTERNAL]
    else:
        for each in limits:
            station.profiles.put(each)
    return await original(action, payload, **more)


def _online_alone(original: Any, evse: int) -> Any:
    return original(evse) if system_of(original).connected else 11000.0


def _alone(original: Any, evse: int) -> Any:
    return {evse: original(evse)[evse]}


def _looks_again(original: Any, attempt: int) -> Any:
    """What flows is looked at again when the connection is lost."""
    for meter in system_of(original).transactions.meters.values():
        meter.renew()
    return original(attempt)


def _half_offline(original: Any, evse: int) -> Any:
    return original(evse) if system_of(original).connected else original(evse) / 2


async def _is_back(original: Any, outage: Any) -> None:
    for meter in system_of(original).transactions.meters.values():
        meter.renew()
    await original(outage)


FAULTS = (
    of_station(
        "careful-offline",
        "lets cars charge with half of it while it is offline",
        "K06.FR.02",
        offered_power=_half_offline,
        retry_wait=_looks_again,
        online=_is_back,
    ),
    of_station(
        "limits-online-alone",
        "heeds no charging profile while it is offline",
        "K06.FR.01",
        offered_power=_online_alone,
        retry_wait=_looks_again,
    ),
    of_station(
        "station-limit-for-each",
        "lets each EVSE take what the station may take as a whole",
        "K04.FR.05",
        sharing=_alone,
    ),
    of_station(
        "other-limit-untold",
        "does not tell of a limit that another system sets",
        "K12.FR.02",
        call=sent(_unsent, "NotifyChargingLimit"),
    ),
    of_station(
        "other-limit-of-cso",
        "says that a limit of another system is of the CSO",
        "K12.FR.04",
        limit_told=_told(chargingLimit={"chargingLimitSource": "CSO"}),
    ),
    of_station(
        "other-limit-without-schedule",
        "tells a limit of another system without its schedule",
        "K12.FR.03",
        limit_told=_told(chargingSchedule=None),
    ),
    of_station("other-limit-unheeded", "heeds no limit of another system", "K12.FR.01", leading_limit=_unheeded),
    of_station(
        "charges-at-full-power",
        "lets cars charge with all it has, whatever limits them",
        "K11.FR.01",
        offered_power=always(11000.0),
    ),
    of_station(
        "other-limit-as-own",
        "reports a limit of another system as one of the station",
        "K12.FR.05",
        call=sent(_as_own, "ReportChargingProfiles"),
    ),
    of_station(
        "other-limit-cleared", "has the CSMS clear a limit of another system", "K10.FR.09", profile_cleared=_clears_any
    ),
    of_station(
        "charging-rate-untold",
        "does not tell that a transaction charges slower or faster",
        "K11.FR.04",
        changed_significantly=always(False),
    ),
    of_station(
        "release-untold",
        "does not tell that another system takes its limit back",
        "K13.FR.02",
        call=sent(_unsent, "ClearedChargingLimit"),
    ),
    of_station(
        "released-limit-stays",
        "heeds a limit that was taken back",
        "K13.FR.01",
        call=sent(_stays, "NotifyChargingLimit", "ClearedChargingLimit"),
    ),
)
