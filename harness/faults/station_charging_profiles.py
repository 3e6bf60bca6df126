"""A station that takes charging profiles it must refuse, or keeps them wrongly (K01)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ocpp_conformance.harness.faults.departures import always, heard, memory_of, system_of
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


def _drops_profile(original: Any, call: Any) -> Any:
    payload = {name: value for name, value in call.payload.items() if name != "chargingProfile"}
    return original(type(call)(call.message_id, call.action, payload))


def _beside_any(original: Any, each: Any, evse: int) -> Any:
    return original(each, evse) and each.purpose != "TxProfile"


def _lowest_of_both(original: Any, evse: int, moment: float, now: float) -> Any:
    """The default counts beside the profile of the transaction."""
    mine, default = (
        system_of(original).leading_limit(evse, of, moment, now) for of in ("TxProfile", "TxDefaultProfile")
    )
    return min((each for each in (mine, default) if each is not None), key=lambda each: each.rate, default=None)


def _no_more_default(original: Any, evse: int, moment: float, now: float) -> Any:
    """Where a transaction has its own profile the default never counts."""
    has = any(each.purpose == "TxProfile" for each in system_of(original).profiles.all())
    return system_of(original).leading_limit(evse, "TxProfile", moment, now) if has else original(evse, moment, now)


def _as_it_began(original: Any, evse: int, moment: float, now: float) -> Any:
    """A default that is set, or cleared, while an EV charges is for the next one."""
    station = system_of(original)
    session = station.transactions.on(evse)
    if session is None or session.ready_at is None:
        memory_of(station)[f"default {evse}"] = station.profiles.all()
        return original(evse, moment, now)
    before, present = memory_of(station).get(f"default {evse}", []), station.profiles.all()
    changed = [each for each in present if each.purpose == "TxProfile"]
    station.profiles._installed = [each for each in before if each.purpose == "TxDefaultProfile"] + changed
    try:
        return original(evse, moment, now)
    finally:
        station.profiles._installed = present


def _ends_transaction(original: Any, call: Any) -> Any:
    """A transaction does not outlive a change of the defaults."""
    answer = original(call)
    station = system_of(original)
    if answer.get("status") == "Accepted" and "transactionId" not in call.payload.get("chargingProfile", {}):
        station.connection.after(lambda: station.transactions.end_all("AbnormalCondition", "Other"))
    return answer


def _refuses_custom_data(original: Any, call: Any) -> Any:
    custom = "customData" in call.payload["chargingProfile"]
    return {"status": "Rejected"} if custom else original(call)


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
        "remote-start-with-any-profile",
        "starts a transaction with a profile that makes no sense",
        "K05.FR.05",
        remote_profile_refused=always(None),
    ),
    of_station(
        "remote-start-profile-dropped",
        "forgets the profile of a remote start",
        "K05.FR.03",
        handle=heard(_drops_profile, "RequestStartTransaction"),
    ),
    of_station("transaction-profile-unheeded", "heeds no TxProfile", "K01.FR.04", applies_to=_beside_any),
    of_station(
        "default-for-next-alone", "heeds a new default, or none, at the next EV", "K01.FR.32", own_limit=_as_it_began
    ),
    of_station(
        "default-beside-transaction", "heeds the default beside a TxProfile", "K02.FR.04", own_limit=_lowest_of_both
    ),
    of_station("transaction-profile-stays", "keeps a TxProfile for ever", "K02.FR.05", profile_is_over=always(False)),
    of_station("no-default-after", "heeds no default after a TxProfile", "K02.FR.08", own_limit=_no_more_default),
    of_station(
        "transaction-ends-with-default",
        "ends transactions when a default is set or cleared",
        "K10.FR.07",
        handle=heard(_ends_transaction, "SetChargingProfile", "ClearChargingProfile"),
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
    of_station(
        "custom-profile-refused",
        "rejects a charging profile that has customData",
        "J-9-04",
        handle=heard(_refuses_custom_data, "SetChargingProfile"),
    ),
)
