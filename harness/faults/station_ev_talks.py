"""A station that misleads an EV that speaks ISO 15118, or the CSMS about it (K15 to K17, E15)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, system_of
from ocpp_conformance.harness.faults.fault import of_station


def _without_limits(original: Any, evse: int, needs: Any) -> Any:
    bare = {name: value for name, value in needs.items() if not name.endswith("Parameters")}
    return original(evse, bare)


def _other_id(original: Any, ev: Any, schedule: Any) -> Any:
    return {**original(ev, schedule), "id": schedule["id"] + 1}


def _twice_as_much(original: Any, ev: Any, schedule: Any) -> Any:
    taken = original(ev, schedule)
    periods = [{**period, "limit": period["limit"] * 2} for period in taken["chargingSchedulePeriod"]]
    return {**taken, "chargingSchedulePeriod": periods}


def _asks_again(original: Any, evse: int) -> Any:
    """Tells what the EV needs though the CSMS has just set another profile."""
    station = system_of(original)
    needs = {"requestedEnergyTransfer": "AC_three_phase"}
    limits = {"energyAmount": 1, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 230}
    payload = {"evseId": evse, "chargingNeeds": {**needs, "acChargingParameters": limits}}
    station.tasks.start(station.call("NotifyEVChargingNeeds", payload), "needs once more")
    return original(evse)


def _once(original: Any, evse: int, needs: Any) -> Any:
    """Tells the needs that come first in a transaction alone."""
    station = system_of(original)
    session = station.transactions.on(evse)
    known = {each.id for each in station.profiles.all() if each.profile.get("transactionId") == session.id}
    rejected = session.state == "Charging"
    return None if known or rejected else original(evse, needs)


def _rejected(original: Any, new: Any) -> Any:
    return original(new) or ("InvalidProfile" if new.evse in system_of(original).profiles.chosen else None)


def _as_local(original: Any, payload: Any) -> Any:
    info = payload["transactionInfo"]
    if info.get("stoppedReason") == "StoppedByEV":
        payload = {**payload, "transactionInfo": {**info, "stoppedReason": "Local"}}
    return original(payload)


def _as_state(original: Any, payload: Any) -> Any:
    if payload["eventType"] == "Updated" and payload["triggerReason"] == "StopAuthorized" and "idToken" not in payload:
        payload = {**payload, "triggerReason": "ChargingStateChanged"}
    return original(payload)


FAULTS = (
    of_station("ev-needs-untold", "does not tell what an EV needs", "K15.FR.01", needs_told=always(None)),
    of_station(
        "ev-needs-without-limits",
        "tells what an EV needs without what it can do",
        "K15.FR.06",
        needs_told=_without_limits,
    ),
    of_station("new-ev-needs-untold", "does not tell what an EV needs later on", "K17.FR.01", needs_told=_once),
    of_station(
        "ev-schedule-untold", "does not tell the schedule that an EV chooses", "K15.FR.10", choice_told=always(None)
    ),
    of_station(
        "ev-schedule-renumbered", "tells the schedule of an EV by another id", "K15.FR.19", taken_by_ev=_other_id
    ),
    of_station(
        "ev-schedule-doubled", "offers an EV twice what the CSMS has set", "K16.FR.03", taken_by_ev=_twice_as_much
    ),
    of_station(
        "ev-schedule-uncounted",
        "makes composite schedules without what an EV has chosen",
        "K15.FR.14",
        ev_limit=always(None),
    ),
    of_station(
        "early-profile-taken",
        "takes a profile before it has told what the EV needs",
        "K15.FR.17",
        came_too_early=always(False),
    ),
    of_station(
        "ev-not-asked-again",
        "does not offer an EV the profile that came later",
        "K16.FR.02",
        renegotiates=always(False),
    ),
    of_station(
        "ev-needs-told-again",
        "tells what an EV needs where the CSMS has just set another profile",
        "K16.FR.09",
        renegotiates=_asks_again,
    ),
    of_station(
        "later-profile-refused",
        "refuses another profile for an EV that has agreed to one",
        "K16.FR.01",
        profile_refused=_rejected,
    ),
    of_station(
        "ev-stop-as-local", "tells the end by an EV as one by the driver", "E15.FR.04", transaction_event=_as_local
    ),
    of_station(
        "ev-stop-as-state",
        "tells the stop by an EV as another charging state",
        "E15.FR.05",
        transaction_event=_as_state,
    ),
)
