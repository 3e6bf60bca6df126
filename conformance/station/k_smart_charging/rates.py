"""The limits of Part 6: so many A on each phase of EVSE 1, or what that is in W (errata 2025-09, 6.2.69)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_conformance.conformance.station.k_smart_charging.phases import of_evse
from ocpp_conformance.conformance.station.k_smart_charging.profiles import Profiles
from ocpp_conformance.conformance.station.k_smart_charging.schedules import composite
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.rpc import Payload

LOW, HIGH = 6, 10
"""A: what the cases limit an EVSE to, and the highest of their limits that a composite schedule has to show."""
_VOLTAGE = 230
_ROOM = 1.1


@dataclass(frozen=True)
class Rates:
    """Limits for an EVSE with so many phases; None for one with DC, or that doesn't tell."""

    profiles: Profiles
    phases: int | None

    def limit(self, amperes: float) -> float:
        """So many A in the unit of the profiles."""
        return amperes if self.profiles.unit == "A" else amperes * _VOLTAGE * (self.phases or 3)

    def profile(self, amperes: float | Mapping[int, float], since: float | None, **more: object) -> Payload:
        """As `Profiles.profile`, with the limit in A, or that of each period by its start."""
        starts = amperes if isinstance(amperes, Mapping) else {0: amperes}
        phases = {} if self.phases is None else {"numberPhases": self.phases}
        periods = [{"startPeriod": start, "limit": self.limit(each), **phases} for start, each in starts.items()]
        return self.profiles.profile(periods, since, **more)

    async def room(self, amperes: float, evse: int = 1) -> float:
        """The station's present time, where an EVSE may take more than this now. Raises `Inconclusive` where not."""
        free = await composite(self.profiles, evse)
        if free.least() < self.limit(amperes) * _ROOM:
            raise self.profiles.csms.checklist.give_up(f"EVSE {evse} may take {free.least():g}: no more than a limit")
        return free.start


async def rates(profiles: Profiles) -> Rates:
    """The limits of EVSE 1, by its variable SupplyPhases."""
    told = await value_of(profiles.csms, of_evse("SupplyPhases"))
    return Rates(profiles, int(told) if told in ("1", "2", "3") else None)
