"""What the station measures."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.station.clock import Clock
from ocpp_conformance.harness.station.inventory import POWER
from ocpp_conformance.harness.times import now


class Meter:
    """The energy meter of an EVSE; it counts while energy flows, on the station's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._energy = 0.0
        self._since: float | None = None

    @property
    def power(self) -> float:
        """What flows now, in W."""
        return 0.0 if self._since is None else float(POWER)

    @property
    def energy(self) -> float:
        """The register, in Wh."""
        running = 0.0 if self._since is None else self._clock.now() - self._since
        return self._energy + POWER * running / 3600

    def close(self) -> None:
        """Let energy flow."""
        if self._since is None:
            self._since = self._clock.now()

    def open(self) -> None:
        """Stop the flow."""
        self._energy, self._since = self.energy, None

    def read(self, measurands: tuple[str, ...], context: str) -> list[dict[str, Any]]:
        """A list of one MeterValueType with these measurands; empty when there are none."""
        values = {
            "Energy.Active.Import.Register": (round(self.energy, 1), "Wh"),
            "Power.Active.Import": (self.power, "W"),
        }
        sampled = [
            {
                "value": values[name][0],
                "measurand": name,
                "context": context,
                "unitOfMeasure": {"unit": values[name][1]},
            }
            for name in measurands
        ]
        return [{"timestamp": now(), "sampledValue": sampled}] if sampled else []
