"""Functional block K: what the EVSEs of a station are supplied with: three phases or one of AC, or DC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ocpp_conformance.harness.station.core.core import Core


@dataclass(frozen=True, slots=True)
class Supply:
    """What an EVSE can give: `phases` of AC, 0 for DC; `voltage` in V of the area on each of them, `current` in A on
    each, `power` in W of all."""

    phases: int
    voltage: int
    current: int
    power: int

    @property
    def lines(self) -> int:
        """The conductors over which the power goes: the phases, one pair for DC."""
        return max(1, self.phases)

    def most(self, unit: str, phases: int | None = None) -> float:
        """What it can give in A or W, over so many phases (None: all)."""
        if unit == "A":
            return float(self.current)
        used = self.lines if phases is None or not self.phases else min(phases, self.phases)
        return self.power * used / self.lines


SUPPLIES: Mapping[int, Supply] = {
    3: Supply(3, 230, 16, 11_000),
    1: Supply(1, 230, 16, 3_680),
    0: Supply(0, 400, 125, 50_000),
}
"""SupplyPhases → what that is here; 0 is DC (Part 2, appendices)."""


def supply_of(station: Core) -> Supply:
    """The supply of each EVSE of a station."""
    return SUPPLIES[station.config.supply_phases]
