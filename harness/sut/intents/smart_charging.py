"""Charging profiles and the schedules that come of them."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Payload, Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given
from ocpp_conformance.harness.times import now


def _profile(a: Arguments, number: int) -> dict[str, Any]:
    return {"evseId": a["evse"], "chargingProfile": limited_to(a, number)}


def limited_to(a: Arguments, number: int) -> Payload:
    """The ChargingProfileType with the one limit in A that these arguments of `set_profile` describe."""
    kind = a.get("kind") or ("Relative" if a["purpose"] == "TxProfile" else "Absolute")
    schedule = {
        "id": number,
        "chargingRateUnit": "A",
        "startSchedule": None if kind == "Relative" else now(precision="seconds"),
        "duration": a.get("duration"),
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": a["limit"]}],
    }
    profile = {
        "id": a.get("id", number),
        "stackLevel": a.get("stack_level", 0),
        "chargingProfilePurpose": a["purpose"],
        "chargingProfileKind": kind,
        "recurrencyKind": a.get("recurrency"),
        "validFrom": a.get("valid_from"),
        "validTo": a.get("valid_to"),
        "chargingSchedule": [given(schedule)],
        "transactionId": a.get("transaction_id"),
    }
    return given(profile)


def _criteria(a: Arguments, _: int) -> dict[str, Any]:
    if "id" in a:
        return {"chargingProfileId": a["id"]}
    named = {"chargingProfilePurpose": a.get("purpose"), "stackLevel": a.get("stack_level"), "evseId": a.get("evse")}
    return {"chargingProfileCriteria": given(named) or {"stackLevel": 0}}  # K10.FR.02: a criterion there must be


def _wanted(a: Arguments, number: int) -> dict[str, Any]:
    criterion = {
        "chargingProfilePurpose": a.get("purpose"),
        "stackLevel": a.get("stack_level"),
        "chargingProfileId": a.get("ids"),
        "chargingLimitSource": [a["limit_source"]] if "limit_source" in a else None,
    }
    return {"requestId": number, "evseId": a.get("evse"), "chargingProfile": given(criterion)}


ROWS = (
    Goal(
        "set_profile",
        Role.CSMS,
        "Limit EVSE {evse} to {limit} A by a charging profile for {purpose} (kind {kind}, recurrency {recurrency}, "
        "stack level {stack_level}, id {id}) over {duration} s, valid from {valid_from} to {valid_to}, for transaction "
        "{transaction_id}",
        {
            "evse": Argument("integer", 1),
            "purpose": Argument("string", "TxDefaultProfile"),
            "limit": Argument("number", 16),
            "transaction_id": optional("string"),
            "kind": optional("string"),
            "recurrency": optional("string"),
            "stack_level": optional("integer"),
            "id": optional("integer"),
            "duration": optional("integer"),
            "valid_from": optional("string"),
            "valid_to": optional("string"),
        },
        action="SetChargingProfile",
        words=_profile,
    ),
    Goal(
        "clear_profile",
        Role.CSMS,
        "Clear the charging profiles for {purpose}, at stack level {stack_level}, of EVSE {evse}, or the one with the "
        "id {id}",
        {
            "purpose": optional("string"),
            "id": optional("integer"),
            "stack_level": optional("integer"),
            "evse": optional("integer"),
        },
        action="ClearChargingProfile",
        words=_criteria,
    ),
    Goal(
        "get_profiles",
        Role.CSMS,
        "Ask for the charging profiles of EVSE {evse}: for {purpose}, at stack level {stack_level}, with the ids "
        "{ids}, limited by {limit_source}",
        {
            "evse": optional("integer"),
            "purpose": optional("string", "TxDefaultProfile"),
            "stack_level": optional("integer"),
            "ids": optional("array"),
            "limit_source": optional("string"),
        },
        action="GetChargingProfiles",
        words=_wanted,
    ),
    Goal(
        "composite_schedule",
        Role.CSMS,
        "Ask for the schedule of EVSE {evse} over {duration} s, in {unit}",
        {"evse": Argument("integer", 1), "duration": Argument("integer", 60), "unit": optional("string")},
        action="GetCompositeSchedule",
        words=lambda a, _: {"evseId": a["evse"], "duration": a["duration"], "chargingRateUnit": a.get("unit")},
    ),
)
