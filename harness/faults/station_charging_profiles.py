"""A station that takes charging profiles it must refuse, or keeps them wrongly (K01)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_station


def _takes(*reasons: str) -> Departure:
    """What is refused for such a reason is taken."""

    def profile_refused(original: Any, new: Any) -> Any:
        found = original(new)
        return None if found in reasons else found

    return profile_refused


def _free_evse(original: Any, new: Any) -> Any:
    found = original(new)
    idle = system_of(original).transactions.on(new.evse) is None
    return None if found == "TxNotFound" and idle else found


def _running_evse(original: Any, new: Any) -> Any:
    found = original(new)
    runs = system_of(original).transactions.on(new.evse) is not None
    return None if found == "TxNotFound" and runs else found


def _old_stays(original: Any, new: Any) -> Any:
    return None if system_of(original).profiles.named(new.id) else original(new)


def _both_stay(original: Any, new: Any) -> Any:
    profiles = system_of(original).profiles
    profiles.keep([*profiles.all(), new])


def _copies(original: Any, new: Any) -> Any:
    """One for all EVSEs is put at each of them."""
    if new.evse != 0 or new.purpose != "TxDefaultProfile":
        return original(new)
    profiles = system_of(original).profiles
    copies = [replace(new, evse=evse) for evse in system_of(original).transactions.meters]
    return profiles.keep([*(each for each in profiles.all() if each.id != new.id), *copies])


def _lowest_leads(original: Any, each: Any, evse: int) -> Any:
    """Overlooks a profile above another of its purpose."""
    others = system_of(original).profiles.all()
    below = [one for one in others if one.purpose == each.purpose and one.level < each.level]
    return original(each, evse) and not any(original(one, evse) for one in below)


def _everywhere(original: Any, each: Any, evse: int) -> Any:
    return original(each, evse) or (each.purpose == "TxDefaultProfile" and evse > 0)


def _rejects(original: Any, call: Any) -> Any:
    """Says Rejected where smart charging is off."""
    return original(call) if system_of(original).charges_smartly() else {"status": "Rejected"}


def _beside(evse_of_new: bool) -> Departure:
    """A default for all is taken beside one for an EVSE, or the other way around."""

    def is_duplicate(original: Any, old: Any, new: Any) -> Any:
        return original(old, new) and not (old.evse != new.evse and bool(new.evse) is evse_of_new)

    return is_duplicate


FAULTS = (
    of_station("profile-not-replaced", "keeps the first profile of an id", "K01.FR.05", profile_kept=_old_stays),
    of_station("profile-kept-twice", "keeps both profiles of an id", "K01.FR.05", profile_kept=_both_stay),
    of_station("lowest-level-leads", "heeds the lowest stackLevel", "K01.FR.07", applies_to=_lowest_leads),
    of_station(
        "profile-for-next-transaction",
        "keeps a TxProfile for the next transaction of a free EVSE",
        "K01.FR.09",
        profile_refused=_free_evse,
    ),
    of_station(
        "profile-for-any-transaction",
        "takes a TxProfile for whatever transaction runs",
        "K01.FR.33",
        profile_refused=_running_evse,
    ),
    of_station("default-profile-copied", "copies a default for all EVSEs to each", "K01.FR.14", profile_kept=_copies),
    of_station("default-profile-for-all", "heeds a default of one EVSE at all", "K01.FR.15", applies_to=_everywhere),
    of_station("profiles-forgotten", "forgets its profiles at a restart", "K01.FR.27", profiles_after_boot=always([])),
    of_station(
        "profile-for-no-evse",
        "takes a profile for an EVSE that it lacks",
        "K01.FR.28",
        profile_refused=_takes("UnknownEvse"),
    ),
    of_station(
        "no-smart-charging-rejected",
        "answers Rejected, not an error, where it does not charge smartly",
        "K01.FR.29",
        handle=heard(_rejects, "SetChargingProfile"),
    ),
    of_station(
        "rate-unit-unheeded",
        "takes a schedule in a unit that it does not list",
        "K01.FR.26",
        profile_refused=_takes("UnsupportedRateUnit"),
    ),
    of_station(
        "default-for-all-beside-one",
        "takes a default for all EVSEs beside one for an EVSE",
        "K01.FR.52",
        is_duplicate=_beside(False),
    ),
    of_station(
        "default-for-one-beside-all",
        "takes a default for an EVSE beside one for all",
        "K01.FR.53",
        is_duplicate=_beside(True),
    ),
)
