"""Block K: how a CSMS sets charging profiles, clears them, asks for them, and what it makes of limits from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import asked, refuses, system_of
from ocpp_conformance.harness.faults.fault import About, of_csms
from ocpp_conformance.harness.faults.kinds import Asking
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, inside, without
from ocpp_conformance.harness.rpc import CallError, Payload

SET, GET, CLEAR, COMPOSITE = "SetChargingProfile", "GetChargingProfiles", "ClearChargingProfile", "GetCompositeSchedule"


def _profile(change: Callable[[Payload], Payload]) -> About[Asking]:
    return asks(SET, inside("chargingProfile", change))


def _another_id(profile: Payload) -> Payload:
    return {**profile, "id": profile["id"] ^ 1}


def _unlimited(profile: Payload) -> Payload:
    periods = [{"startPeriod": 0, "limit": 32}]
    return {
        **profile,
        "chargingSchedule": [{**each, "chargingSchedulePeriod": periods} for each in profile["chargingSchedule"]],
    }


def _all_of_them(payload: Payload) -> Payload:
    return {"chargingProfileCriteria": {"chargingProfilePurpose": "TxDefaultProfile"}}


async def _fatal(original: Any, identity: str, action: str, payload: Payload) -> Any:
    reply = await original(identity, action, payload)
    if isinstance(reply, CallError):
        await system_of(original).stations[identity].peer.socket.close(1011, "an exception that nobody caught")
    return reply


FAULTS = (
    of_csms(
        "profile-on-another-evse",
        "sets a charging profile on another EVSE",
        "K01.FR.31",
        call=asks(SET, lambda payload: {**payload, "evseId": payload["evseId"] ^ 1}),
    ),
    of_csms("profile-unlimited", "sets another limit than was wanted", "K01.FR.31", call=_profile(_unlimited)),
    of_csms(
        "profile-for-all-days",
        "makes a profile for each day one that is Absolute",
        "K01.FR.31",
        call=_profile(lambda profile: {**without("recurrencyKind")(profile), "chargingProfileKind": "Absolute"}),
    ),
    of_csms(
        "profile-of-another-transaction",
        "names another transaction in a TxProfile",
        "K01.FR.03",
        call=_profile(
            lambda profile: {**profile, "transactionId": "another"} if "transactionId" in profile else profile
        ),
    ),
    of_csms(
        "profile-under-another-id",
        "sends a profile that replaces one under another id",
        "K01.FR.31",
        call=_profile(_another_id),
    ),
    of_csms("profiles-of-one-id", "gives all charging profiles one id", "K01.FR.31", call=_profile(having(id=1))),
    of_csms(
        "profile-refusal-fatal",
        "closes the connection when a profile is rejected",
        "K01.FR.31",
        call=falls_over(SET, "Rejected"),
    ),
    of_csms(
        "profile-error-fatal",
        "closes the connection when a station has no smart charging",
        "K01.FR.31",
        call=asked(_fatal, SET),
    ),
    of_csms(
        "remote-start-profile-left-out",
        "starts without the charging profile that was wanted",
        "F01.FR.08",
        call=asks("RequestStartTransaction", without("chargingProfile")),
    ),
    of_csms(
        "profiles-of-all-evses",
        "asks for the charging profiles of all EVSEs",
        "K09.FR.03",
        call=asks(GET, without("evseId")),
    ),
    of_csms(
        "profiles-of-evse-1",
        "asks for the charging profiles of EVSE 1 where all are wanted",
        "K09.FR.03",
        call=asks(GET, lambda payload: {"evseId": 1, **payload}),
    ),
    of_csms(
        "profiles-by-purpose-alone",
        "asks for charging profiles by their purpose, whatever is wanted",
        "K09.FR.03",
        call=asks(GET, having(chargingProfile={"chargingProfilePurpose": "TxDefaultProfile"})),
    ),
    of_csms(
        "profiles-report-refused",
        "refuses to hear which charging profiles there are",
        "J-4.1.7-01",
        handle=refuses("ReportChargingProfiles"),
    ),
    of_csms(
        "profiles-always-cleared-by-purpose",
        "clears charging profiles by their purpose, whatever is wanted",
        "K10.FR.02",
        call=asks(CLEAR, _all_of_them),
    ),
    of_csms(
        "composite-of-another-evse",
        "asks for the schedule of another EVSE",
        "K08.FR.01",
        call=asks(COMPOSITE, lambda payload: {**payload, "evseId": payload["evseId"] ^ 1}),
    ),
    of_csms(
        "external-limit-refused",
        "refuses to hear of a limit from outside",
        "J-4.1.7-01",
        handle=refuses("NotifyChargingLimit"),
    ),
    of_csms(
        "cleared-limit-refused",
        "refuses to hear that a limit from outside is gone",
        "J-4.1.7-01",
        handle=refuses("ClearedChargingLimit"),
    ),
)
