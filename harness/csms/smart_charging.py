"""Block K: charging profiles."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import StationRecord, kept
from ocpp_conformance.harness.rpc import Call, CallResult, Payload, Reply
from ocpp_conformance.harness.times import now


async def set_profile(
    csms: Decisions,
    station: StationRecord,
    evse: int,
    purpose: str,
    limit: float,
    transaction_id: str | None = None,
    kind: str | None = None,
    recurrency: str | None = None,
    stack_level: int = 0,
    id: int | None = None,
    duration: int | None = None,
    valid_from: str | None = None,
    valid_to: str | None = None,
) -> Reply:
    """SetChargingProfile (K01) with one limit in A. A TxProfile is for the transaction that is named, or that runs on
    the EVSE (K01.FR.03), and takes the place of the one that this has (K01.FR.39); the rest is as for `profile_of`.
    Raises `InvalidCallError` where there is none."""
    if purpose == "TxProfile":
        transaction_id = transaction_id or _running(station, evse)
        before = profile_for(station, evse, transaction_id, stack_level)
        id = before["id"] if id is None and before is not None else id
    profile = profile_of(
        csms,
        purpose,
        limit,
        id=id,
        stack_level=stack_level,
        kind=kind,
        recurrency=recurrency,
        duration=duration,
        valid_from=valid_from,
        valid_to=valid_to,
        transaction_id=transaction_id if purpose == "TxProfile" else None,
    )
    return await offer(csms, station, {"evseId": evse, "chargingProfile": profile})


async def offer(csms: Decisions, station: StationRecord, request: Payload) -> Reply:
    """Send a SetChargingProfile. What an EV then tells may come before this has taken in the answer, so the profile
    counts as offered at once."""
    evse, profile = request["evseId"], request["chargingProfile"]
    if profile["chargingProfilePurpose"] == "TxProfile":
        station.offered[evse] = profile
    reply = await csms.call(station.identity, "SetChargingProfile", request)
    accepted = isinstance(reply, CallResult) and reply.payload.get("status") == "Accepted"
    if not accepted and station.offered.get(evse) is profile:
        del station.offered[evse]
    return reply


def profile_of(
    csms: Decisions,
    purpose: str,
    limit: float,
    *,
    id: int | None = None,
    stack_level: int = 0,
    kind: str | None = None,
    recurrency: str | None = None,
    duration: int | None = None,
    valid_from: str | None = None,
    valid_to: str | None = None,
    transaction_id: str | None = None,
) -> Payload:
    """A ChargingProfileType with one limit in A, from now on for `duration` seconds. Without a ChargingProfileKind that
    of a transaction is Relative, any other Absolute; one that isn't Relative says when it starts (K01.FR.40)."""
    kind = kind or ("Relative" if purpose == "TxProfile" else "Absolute")
    schedule = given(
        id=csms.next_id(),
        startSchedule=None if kind == "Relative" else now(),
        duration=duration,
        chargingRateUnit="A",
        chargingSchedulePeriod=[{"startPeriod": 0, "limit": limit}],
    )
    return given(
        id=csms.next_id() if id is None else id,
        stackLevel=stack_level,
        chargingProfilePurpose=purpose,
        chargingProfileKind=kind,
        recurrencyKind=recurrency,
        validFrom=valid_from,
        validTo=valid_to,
        transactionId=transaction_id,
        chargingSchedule=[schedule],
    )


async def clear_profile(
    csms: Decisions,
    station: StationRecord,
    purpose: str | None = None,
    id: int | None = None,
    stack_level: int | None = None,
    evse: int | None = None,
) -> Reply:
    """ClearChargingProfile (K10) with this id, else by these criteria; without any by the stack level that the profiles
    of this CSMS have unless another one is wanted: a criterion there must be (K10.FR.02)."""
    if id is not None:
        return await csms.call(station.identity, "ClearChargingProfile", {"chargingProfileId": id})
    criteria = given(chargingProfilePurpose=purpose, stackLevel=stack_level, evseId=evse) or {"stackLevel": 0}
    return await csms.call(station.identity, "ClearChargingProfile", {"chargingProfileCriteria": criteria})


async def get_profiles(
    csms: Decisions,
    station: StationRecord,
    evse: int | None = None,
    purpose: str | None = None,
    stack_level: int | None = None,
    ids: list[int] | None = None,
    limit_source: str | None = None,
) -> Reply:
    """GetChargingProfiles (K09): of an EVSE (0: of the station, None: of all), by these criteria."""
    criterion = given(
        chargingProfilePurpose=purpose,
        stackLevel=stack_level,
        chargingProfileId=ids or None,
        chargingLimitSource=None if limit_source is None else [limit_source],
    )
    payload = given(requestId=csms.next_id(), evseId=evse, chargingProfile=criterion)
    return await csms.call(station.identity, "GetChargingProfiles", payload)


async def composite_schedule(
    csms: Decisions, station: StationRecord, evse: int, duration: int, unit: str | None = None
) -> Reply:
    """GetCompositeSchedule (K08); `duration` is in seconds, `unit` W or A."""
    payload = given(evseId=evse, duration=duration, chargingRateUnit=unit)
    return await csms.call(station.identity, "GetCompositeSchedule", payload)


def profile_set(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        station.profiles.pop(request["chargingProfile"]["id"], None)
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


def profiles_cleared(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] == "Accepted":
        station.profiles = {id: held for id, held in station.profiles.items() if not _is_meant(id, held, request)}
        station.offered = {evse: sent for evse, sent in station.offered.items() if sent["id"] in station.profiles}


def _is_meant(id: int, held: Payload, request: Payload) -> bool:
    """Whether a ClearChargingProfileRequest means this profile."""
    if "chargingProfileId" in request:
        return bool(id == request["chargingProfileId"])
    known = {**held["chargingProfile"], "evseId": held["evseId"]}
    return all(known.get(name) == value for name, value in request.get("chargingProfileCriteria", {}).items())


def running_on(station: StationRecord, evse: int) -> str | None:
    """The id of the transaction that runs on an EVSE."""
    for transaction in reversed(station.transactions.values()):
        if transaction.evse_id == evse and transaction.started and not transaction.ended:
            return transaction.transaction_id
    return None


def profile_for(station: StationRecord, evse: int, transaction_id: str, stack_level: int = 0) -> Payload | None:
    """The profile for a transaction, at this stack level, that was sent last, else that the station has."""
    known = [held["chargingProfile"] for held in station.profiles.values() if held["evseId"] == evse]
    sent = [station.offered[evse]] if evse in station.offered else []
    about = (transaction_id, stack_level)
    return next((each for each in sent + known if (each.get("transactionId"), each["stackLevel"]) == about), None)


def _running(station: StationRecord, evse: int) -> str:
    transaction = running_on(station, evse)
    if transaction is None:
        raise InvalidCallError("SetChargingProfile", f"no transaction runs on EVSE {evse}; a TxProfile is for one")
    return transaction


HANDLERS: Mapping[str, Handler] = {
    "ClearedChargingLimit": limit_cleared,
    "NotifyChargingLimit": limit_told,
    "ReportChargingProfiles": profiles_reported,
}
LEARNERS: Mapping[str, Learner] = {"SetChargingProfile": profile_set, "ClearChargingProfile": profiles_cleared}
OPERATIONS: Mapping[str, Operation] = {
    "clear_profile": clear_profile,
    "composite_schedule": composite_schedule,
    "get_profiles": get_profiles,
    "set_profile": set_profile,
}
