"""Block K, smart charging: what a CSMS must do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, Rulings, missed, rule
from ocpp_conformance.harness.rpc import Role

CSMS = Role.CSMS

SETS_PROFILE = ("SetChargingProfile", "RequestStartTransaction")
Profile = Mapping[str, Any]


def _schedules(call: Exchange) -> Iterator[tuple[Profile, Mapping[str, Any]]]:
    """The schedules of the profile in a CALL, each with the profile."""
    profile = call.request.get("chargingProfile")
    if profile is not None:
        yield from ((profile, schedule) for schedule in profile["chargingSchedule"])


@rule("K01.FR.31", judges=CSMS, sends=SETS_PROFILE)
def a_schedule_begins_at_0(call: Exchange, context: Context) -> Rulings:
    """The first period of a schedule starts at 0; each schedule proves it.

    Not judged where a remote start has no profile.
    """
    for _, schedule in _schedules(call):
        first = schedule["chargingSchedulePeriod"][0]["startPeriod"]
        yield HELD if first == 0 else missed(f"the first startPeriod is {first}", cause="first")


@rule("K01.FR.35", judges=CSMS, sends=SETS_PROFILE)
def periods_are_in_order(call: Exchange, context: Context) -> Rulings:
    """The periods of a schedule come by increasing startPeriod; a schedule of two proves it.

    Not judged where there is one period alone.
    """
    for _, schedule in _schedules(call):
        starts = [period["startPeriod"] for period in schedule["chargingSchedulePeriod"]]
        if len(starts) > 1:
            wrong = next((pair for pair in pairwise(starts) if pair[1] <= pair[0]), None)
            yield HELD if wrong is None else missed(f"startPeriod {wrong[1]} comes after {wrong[0]}", cause="order")


@rule("K01.FR.40", "K01.FR.41", judges=CSMS, sends=SETS_PROFILE)
def a_schedule_says_when_it_starts_unless_it_is_relative(call: Exchange, context: Context) -> Rulings:
    """Schedules of Absolute and Recurring profiles have a startSchedule (.40), those of Relative ones have none (.41);
    each schedule proves its own.

    Not judged where a remote start has no profile.
    """
    for profile, schedule in _schedules(call):
        kind, present = profile["chargingProfileKind"], "startSchedule" in schedule
        id = "K01.FR.41" if kind == "Relative" else "K01.FR.40"
        text = f"a schedule of a {kind} profile {'with' if present else 'without'} startSchedule"
        yield HELD.of(id) if present == (kind != "Relative") else missed(text, cause=kind).of(id)


@rule("K01.FR.38", judges=CSMS, sends="SetChargingProfile")
def a_limit_of_the_station_is_not_relative(call: Exchange, context: Context) -> Answers:
    """A ChargingStationMaxProfile is not Relative; each proves it.

    Not judged: profiles for another purpose.
    """
    profile = call.request["chargingProfile"]
    if profile["chargingProfilePurpose"] != "ChargingStationMaxProfile":
        return NOT_EXERCISED
    relative = profile["chargingProfileKind"] == "Relative"
    return missed("a ChargingStationMaxProfile that is Relative", cause="relative") if relative else HELD


@rule("K01.FR.22", "K02.FR.07", judges=CSMS, sends="SetChargingProfile")
def limits_of_others_are_not_set(call: Exchange, context: Context) -> Answers:
    """A CSMS sets no ChargingStationExternalConstraints; each profile that it sets proves it."""
    purpose = call.request["chargingProfile"]["chargingProfilePurpose"]
    ids = ("K01.FR.22", "K02.FR.07")
    if purpose != "ChargingStationExternalConstraints":
        return HELD.of("K01.FR.22")
    return missed(f"SetChargingProfile with purpose {purpose}", cause="purpose").of(*ids)


@rule("K01.FR.03", judges=CSMS, sends="SetChargingProfile")
def a_tx_profile_names_its_transaction(call: Exchange, context: Context) -> Answers:
    """A TxProfile in SetChargingProfile has a transactionId; each proves it.

    Not judged: profiles for another purpose.
    """
    profile = call.request["chargingProfile"]
    if profile["chargingProfilePurpose"] != "TxProfile":
        return NOT_EXERCISED
    return HELD if "transactionId" in profile else missed("a TxProfile without transactionId", cause="transaction")


@rule("K01.FR.16", judges=CSMS, sends="SetChargingProfile")
def a_tx_profile_is_for_an_evse(call: Exchange, context: Context) -> Answers:
    """A TxProfile is set at an EVSE above 0; each proves it.

    Not judged: profiles for another purpose.
    """
    if call.request["chargingProfile"]["chargingProfilePurpose"] != "TxProfile":
        return NOT_EXERCISED
    evse = call.request["evseId"]
    return HELD if evse > 0 else missed(f"a TxProfile for EVSE {evse}", cause="evse")


@rule("K01.FR.19", judges=CSMS, sends="SetChargingProfile")
def a_phase_is_chosen_for_one_phase_only(call: Exchange, context: Context) -> Rulings:
    """`phaseToUse` comes only with numberPhases 1 (3 where it is absent); each period that has one proves it.

    Not judged: periods without it.
    """
    for _, schedule in _schedules(call):
        for period in schedule["chargingSchedulePeriod"]:
            if "phaseToUse" in period:
                phases = period.get("numberPhases", 3)
                yield HELD if phases == 1 else missed(f"phaseToUse with {phases} phases", cause="phases")
