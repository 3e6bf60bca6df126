"""What a limit in W comes to in A, by the phases of an EVSE (K01)."""

from __future__ import annotations

import math

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import (
    EARLY,
    Composite,
    composite,
    unlimited,
)
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.rpc import Payload

_VOLTAGES = (100, 277)
"""The line voltages of the world."""
_LEAST = 6
"""A: an EV charges with this or not at all (IEC 61851-1)."""
_SHARE = 0.6
_FAIR = 0.1
"""What the voltage may differ, as a share of it."""


def of_evse(name: str, evse: int = 1) -> Payload:
    """A variable of an EVSE."""
    about = variable("EVSE", name)
    about["component"]["evse"] = {"id": evse}
    return about


async def three_phases(profiles: Profiles) -> None:
    """EVSE 1 has three phases, as a precondition."""
    phases = await value_of(profiles.csms, of_evse("SupplyPhases"))
    if phases != "3":
        raise profiles.csms.checklist.give_up(f"SupplyPhases of EVSE 1 is {phases}: not three phases of AC")


async def watts_per_ampere(profiles: Profiles) -> float:
    """The W of EVSE 1 for each A on its phases, by what it can do in both. Raises `Inconclusive` where it makes no
    sense for a number of phases from 1 to 3."""
    csms = profiles.csms
    if not {"A", "W"} <= profiles.units:
        raise csms.checklist.give_up("the station does not take both A and W")
    watts = (await composite(profiles, unit="W")).at(EARLY)
    amperes = (await composite(profiles, unit="A")).at(EARLY)
    ratio = watts / amperes if amperes else 0
    if not _VOLTAGES[0] <= ratio <= 3 * _VOLTAGES[1]:
        raise csms.checklist.give_up(f"what the station can do tells no line voltage: {watts:g} W, {amperes:g} A")
    return ratio


async def amperes(profiles: Profiles, source: Source, **period: int) -> None:
    """A profile in W, whose period has these fields too, limits each of three phases to a third of it, in A."""
    csms, ratio = profiles.csms, await _of_three_phases(profiles)
    watts = math.floor((await composite(profiles, unit="W")).at(EARLY) * _SHARE)
    due = watts / ratio
    if due < _LEAST:
        raise csms.checklist.give_up(f"{watts} W are {due:.1f} A on each phase: too little for a try")
    limit = [{"startPeriod": 0, "limit": watts, **period}]
    await profiles.set(1, profiles.profile(limit, None, chargingRateUnit="W"))
    found = await composite(profiles, unit="A")
    _compare(csms, source, found, due, f"A of {watts} W")


async def watts(profiles: Profiles, source: Source) -> None:
    """A profile in A limits EVSE 1 to that on each of three phases, in W."""
    csms, ratio = profiles.csms, await _of_three_phases(profiles)
    _, limit = await unlimited(profiles)
    await profiles.set(1, profiles.profile(limit, None, chargingRateUnit="A"))
    _compare(csms, source, await composite(profiles, unit="W"), limit * ratio, f"W of {limit:g} A on each phase")


async def _of_three_phases(profiles: Profiles) -> float:
    ratio = await watts_per_ampere(profiles)
    if ratio < 3 * _VOLTAGES[0]:
        raise profiles.csms.checklist.give_up(f"{ratio:g} W for each A: too little for three phases")
    return ratio


def _compare(csms: CsmsProbe, source: Source, found: Composite, due: float, unit: str) -> None:
    told = found.at(EARLY)
    misses = () if abs(told - due) <= due * _FAIR + 0.1 else (Miss("limit", f"about {due:.1f}", f"{told:g} {unit}"),)
    csms.checklist.book(source, misses, frame=found.reply.frame, seen=f"{told:g} {unit}")
