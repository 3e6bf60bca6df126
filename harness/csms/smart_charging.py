"""Block K: charging profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import StationRecord, kept
from ocpp_conformance.harness.rpc import Call, Payload, Reply
from ocpp_conformance.harness.times import now


async def set_profile(
    csms: Decisions,
    station: StationRecord,
    evse: int,
    purpose: str,
    limit: float,
    transaction_id: str | None = None,
) -> Reply:
    """SetChargingProfile (K01) with one limit in A. A TxProfile is for the transaction that is named, or that runs on
    the EVSE (K01.FR.03). Raises `InvalidCallError` where there is none."""
    schedule: dict[str, Any] = {
        "id": csms.next_id(),
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": limit}],
    }
    profile = {
        "id": csms.next_id(),
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule],
    }
    if purpose == "TxProfile":
        profile |= {
            "chargingProfileKind": "Relative",
            "transactionId": transaction_id or _running(station, evse),
        }
    else:
        schedule["startSchedule"] = now()
    payload = {"evseId": evse, "chargingProfile": profile}
    return await csms.call(station.identity, "SetChargingProfile", payload)


async def clear_profile(csms: Decisions, station: StationRecord, purpose: str | None = None) -> Reply:
    """ClearChargingProfile (K10) of a purpose, else of the stack level that all profiles of this CSMS have: a criterion
    there must be (K10.FR.02)."""
    criteria: dict[str, Any] = {"stackLevel": 0} if purpose is None else {"chargingProfilePurpose": purpose}
    return await csms.call(station.identity, "ClearChargingProfile", {"chargingProfileCriteria": criteria})


async def composite_schedule(csms: Decisions, station: StationRecord, evse: int, duration: int) -> Reply:
    """GetCompositeSchedule (K08); `duration` is in seconds."""
    return await csms.call(station.identity, "GetCompositeSchedule", given(evseId=evse, duration=duration))


def profile_set(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        kept(station.profiles, request["chargingProfile"]["id"], request)


def limit_told(_: Decisions, station: StationRecord, call: Call) -> Payload:
    limit = call.payload["chargingLimit"]
    station.limits[limit["chargingLimitSource"], call.payload.get("evseId", 0)] = limit
    return {}


def limit_cleared(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.limits.pop((call.payload["chargingLimitSource"], call.payload.get("evseId", 0)), None)
    return {}


def profiles_reported(_: Decisions, station: StationRecord, call: Call) -> Payload:
    for profile in call.payload["chargingProfile"]:
        station.profiles.pop(profile["id"], None)
        kept(station.profiles, profile["id"], {"evseId": call.payload["evseId"], "chargingProfile": profile})
    return {}


def needs_told(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"status": "Rejected"}  # K15.FR.04: it makes no schedules for an EV


def ev_schedule_told(_: Decisions, __: StationRecord, ___: Call) -> Payload:
    return {"status": "Accepted"}


def profiles_cleared(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        wanted = request.get("chargingProfileCriteria", {})
        station.profiles = {
            id: held
            for id, held in station.profiles.items()
            if any(held["chargingProfile"].get(name) != value for name, value in wanted.items())
        }


def _running(station: StationRecord, evse: int) -> str:
    for transaction in reversed(station.transactions.values()):
        if transaction.evse_id == evse and transaction.started and not transaction.ended:
            return transaction.transaction_id
    raise InvalidCallError("SetChargingProfile", f"no transaction runs on EVSE {evse}; a TxProfile is for one")


HANDLERS: Mapping[str, Handler] = {
    "ClearedChargingLimit": limit_cleared,
    "NotifyChargingLimit": limit_told,
    "NotifyEVChargingNeeds": needs_told,
    "NotifyEVChargingSchedule": ev_schedule_told,
    "ReportChargingProfiles": profiles_reported,
}
LEARNERS: Mapping[str, Learner] = {"SetChargingProfile": profile_set, "ClearChargingProfile": profiles_cleared}
OPERATIONS: Mapping[str, Operation] = {
    "clear_profile": clear_profile,
    "composite_schedule": composite_schedule,
    "set_profile": set_profile,
}
