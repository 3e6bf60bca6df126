"""What a limit in W comes to in A, by the phases of an EVSE (K01)."""

from __future__ import annotations

import math

from ocpp_conformance.conformance.case import variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import EARLY, composite
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss, Source

_VOLTAGES = (100, 277)
"""The line voltages of the world."""
_LEAST = 6
"""A: an EV charges with this or not at all (IEC 61851-1)."""
_SHARE = 0.6
_FAIR = 0.1
"""What the voltage may differ, as a share of it."""


async def three_phases(profiles: Profiles) -> None:
    """EVSE 1 has three phases, as a precondition."""
    about = variable("EVSE", "SupplyPhases")
    about["component"]["evse"] = {"id": 1}
    phases = await value_of(profiles.csms, about)
    if phases != "3":
        raise profiles.csms.checklist.give_up(f"SupplyPhases of EVSE 1 is {phases}: not three phases of AC")


async def amperes(profiles: Profiles, source: Source, **period: int) -> None:
    """A profile in W, whose period has these fields too, limits each of three phases to a third of it, in A.

    The line voltage is that at which the station's own limits in W and in A are the same.
    """
    csms = profiles.csms
    if not {"A", "W"} <= profiles.units:
        raise csms.checklist.give_up("the station does not take both A and W")
    power = (await composite(profiles, unit="W")).at(EARLY)
    current = (await composite(profiles, unit="A")).at(EARLY)
    voltage = power / current / 3 if current else 0
    if not _VOLTAGES[0] <= voltage <= _VOLTAGES[1] or current * _SHARE < _LEAST:
        raise csms.checklist.give_up(f"what the station can do tells no line voltage: {power:g} W, {current:g} A")
    limit = [{"startPeriod": 0, "limit": math.floor(power * _SHARE), **period}]
    await profiles.set(1, profiles.profile(limit, None, chargingRateUnit="W"))
    found = await composite(profiles, unit="A")
    told, due = found.at(EARLY), limit[0]["limit"] / voltage / 3
    misses = () if abs(told - due) <= due * _FAIR + 0.1 else (Miss("limit", f"about {due:.1f} A", f"{told:g}"),)
    csms.checklist.book(source, misses, frame=found.reply.frame, seen=f"{told:g} A of {limit[0]['limit']} W")
