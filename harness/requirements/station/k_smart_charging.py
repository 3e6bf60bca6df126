"""Block K, smart charging: what a charging station must answer."""

from __future__ import annotations

from itertools import pairwise

from ocpp_conformance.harness.conversation import Exchange
from ocpp_conformance.harness.requirements.rule import HELD, NOT_EXERCISED, Answers, Context, expect, missed, rule
from ocpp_conformance.harness.rpc import Role

STATION = Role.STATION


@rule("K01.FR.26", judges=STATION, answers="SetChargingProfile")
def a_profile_in_a_unit_that_is_not_listed_is_rejected(exchange: Exchange, context: Context) -> Answers:
    """A profile with a schedule in a unit that RateUnit doesn't list is Rejected.

    Not judged: a station that didn't tell RateUnit before.
    """
    schedules = exchange.request["chargingProfile"]["chargingSchedule"]
    return _rejects(exchange, context, {each["chargingRateUnit"] for each in schedules})


@rule("K08.FR.07", judges=STATION, answers="GetCompositeSchedule")
def a_composite_in_a_unit_that_is_not_listed_is_rejected(exchange: Exchange, context: Context) -> Answers:
    """A composite schedule in a unit that RateUnit doesn't list is Rejected.

    Not judged: a station that didn't tell RateUnit before, a request without a unit.
    """
    unit = exchange.request.get("chargingRateUnit")
    return NOT_EXERCISED if unit is None else _rejects(exchange, context, {unit})


@rule("K01.FR.31", judges=STATION, answers="GetCompositeSchedule")
def a_composite_schedule_begins_at_0(exchange: Exchange, context: Context) -> Answers:
    """The first period of a composite schedule starts at 0. Not judged where there is no schedule."""
    schedule = exchange.result.get("schedule")
    if schedule is None:
        return NOT_EXERCISED
    first = schedule["chargingSchedulePeriod"][0]["startPeriod"]
    return HELD if first == 0 else missed(f"the first startPeriod is {first}", cause="first")


@rule("K01.FR.35", judges=STATION, answers="GetCompositeSchedule")
def periods_of_a_composite_schedule_are_in_order(exchange: Exchange, context: Context) -> Answers:
    """The periods of a composite schedule come by increasing startPeriod. Not judged where there are no two."""
    schedule = exchange.result.get("schedule")
    starts = [] if schedule is None else [each["startPeriod"] for each in schedule["chargingSchedulePeriod"]]
    if len(starts) < 2:
        return NOT_EXERCISED
    wrong = next(((before, after) for before, after in pairwise(starts) if after <= before), None)
    return HELD if wrong is None else missed(f"startPeriod {wrong[1]} follows {wrong[0]}", cause="order")


def _charges(_: Exchange, context: Context) -> bool:
    return any(each.ended is None for each in context.conversation.transactions.values())


@rule("K12.FR.04", judges=STATION, sends="NotifyChargingLimit", twins={"K11.FR.05": _charges})
def a_limit_that_is_told_is_of_others(call: Exchange, context: Context) -> Answers:
    """The source of a limit that the station tells of is not CSO: that is what the CSMS itself sets."""
    source = call.request["chargingLimit"]["chargingLimitSource"]
    return HELD if source != "CSO" else missed("chargingLimitSource is CSO", cause="CSO")


@rule("K12.FR.05", "K11.FR.06", judges=STATION, sends="ReportChargingProfiles")
def a_limit_of_others_is_an_external_constraint(call: Exchange, context: Context) -> Answers:
    """Profiles of another source than CSO are reported as ChargingStationExternalConstraints."""
    if call.request["chargingLimitSource"] == "CSO":
        return NOT_EXERCISED
    purposes = {each["chargingProfilePurpose"] for each in call.request["chargingProfile"]}
    wrong = min(purposes - {"ChargingStationExternalConstraints"}, default=None)
    if wrong is None:
        return HELD.of("K12.FR.05", "K11.FR.06")
    text = f"a profile of {call.request['chargingLimitSource']} is reported as {wrong}"
    return missed(text, cause=wrong).of("K12.FR.05", "K11.FR.06")


def _rejects(exchange: Exchange, context: Context, units: set[str]) -> Answers:
    told = context.conversation.device.value("SmartChargingCtrlr", "RateUnit")
    listed = set() if told is None else {unit.strip() for unit in told.split(",") if unit.strip()}
    return expect(exchange.result, status="Rejected") if listed and units - listed else NOT_EXERCISED
