"""Charging profiles and the schedules that come of them."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.sut.intents.record import Argument, Arguments, Goal, optional
from ocpp_conformance.harness.sut.intents.wording import given
from ocpp_conformance.harness.times import now


def _profile(a: Arguments, number: int) -> dict[str, Any]:
    of_transaction = a["purpose"] == "TxProfile"
    schedule = {
        "id": number,
        "chargingRateUnit": "A",
        "startSchedule": None if of_transaction else now(precision="seconds"),
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": a["limit"]}],
    }
    profile = {
        "id": number,
        "stackLevel": 0,
        "chargingProfilePurpose": a["purpose"],
        "chargingProfileKind": "Relative" if of_transaction else "Absolute",
        "chargingSchedule": [given(schedule)],
        "transactionId": a.get("transaction_id"),
    }
    return {"evseId": a["evse"], "chargingProfile": given(profile)}


def _criteria(a: Arguments, _: int) -> dict[str, Any]:
    # K10.FR.02: a criterion there must be
    criteria = {"chargingProfilePurpose": a["purpose"]} if "purpose" in a else {"stackLevel": 0}
    return {"chargingProfileCriteria": criteria}


ROWS = (
    Goal(
        "set_profile",
        Role.CSMS,
        "Limit EVSE {evse} to {limit} A by a charging profile for {purpose}",
        {
            "evse": Argument("integer", 1),
            "purpose": Argument("string", "TxDefaultProfile"),
            "limit": Argument("number", 16),
            "transaction_id": optional("string"),
        },
        action="SetChargingProfile",
        words=_profile,
    ),
    Goal(
        "clear_profile",
        Role.CSMS,
        "Clear the charging profiles for {purpose}",
        {"purpose": optional("string")},
        action="ClearChargingProfile",
        words=_criteria,
    ),
    Goal(
        "composite_schedule",
        Role.CSMS,
        "Ask for the schedule of EVSE {evse} over {duration} s",
        {"evse": Argument("integer", 1), "duration": Argument("integer", 60)},
        action="GetCompositeSchedule",
        words=lambda a, _: {"evseId": a["evse"], "duration": a["duration"]},
    ),
)
