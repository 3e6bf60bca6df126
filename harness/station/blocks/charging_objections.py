"""Functional block K: why a charging profile can't be set (K01, K05)."""

from __future__ import annotations

from itertools import pairwise

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.charging_profiles import (
    DEFAULT,
    EXTERNAL,
    MAXIMUM,
    STATION_MAX,
    TRANSACTION,
    Installed,
    Profiles,
)
from ocpp_conformance.harness.station.blocks.supply import supply_of
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.times import epoch

STACK_LEVEL, PERIODS = 5, 24
"""The highest stackLevel, and the periods that one schedule may have."""
_FAR = 10**10
"""Seconds that no schedule reaches, and a rate that no station has."""


def profile_refused(station: Core, new: Installed) -> str | None:
    """The reason code why a profile of SetChargingProfile can't be installed; None for one that can."""
    evse, profile = new.evse, new.profile
    if evse is None or not 0 <= evse <= len(station.config.evses):
        return "UnknownEvse"  # K01.FR.28
    if new.purpose == EXTERNAL or (new.purpose == STATION_MAX and evse != 0):  # K01.FR.22, K04.FR.03
        return "InvalidProfile"
    if (new.purpose == TRANSACTION) != ("transactionId" in profile):  # K01.FR.03
        return "InvalidProfile"
    if new.purpose == TRANSACTION:
        session = station.part(Transactions).find(profile["transactionId"])
        if session is None or session.evse != evse:  # K01.FR.09, K01.FR.16, K01.FR.33
            return "TxNotFound"
    return station.decide(charging_objection, profile) or station.decide(profile_clashes, new)


def came_too_early(station: Core, new: Installed) -> bool:
    """Whether a profile comes before the CSMS can know what the EV needs (K15.FR.17)."""
    return new.purpose == TRANSACTION and new.evse in station.part(Profiles).unasked


def charging_objection(station: Core, profile: Payload) -> str | None:
    """What is wrong with a profile wherever it is set."""
    if not 0 <= profile["stackLevel"] <= STACK_LEVEL:
        return "InvalidStackLevel"
    kind, since, until = profile["chargingProfileKind"], profile.get("validFrom"), profile.get("validTo")
    if (kind == "Recurring") != ("recurrencyKind" in profile):
        return "InvalidProfile"
    if kind == "Relative" and profile["chargingProfilePurpose"] == STATION_MAX:  # K01.FR.38
        return "InvalidProfile"
    if since is not None and until is not None and _seconds(since) >= _seconds(until):
        return "InvalidProfile"
    negotiated = profile.get("transactionId") in station.part(Profiles).negotiated
    if len(profile["chargingSchedule"]) > (3 if negotiated else 1):  # K01.FR.34, K15.FR.07
        return "InvalidSchedule"
    objections = (station.decide(schedule_objection, each, kind) for each in profile["chargingSchedule"])
    return next((found for found in objections if found is not None), None)


def schedule_objection(station: Core, schedule: Payload, kind: str) -> str | None:
    """What is wrong with a schedule of a profile of this kind."""
    periods = schedule["chargingSchedulePeriod"]
    if schedule["chargingRateUnit"] not in station.config.rate_units:
        return "UnsupportedRateUnit"  # K01.FR.26
    if len(periods) > PERIODS:
        return "TooManyElements"
    starts = [period["startPeriod"] for period in periods]
    if starts[0] != 0 or any(later <= earlier for earlier, later in pairwise(starts)):  # K01.FR.31, K01.FR.35
        return "InvalidSchedule"
    if (kind == "Relative") == ("startSchedule" in schedule):  # K01.FR.40, K01.FR.41
        return "InvalidSchedule"
    if not all(0 <= number <= _FAR for number in (starts[-1], schedule.get("duration", 0))):
        return "InvalidSchedule"
    if not all(station.decide(period_possible, period) for period in periods):
        return "InvalidSchedule"
    return None


def period_possible(station: Core, period: Payload) -> bool:
    """Whether the EVSEs can keep to a period: with its rate, and with its phases."""
    return station.decide(phases_possible, period) and 0 <= period["limit"] <= _FAR


def phases_possible(station: Core, period: Payload) -> bool:
    """Whether the EVSEs can charge with the phases of a period (K01.FR.43 to K01.FR.48)."""
    wanted, one, there = period.get("numberPhases", 3), period.get("phaseToUse"), supply_of(station).phases
    if there == 0:
        return True  # K01.FR.44
    if one is not None and (wanted != 1 or one not in (1, 2, 3)):  # K01.FR.19
        return False
    if there == 1:
        return bool(wanted >= 1 and one in (None, 1))  # K01.FR.45
    switches = station.config.phase_switching
    return bool(wanted == there or (wanted == 1 and switches))


def profile_clashes(station: Core, new: Installed) -> str | None:
    """Why a profile can't be beside those that are installed."""
    profiles = station.part(Profiles)
    old = profiles.named(new.id)
    if old is not None and old.purpose == EXTERNAL:  # K01.FR.05
        return "DuplicateProfile"
    others = [each for each in profiles.all() if each.id != new.id]
    if any(station.decide(is_duplicate, each, new) for each in others if each.like(new)):
        return "DuplicateProfile"
    return "TooManyElements" if len(others) >= MAXIMUM else None


def is_duplicate(_: Core, old: Installed, new: Installed) -> bool:
    """Whether two profiles of one purpose and stackLevel, with different ids, exclude each other."""
    if new.purpose == TRANSACTION:
        return bool(old.profile.get("transactionId") == new.profile.get("transactionId"))  # K01.FR.39
    if old.evse != new.evse:
        return new.purpose == DEFAULT and 0 in (old.evse, new.evse)  # K01.FR.52, K01.FR.53
    begins = max(_begin(old.profile), _begin(new.profile))
    return begins < min(_end(old.profile), _end(new.profile))  # K01.FR.06


def remote_profile_refused(station: Core, profile: Payload) -> str | None:
    """The reason code why a profile of RequestStartTransaction can't be used; None for one that can (K05.FR.05).

    It names no transaction, for there is none yet (F01.FR.11).
    """
    if profile["chargingProfilePurpose"] != TRANSACTION or "transactionId" in profile:  # F01.FR.09
        return "InvalidProfile"
    if station.decide(charging_objection, profile) is not None:
        return "InvalidSchedule"
    return None if station.decide(profile_clashes, Installed(None, profile)) is None else "InvalidProfile"


def _begin(profile: Payload) -> float:
    return _seconds(profile.get("validFrom"), float("-inf"))


def _end(profile: Payload) -> float:
    return _seconds(profile.get("validTo"), float("inf"))


def _seconds(text: object, otherwise: float = float("nan")) -> float:
    found = epoch(text)
    return otherwise if found is None else found


SEAMS = (
    profile_refused,
    came_too_early,
    charging_objection,
    schedule_objection,
    period_possible,
    phases_possible,
    profile_clashes,
    is_duplicate,
    remote_profile_refused,
)
