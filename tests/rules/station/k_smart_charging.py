"""Samples of smart charging."""

from ..sample import csms, held, idle, missed, station

ABOUT = {"component": {"name": "SmartChargingCtrlr"}, "variable": {"name": "RateUnit"}}


def units(told="A"):
    result = {"attributeStatus": "Accepted", "attributeValue": told, **ABOUT}
    return csms("GetVariables", {"getVariableData": [ABOUT]}, answer={"getVariableResult": [result]})


def profile(unit="W", status="Rejected"):
    schedule = {"id": 1, "chargingRateUnit": unit, "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1}]}
    kept = {"id": 1, "stackLevel": 0, "chargingProfilePurpose": "TxDefaultProfile", "chargingProfileKind": "Relative"}
    request = {"evseId": 1, "chargingProfile": {**kept, "chargingSchedule": [schedule]}}
    return csms("SetChargingProfile", request, answer={"status": status})


def composite(*starts, unit="A", asked=True, status="Accepted"):
    request = {"evseId": 1, "duration": 60} | ({"chargingRateUnit": unit} if asked else {})
    schedule = {
        "evseId": 1,
        "duration": 60,
        "scheduleStart": "2026-01-01T00:00:00Z",
        "chargingRateUnit": unit,
        "chargingSchedulePeriod": [{"startPeriod": start, "limit": 1} for start in starts],
    }
    answer = {"status": status} | ({"schedule": schedule} if starts else {})
    return csms("GetCompositeSchedule", request, answer=answer)


def limit(source="EMS"):
    return station("NotifyChargingLimit", {"chargingLimit": {"chargingLimitSource": source}})


def running():
    info = {"transactionId": "a", "chargingState": "Charging"}
    event = {"eventType": "Started", "triggerReason": "CablePluggedIn", "seqNo": 0, "transactionInfo": info}
    return station("TransactionEvent", {**event, "timestamp": "2026-01-01T00:00:00Z"})


def report(source="EMS", purpose="ChargingStationExternalConstraints"):
    schedule = {"id": 1, "chargingRateUnit": "A", "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 1}]}
    told = {"id": -1, "stackLevel": 0, "chargingProfilePurpose": purpose, "chargingProfileKind": "Relative"}
    request = {"requestId": 1, "chargingLimitSource": source, "evseId": 0}
    return station("ReportChargingProfiles", {**request, "chargingProfile": [{**told, "chargingSchedule": [schedule]}]})


SAMPLES = {
    "a_limit_that_is_told_is_of_others": [
        held("of an energy management system", limit()),
        held("while an EV charges", running(), limit()).about("K11.FR.05"),
        missed("of the CSO", limit("CSO")),
        missed("of the CSO while an EV charges", running(), limit("CSO")).about("K11.FR.05"),
        idle("another action", report()),
    ],
    "a_limit_of_others_is_an_external_constraint": [
        held("so it is", report()),
        held("the other requirement", report()).about("K11.FR.06"),
        missed("as a default", report(purpose="TxDefaultProfile")),
        idle("of the CSO", report("CSO", "TxDefaultProfile")),
    ],
    "a_profile_in_a_unit_that_is_not_listed_is_rejected": [
        held("W where A is listed", units(), profile()),
        missed("accepted", units(), profile(status="Accepted")),
        idle("a unit that is listed", units("A, W"), profile(status="Accepted")),
        idle("nothing told", profile(status="Accepted")),
    ],
    "a_composite_in_a_unit_that_is_not_listed_is_rejected": [
        held("W where A is listed", units(), composite(unit="W", status="Rejected")),
        missed("accepted", units(), composite(0, unit="W")),
        idle("a unit that is listed", units("W,A"), composite(0, unit="W")),
        idle("no unit", units(), composite(0, asked=False)),
        idle("nothing told", composite(0, unit="W")),
    ],
    "a_composite_schedule_begins_at_0": [
        held("at 0", composite(0, 10)),
        missed("later", composite(5)),
        idle("no schedule", composite(status="Rejected")),
    ],
    "periods_of_a_composite_schedule_are_in_order": [
        held("two", composite(0, 10)),
        missed("backwards", composite(0, 20, 10)),
        missed("twice the same", composite(0, 0)),
        idle("one", composite(0)),
        idle("no schedule", composite(status="Rejected")),
    ],
}
