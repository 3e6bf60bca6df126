"""Block K: what a CSMS makes of the needs of EVs that speak ISO 15118, and of what they choose (K15 to K17)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, asked, heard, memory_of, system_of
from ocpp_conformance.harness.faults.fault import of_csms
from ocpp_conformance.harness.faults.own_calls import asks, inside, never_asks
from ocpp_conformance.harness.rpc import Call, CallResult, Payload

SET, NEEDS, CHOSEN = "SetChargingProfile", "NotifyEVChargingNeeds", "NotifyEVChargingSchedule"


def _for_all_transactions(profile: Payload) -> Payload:
    if profile["chargingProfilePurpose"] != "TxProfile":
        return profile
    return {name: value for name, value in profile.items() if name != "transactionId"} | {
        "chargingProfilePurpose": "TxDefaultProfile"
    }


def _by_the_minute(original: Any, station: Any, told: Payload) -> list[Payload]:
    schedules: list[Payload] = original(station, told)
    return [
        {
            **each,
            "chargingSchedulePeriod": [
                {**each["chargingSchedulePeriod"][0], "startPeriod": 60 * minute} for minute in range(30)
            ],
        }
        for each in schedules
    ]


def _once_only(original: Any, station: Any, call: Call) -> Any:
    """For `handle`: what an EV chooses is rejected once it has had a choice accepted."""
    memory = memory_of(station.peer)
    answer = {"status": "Rejected"} if memory.get("agreed") else original(station, call)
    memory["agreed"] = memory.get("agreed", False) or answer["status"] == "Accepted"
    return answer


def _once_more(original: Any, station: Any, call: Call) -> Any:
    """For `handle`: the first choice that is accepted brings the profile about once more."""
    answer, memory = original(station, call), memory_of(station.peer)
    if answer["status"] == "Accepted" and "again" not in memory:
        memory["again"] = True
        system, evse = system_of(original), call.payload["evseId"]
        request = {"evseId": evse, "chargingProfile": station.offered[evse]}
        system.later(system.call(station.identity, SET, request))
    return answer


def _unserved_anew(original: Any, station: Any, call: Call) -> Any:
    """For `handle`: needs of an EV that has been offered something are accepted, and nothing comes of it."""
    if call.payload["evseId"] in station.offered:
        return {"status": "Accepted"}
    return original(station, call)


async def _never_again(original: Any, identity: str, action: str, payload: Payload) -> Any:
    """For `call`: a profile for a transaction is not changed any more."""
    memory = memory_of(system_of(original).stations[identity].peer)
    transaction = payload["chargingProfile"].get("transactionId")
    if transaction is not None and transaction in memory:
        return CallResult("", {"status": "Rejected"})
    memory[transaction] = True
    return await original(identity, action, payload)


FAULTS = (
    of_csms(
        "ev-needs-rejected",
        "makes no schedule for any EV",
        "K15.FR.03",
        schedules_for=always([]),
    ),
    of_csms(
        "ev-needs-without-profile",
        "accepts what an EV needs, and sends no profile for it",
        "K15.FR.07",
        call=never_asks(SET, lambda station: bool(station.needs)),
    ),
    of_csms(
        "ev-needs-without-profile-anew",
        "accepts what an EV needs, and sends no other profile for one that has a profile",
        "K17.FR.07",
        handle=heard(_unserved_anew, NEEDS),
    ),
    of_csms(
        "ev-profile-for-all-transactions",
        "offers an EV a profile for all transactions",
        "K15.FR.07",
        call=asks(SET, inside("chargingProfile", _for_all_transactions)),
    ),
    of_csms(
        "ev-profile-of-many-periods",
        "offers an EV a schedule of more periods than it takes",
        "K15.FR.07",
        schedules_for=_by_the_minute,
    ),
    of_csms("ev-schedule-never-rejected", "accepts whatever an EV chooses", "K15.FR.12", is_within=always(True)),
    of_csms("ev-schedule-never-accepted", "accepts nothing that an EV chooses", "K15.FR.11", is_within=always(False)),
    of_csms(
        "ev-schedule-accepted-once",
        "rejects what an EV chooses once it has chosen something",
        "K17.FR.11",
        handle=heard(_once_only, CHOSEN),
    ),
    of_csms(
        "ev-profile-never-changed",
        "does not change the profile of a transaction any more",
        "K15.FR.13",
        call=asked(_never_again, SET),
    ),
    of_csms(
        "ev-profile-without-cause",
        "sends a profile once more when the EV has agreed to it",
        "K16.FR.06",
        handle=heard(_once_more, CHOSEN),
    ),
)
