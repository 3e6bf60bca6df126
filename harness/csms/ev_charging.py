"""Block K: what EVs need that speak ISO 15118, and what they choose of a charging profile (K15 to K17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, given
from ocpp_conformance.harness.csms.smart_charging import offer, profile_for, running_on
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.times import epoch, wall

VOLTAGE, PHASES = 230, 3
"""What turns A into W where nobody says otherwise."""
_PHASES_OF = {"AC_single_phase": 1, "AC_two_phase": 2}


def needs_told(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    """Accept what it can make a schedule for, and send that behind the answer (K15.FR.03, K15.FR.07, K17.FR.07)."""
    evse = call.payload["evseId"]
    transaction = running_on(station, evse)
    if transaction is None or not csms.schedules_for(station, call.payload):
        return {"status": "Rejected"}  # K15.FR.04, K17.FR.04
    station.needs[evse] = call.payload
    csms.later(_offer(csms, station, evse, transaction))
    return {"status": "Accepted"}


def ev_schedule_told(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    """Accept what is within the profile that was set; of what isn't, agree anew (K15.FR.11 to K15.FR.13, K16.FR.08)."""
    evse, chosen = call.payload["evseId"], call.payload["chargingSchedule"]
    transaction = running_on(station, evse)
    offered = () if transaction is None else _offered(station, evse, transaction, chosen["id"])
    if not offered or any(csms.is_within(chosen, schedule) for schedule in offered):
        return {"status": "Accepted"}
    if evse in station.needs:
        assert transaction is not None
        csms.later(_offer(csms, station, evse, transaction))
    return {"status": "Rejected"}


def schedules_for(csms: Decisions, told: Payload) -> list[Payload]:
    """The schedules for an EV that has told its needs: one, so that it is clear which one it follows (K15.FR.18), in A
    for AC and in W for DC, until it leaves. None where it has told no parameters of either."""
    needs = told["chargingNeeds"]
    ac, dc = needs.get("acChargingParameters"), needs.get("dcChargingParameters")
    period: Payload
    if ac is not None:
        phases = _PHASES_OF.get(needs["requestedEnergyTransfer"])
        unit, period = "A", given(startPeriod=0, limit=ac["evMaxCurrent"], numberPhases=phases)
    elif dc is not None:
        most = dc["evMaxCurrent"] * dc["evMaxVoltage"]
        unit, period = "W", {"startPeriod": 0, "limit": min(most, dc.get("evMaxPower", most))}
    else:
        return []
    schedule = given(
        id=csms.next_id(),
        duration=_seconds_until(needs.get("departureTime")),
        chargingRateUnit=unit,
        chargingSchedulePeriod=[period],
    )
    return [schedule]


def is_within(chosen: Payload, offered: Payload) -> bool:
    """Whether one ChargingScheduleType nowhere has more than another one."""
    starts = {period["startPeriod"] for each in (chosen, offered) for period in each["chargingSchedulePeriod"]}
    in_watts = chosen["chargingRateUnit"] != offered["chargingRateUnit"]
    return all(_rate(chosen, start, in_watts) <= _rate(offered, start, in_watts) for start in starts)


async def _offer(csms: Decisions, station: StationRecord, evse: int, transaction: str) -> None:
    """SetChargingProfile for what the EV needs; it takes the place of the one before."""
    before = profile_for(station, evse, transaction)
    profile = {
        "id": csms.next_id() if before is None else before["id"],
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "transactionId": transaction,
        "chargingSchedule": csms.schedules_for(station, station.needs[evse]),
    }
    await offer(csms, station, {"evseId": evse, "chargingProfile": profile})


def _offered(station: StationRecord, evse: int, transaction: str, id: int) -> Iterable[Payload]:
    """The schedules of the profile of a transaction: the one with this id, else all of them."""
    profile = profile_for(station, evse, transaction)
    schedules = [] if profile is None else profile["chargingSchedule"]
    return [each for each in schedules if each["id"] == id] or schedules


def _rate(schedule: Payload, at: int, in_watts: bool) -> float:
    """The limit that holds at this second, as it is or in W."""
    periods = [period for period in schedule["chargingSchedulePeriod"] if period["startPeriod"] <= at]
    last = periods[-1] if periods else schedule["chargingSchedulePeriod"][0]
    converted = in_watts and schedule["chargingRateUnit"] == "A"
    return float(last["limit"] * VOLTAGE * last.get("numberPhases", PHASES) if converted else last["limit"])


def _seconds_until(departure: object) -> int | None:
    leaves = epoch(departure)
    return None if leaves is None or leaves < wall() + 1 else int(leaves - wall())


HANDLERS: Mapping[str, Handler] = {
    "NotifyEVChargingNeeds": needs_told,
    "NotifyEVChargingSchedule": ev_schedule_told,
}
