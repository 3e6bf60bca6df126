"""What the cases of ISO 15118 share: an EV tells what it needs, is offered a profile, and tells what it takes of it."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.conformance.case import PRESENT, CaseDriver, one_of
from ocpp_conformance.conformance.csms.asking import ACCEPTED, asked
from ocpp_conformance.conformance.csms.states import authorized, booted, ev_connected_pre_session
from ocpp_conformance.conformance.waiting import awaited, demand, has_action
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.probes.charging_session import ChargingSession
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

SET = "SetChargingProfile"
PROMISED = one_of("Accepted", "Processing")
"""A CSMS that has a schedule ready, or needs time for it (K15.FR.03, K15.FR.05)."""
SERVED = 60
"""OCPP seconds in which a profile has to come (K15.FR.08)."""
TUPLES = 12
"""The maxScheduleTuples of the EV."""
NEEDS = {
    "requestedEnergyTransfer": "AC_three_phase",
    "acChargingParameters": {"energyAmount": 20_000, "evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 400},
}


async def ev_waits(session: ChargingSession) -> None:
    """Authorized and EVConnectedPreSession, with an EV that speaks ISO 15118. Always preconditions."""
    await booted(session)
    await authorized(session)
    await ev_connected_pre_session(session)


async def offered(
    session: ChargingSession, answered: Source | None, sent: Source | None, bounded: str | None = None
) -> ReceivedCall:
    """The EV tells what it needs, and the CSMS sends a profile for it; each is judged under its source, without one it
    is a precondition. `bounded` is the requirement for the size of the profile."""
    since = session.station.mark
    session.station.answers(SET, ACCEPTED)
    told = {"evseId": session.evse, "maxScheduleTuples": TUPLES, "chargingNeeds": NEEDS}
    answer = has_action(await session.station.call("NotifyEVChargingNeeds", told))
    demand(answer, answered, status=PROMISED)
    request = await profile_comes(session, sent, since)
    if bounded is not None:
        request.meets(bounded, chargingProfile={"chargingSchedule": Matcher(_SIZE, _is_short)})
    return request


async def profile_comes(session: ChargingSession, source: Source | None, since: int) -> ReceivedCall:
    """The CSMS sends a profile for the transaction that runs, from the bookmark `since` on."""
    patience = session.station.patience
    limit = patience.scaled(SERVED) + patience.reply
    request = await awaited(session.station, source, SET, since=since, within=limit)
    demand(request, source, **for_transaction(session))
    return request


async def profile_wanted(
    session: ChargingSession, csms_driver: CaseDriver, source: Source, limit: float
) -> ReceivedCall:
    """The CSMS is asked to limit the transaction that runs, and sends a profile for it."""
    wish: dict[str, Any] = {"evse": session.evse, "purpose": "TxProfile", "transaction_id": session.running}
    request = await asked(session.station, csms_driver, source, "set_profile", ACCEPTED, **wish, limit=limit)
    request.meets(source, **for_transaction(session))
    return request


async def taken(session: ChargingSession, request: ReceivedCall, *, exceeding: bool = False) -> ReceivedReply:
    """The EV takes what the first schedule of a profile allows or, `exceeding`, more than any of them does. Raises
    `Inconclusive` for a profile that isn't valid: nobody can take anything of it."""
    if request.judgement is not None:
        raise session.station.checklist.give_up("precondition not reached: a valid profile", frame=request.frame)
    schedules = request["chargingProfile"]["chargingSchedule"]
    first, most = schedules[0], max(period["limit"] for each in schedules for period in each["chargingSchedulePeriod"])
    chosen = {name: first[name] for name in ("id", "duration", "chargingRateUnit") if name in first}
    periods = [{**period, "limit": most * 2 + 1} for period in first["chargingSchedulePeriod"]]
    chosen["chargingSchedulePeriod"] = periods if exceeding else first["chargingSchedulePeriod"]
    told = {"timeBase": now(), "evseId": session.evse, "chargingSchedule": chosen}
    return await session.station.call("NotifyEVChargingSchedule", told)


async def iso15118_smart_charging(session: ChargingSession, source: Source | None = None) -> ReceivedCall:
    """ISO15118SmartCharging: the EV has agreed with the CSMS on a profile, and energy flows. Returns the profile."""
    request = await offered(session, source, source, None if source is None else "K15.FR.07")
    demand(await taken(session, request), source, status="Accepted")
    charging = await session.event("ChargingStateChanged", state="Charging")
    demand(charging, source)
    return request


def not_repeated(session: ChargingSession, source: Source, agreed: ReceivedCall) -> None:
    """Check that the CSMS has not sent once more what was agreed. Other limits have a cause that doesn't show here."""
    later = session.station.received(SET, since=agreed.frame + 1)
    again = [call for call in later if _limits(call) == _limits(agreed)]
    misses = (Miss("", f"no {SET} without cause", "the limits that were agreed, once more"),) if again else ()
    seen = "other limits, for a cause that doesn't show" if later else "none"
    session.station.checklist.book(source, misses, frame=again[0].frame if again else None, seen=seen)


def for_transaction(session: ChargingSession) -> dict[str, Any]:
    """The demand for a profile of the transaction that runs."""
    profile = {"chargingProfilePurpose": "TxProfile", "transactionId": session.running, "chargingSchedule": PRESENT}
    return {"evseId": session.evse, "chargingProfile": profile}


_SIZE = f"up to 3 schedules of up to {TUPLES} periods"


def _is_short(schedules: Any) -> bool:
    return len(schedules) <= 3 and all(len(each["chargingSchedulePeriod"]) <= TUPLES for each in schedules)


def _limits(call: ReceivedCall) -> list[Payload]:
    return [
        {"unit": each["chargingRateUnit"], "periods": each["chargingSchedulePeriod"]}
        for each in call["chargingProfile"]["chargingSchedule"]
    ]
