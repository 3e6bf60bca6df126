"""What the cases of smart charging share: profiles that a CSMS sets, clears and asks for."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import NOTHING, PRESENT, CaseDriver, StationProbe, absent_or, at_least, step
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.waiting import demand
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.answers import OurAnswer
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

TX_DEFAULT, STATION_MAX, TX = "TxDefaultProfile", "ChargingStationMaxProfile", "TxProfile"
DURATION = 300
_ASKED = step(1)


async def profile_set(
    station: StationProbe, csms_driver: CaseDriver, source: Source, answer: OurAnswer = ACCEPTED, **wish: Any
) -> ReceivedCall:
    """The CSMS sets the charging profile of these arguments of the goal `set_profile`; the station gives this answer.

    Where no kind is wanted, Absolute and Relative are both fine. That of one that isn't Relative says when it starts.
    """
    where: dict[str, object] = {"chargingProfile": {"chargingProfilePurpose": wish["purpose"]}}
    request = await asked(station, csms_driver, source, "set_profile", answer, where=where, **wish)
    profile = request["chargingProfile"]
    relative = isinstance(profile, dict) and profile.get("chargingProfileKind") == "Relative"
    schedule = {
        "startSchedule": NOTHING if relative else PRESENT,
        "duration": wish.get("duration", absent_or(PRESENT)),
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": wish["limit"], "numberPhases": absent_or(PRESENT)}],
    }
    wanted = {
        "chargingProfilePurpose": wish["purpose"],
        "chargingProfileKind": wish.get("kind", PRESENT),
        "recurrencyKind": wish.get("recurrency", NOTHING),
        "stackLevel": wish.get("stack_level", at_least(0)),
        "id": wish.get("id", PRESENT),
        "transactionId": wish.get("transaction_id", NOTHING),
        "chargingSchedule": [schedule],
    }
    request.meets(source, evseId=wish["evse"], chargingProfile=wanted)
    return request


async def profiles_asked_for(station: StationProbe, csms_driver: CaseDriver, **wish: Any) -> ReceivedCall:
    """The CSMS asks for profiles by exactly these arguments of the goal `get_profiles` (step 1); there are some."""
    request = await asked(station, csms_driver, _ASKED, "get_profiles", ACCEPTED, **wish)
    source = wish.get("limit_source")
    criteria = {
        "chargingProfilePurpose": wish.get("purpose", NOTHING),
        "stackLevel": wish.get("stack_level", NOTHING),
        "chargingProfileId": wish.get("ids", NOTHING),
        "chargingLimitSource": NOTHING if source is None else [source],
    }
    request.meets(_ASKED, requestId=at_least(0), evseId=wish.get("evse", NOTHING), chargingProfile=criteria)
    return request


async def profiles_told(
    station: StationProbe,
    request: ReceivedCall,
    source: Source | None,
    *evses: int,
    purpose: str = TX_DEFAULT,
    limited_by: str = "CSO",
    profile_id: int = 1,
) -> None:
    """The station reports a profile for each of these EVSEs, one by one; the source demands each answer."""
    for evse in evses:
        profile = {**_profile(purpose), "id": profile_id + evses.index(evse)}
        payload = {
            "requestId": request["requestId"],
            "chargingLimitSource": limited_by,
            "evseId": evse,
            "chargingProfile": [profile],
            **({} if evse == evses[-1] else {"tbc": True}),
        }
        reply = await station.call("ReportChargingProfiles", payload)
        demand(reply, source)


def composite(evse: int) -> Payload:
    """A GetCompositeScheduleResponse for this EVSE."""
    period = [{"startPeriod": 0, "limit": 16}]
    schedule = {
        "evseId": evse,
        "duration": DURATION,
        "scheduleStart": now(),
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": period,
    }
    return {"status": "Accepted", "schedule": schedule}


def _profile(purpose: str) -> Payload:
    schedule = {
        "id": 1,
        "startSchedule": now(),
        "chargingRateUnit": "A",
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 16}],
    }
    return {
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": [schedule],
    }
