"""Functional block K: charging profiles that the CSMS sets, asks for and clears (K01, K08 to K10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import ErrorCode, Payload
from ocpp_conformance.harness.station.blocks import (
    charging_objections,
    charging_profiles,
    charging_schedules,
    composite_schedule,
)
from ocpp_conformance.harness.station.blocks.charging_objections import (
    PERIODS,
    STACK_LEVEL,
    came_too_early,
    profile_refused,
)
from ocpp_conformance.harness.station.blocks.charging_profiles import (
    EXTERNAL,
    MAXIMUM,
    Installed,
    Profiles,
    profile_kept,
)
from ocpp_conformance.harness.station.blocks.composite_schedule import get_composite_schedule
from ocpp_conformance.harness.station.core.core import Block, Core, Handler
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

COMPONENT = "SmartChargingCtrlr"
PER_MESSAGE = 2
"""Profiles that one ReportChargingProfiles holds."""


def charges_smartly(station: Core) -> bool:
    """Whether profiles are heeded at all (K01.FR.29, K05.FR.04)."""
    return station.model.boolean(COMPONENT, "Enabled")


def set_charging_profile(station: Core, request: Payload) -> Payload:
    """SetChargingProfile (K01)."""
    new = Installed(request["evseId"], request["chargingProfile"])
    reason = station.decide(profile_refused, new)
    if reason is None and station.decide(came_too_early, new):
        reason = "InvalidMessageSeq"
    if reason is not None:
        return {"status": "Rejected", "statusInfo": {"reasonCode": reason}}
    station.decide(profile_kept, new)
    return {"status": "Accepted"}


def get_charging_profiles(station: Core, request: Payload) -> Payload:
    """GetChargingProfiles (K09): answer, then tell."""
    chosen = [each for each in station.part(Profiles).all() if station.decide(profile_chosen, request, each)]
    if not chosen:
        return {"status": "NoProfiles"}
    station.connection.after(lambda: _tell(station, request["requestId"], chosen))
    return {"status": "Accepted"}


def profile_chosen(station: Core, request: Payload, each: Installed) -> bool:
    """Whether a request means this profile: its EVSE (K09.FR.04 to .06) and every criterion that it names."""
    criteria, place = request["chargingProfile"], station.part(Profiles).place(each)
    return (
        place is not None
        and request.get("evseId", place) == place
        and each.id in criteria.get("chargingProfileId", (each.id,))
        and criteria.get("chargingProfilePurpose", each.purpose) == each.purpose
        and criteria.get("stackLevel", each.level) == each.level
        and each.source in criteria.get("chargingLimitSource", (each.source,))
    )


def _tell(station: Core, request_id: int, chosen: list[Installed]) -> None:
    """Send them, in each message those of one EVSE and source (K09.FR.02)."""
    place = station.part(Profiles).place
    together: dict[tuple[int | None, str], list[Payload]] = {}
    for each in chosen:
        together.setdefault((place(each), each.source), []).append(each.profile)
    parts = [
        (*where, profiles[start : start + PER_MESSAGE])
        for where, profiles in together.items()
        for start in range(0, len(profiles), PER_MESSAGE)
    ]
    for number, (evse, source, part) in enumerate(parts, start=1):
        payload: dict[str, Any] = {"requestId": request_id, "chargingLimitSource": source, "evseId": evse}
        payload |= {"chargingProfile": part, "tbc": number < len(parts)}
        station.outbox.post(Item("ReportChargingProfiles", payload, requested=True))


def clear_charging_profile(station: Core, request: Payload) -> Payload:
    """ClearChargingProfile (K10)."""
    gone = [each for each in station.part(Profiles).all() if station.decide(profile_cleared, request, each)]
    station.part(Profiles).drop(gone)
    return {"status": "Accepted" if gone else "Unknown"}  # K10.FR.01, K10.FR.03, K10.FR.04


def profile_cleared(station: Core, request: Payload, each: Installed) -> bool:
    """Whether a request is to remove this profile: by its id, or by every criterion; never one that others set
    (K10.FR.08, K10.FR.09)."""
    criteria, id = request.get("chargingProfileCriteria", {}), request.get("chargingProfileId")
    place = station.part(Profiles).place(each)
    return (
        each.purpose != EXTERNAL
        and id in (None, each.id)
        and criteria.get("evseId", place) == place
        and criteria.get("chargingProfilePurpose", each.purpose) == each.purpose
        and criteria.get("stackLevel", each.level) == each.level
        and not (id is None and not criteria)  # K10.FR.02
    )


def _if_enabled(handler: Handler) -> Handler:
    def handle(station: Core, request: Payload) -> Payload:
        if not station.decide(charges_smartly):
            raise Refusal(ErrorCode.NOT_SUPPORTED, "smart charging is not enabled")  # K01.FR.29
        return handler(station, request)

    return handle


def variables(station: Core) -> list[Variable]:
    make: Callable[..., Variable] = partial(Variable, component=COMPONENT)
    flag, number = partial(make, data_type="boolean"), partial(make, data_type="integer")
    units = station.config.rate_units

    def count() -> str:
        return str(len(station.part(Profiles).all()))

    return [
        flag(name="Available", value="true"),
        flag(name="Enabled", value="true", mutability=RW),
        flag(name="ACPhaseSwitchingSupported", value=str(station.config.phase_switching).lower()),
        flag(name="Phases3to1", value="false"),
        number(name="ProfileStackLevel", value=str(STACK_LEVEL)),
        number(name="PeriodsPerSchedule", value=str(PERIODS)),
        number(name="Entries", instance="ChargingProfiles", value=count, minimum=0, maximum=MAXIMUM),
        make(name="RateUnit", value=",".join(units), data_type="MemberList", values=("A", "W")),
        make(name="LimitChangeSignificance", value="1.0", data_type="decimal", mutability=RW, minimum=0, maximum=100),
    ]


BLOCK = Block(
    state=Profiles,
    keeps=("_installed",),  # K01.FR.27
    handlers={
        "SetChargingProfile": _if_enabled(set_charging_profile),
        "GetChargingProfiles": _if_enabled(get_charging_profiles),
        "ClearChargingProfile": _if_enabled(clear_charging_profile),
        "GetCompositeSchedule": _if_enabled(get_composite_schedule),
    },
    variables=variables,
    seams=(
        charges_smartly,
        profile_chosen,
        profile_cleared,
        *charging_profiles.SEAMS,
        *charging_objections.SEAMS,
        *charging_schedules.SEAMS,
        *composite_schedule.SEAMS,
    ),
    boots=charging_profiles.boots,
)
