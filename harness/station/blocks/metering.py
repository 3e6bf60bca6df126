"""Functional block J: what the station measures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.signing import signed_values
from ocpp_conformance.harness.station.blocks.supply import supply_of
from ocpp_conformance.harness.station.core.clock import DAY, Clock
from ocpp_conformance.harness.station.core.core import Block, Core, Send
from ocpp_conformance.harness.station.core.device_model import RO, RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

MEASURANDS = ("Energy.Active.Import.Register", "Power.Active.Import")
CURRENT = "Current.Import"
"""Read on each phase, where the station chooses among them."""


class Meter:
    """The energy meter of an EVSE; it counts while energy flows, on the station's clock, as much as is offered (W).

    `amperes` tells what so many W come to in A on each phase."""

    def __init__(
        self,
        clock: Clock,
        offer: Callable[[], float],
        energy: float = 0.0,
        amperes: Callable[[float], dict[int, float]] = lambda _: {},
    ) -> None:
        self._clock, self._offer, self._amperes = clock, offer, amperes
        self._energy = energy
        self._since: float | None = None
        self._rate = 0.0

    @property
    def flows(self) -> bool:
        """Whether energy flows."""
        return self._since is not None

    @property
    def power(self) -> float:
        """What flows now, in W."""
        return 0.0 if self._since is None else self._rate

    @property
    def energy(self) -> float:
        """The register, in Wh."""
        return self.energy_at(self._clock.now())

    def energy_at(self, moment: float) -> float:
        """The register as it was a little earlier; `moment` is on the station's clock."""
        running = 0.0 if self._since is None else max(0.0, moment - self._since)
        return self._energy + self._rate * running / 3600

    def close(self) -> None:
        """Let energy flow."""
        if self._since is None:
            self._since, self._rate = self._clock.now(), self._offer()

    def open(self) -> None:
        """Stop the flow."""
        self._energy, self._since = self.energy, None

    def renew(self) -> None:
        """More or less is offered now."""
        if self._since is not None:
            self.open()
            self.close()

    def read(self, measurands: tuple[str, ...], context: str, moment: float | None = None) -> list[dict[str, Any]]:
        """A list of one MeterValueType with these measurands, of now or of a moment a little earlier on the station's
        clock; empty when there are none."""
        moment = self._clock.now() if moment is None else moment
        values = {
            "Energy.Active.Import.Register": (round(self.energy_at(moment), 1), "Wh"),
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
            if name in values
        ]
        if CURRENT in measurands:
            sampled += [
                {
                    "value": round(amperes, 1),
                    "measurand": CURRENT,
                    "context": context,
                    "phase": f"L{phase}",
                    "unitOfMeasure": {"unit": "A"},
                }
                for phase, amperes in self._amperes(self.power).items()
            ]
        return [{"timestamp": self._clock.written(moment), "sampledValue": sampled}] if sampled else []


class Metering:
    """The meter of each EVSE."""

    def __init__(self, station: Core) -> None:
        self._clock = station.clock
        self.supply = supply_of(station)
        self.offer: Callable[[int], float] = lambda _: float(self.supply.power)
        """What an EVSE offers now, in W."""
        self.phases: Callable[[int], tuple[int, ...]] = lambda _: tuple(range(1, self.supply.phases + 1))
        """The phases that an EVSE charges with now; none for DC."""
        self.turned: Callable[[], object] = lambda: None
        """Told when energy begins or ceases to flow somewhere."""
        self.meters = {evse: self._meter(evse) for evse in range(1, len(station.config.evses) + 1)}

    def renew(self) -> None:
        """More or less is offered now at any EVSE."""
        for meter in self.meters.values():
            meter.renew()

    def shift(self) -> None:
        """Energy has begun, or ceased, to flow somewhere, which leaves less, or more, for the others."""
        self.renew()
        self.turned()

    @property
    def registers(self) -> dict[int, float]:
        """The register of each meter, in Wh; to set them is to put other meters there, through which nothing flows."""
        return {evse: meter.energy for evse, meter in self.meters.items()}

    @registers.setter
    def registers(self, found: dict[int, float]) -> None:
        for evse, energy in found.items():
            self.meters[evse] = self._meter(evse, energy)

    def _meter(self, evse: int, energy: float = 0.0) -> Meter:
        return Meter(self._clock, lambda: self.offer(evse), energy, lambda power: self._amperes(evse, power))

    def _amperes(self, evse: int, power: float) -> dict[int, float]:
        """What so many W come to in A on each phase of an EVSE."""
        used = self.phases(evse)
        every = range(1, self.supply.phases + 1)
        return {each: power / len(used) / self.supply.voltage if each in used else 0.0 for each in every}


def meter_values(
    station: Core, evse: int, measurands: tuple[str, ...], context: str, moment: float | None = None
) -> list[dict[str, Any]]:
    """What the meter of an EVSE says, see `Meter.read`, signed where that is wanted."""
    values = station.part(Metering).meters[evse].read(measurands, context, moment)
    return station.decide(signed_values, values, context)


def trigger_meter_values(station: Core, evse: Payload) -> Send | None:
    meters = station.part(Metering).meters
    wanted = [evse["id"]] if "id" in evse else list(meters)  # F06.FR.11
    if not set(wanted) <= set(meters):
        return None

    def send() -> None:
        for number in wanted:
            measurands = station.model.members("AlignedDataCtrlr", "Measurands")
            values = station.decide(meter_values, number, measurands, "Trigger")
            if values:  # F06.FR.06
                payload = {"evseId": number, "meterValue": values}
                station.outbox.post(Item("MeterValues", payload, requested=True))

    return send


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, mutability=RW)
    flag = partial(make, data_type="boolean")
    known = (*MEASURANDS, CURRENT) if station.config.phase_switching else MEASURANDS
    measurands = partial(make, value=MEASURANDS[0], data_type="MemberList", values=known)
    seconds = partial(make, value="0", data_type="integer", unit="s", minimum=0)
    power = partial(
        Variable, component="EVSE", name="Power", data_type="decimal", unit="W", maximum=supply_of(station).power
    )
    sampled, evses = "SampledDataCtrlr", range(1, len(station.config.evses) + 1)
    return [
        flag(component=sampled, name="Enabled", value="true"),
        flag(component=sampled, name="Available", value="true", mutability=RO),
        measurands(component=sampled, name="TxStartedMeasurands"),
        measurands(component=sampled, name="TxUpdatedMeasurands"),
        # 0: a station that sends nothing on its own is easier to follow; the CSMS may set an interval
        seconds(component=sampled, name="TxUpdatedInterval", maximum=DAY),
        measurands(component=sampled, name="TxEndedMeasurands"),
        seconds(component=sampled, name="TxEndedInterval", maximum=DAY),
        *(power(evse=evse, value=partial(_watts, station, evse)) for evse in evses),
    ]


def _watts(station: Core, evse: int) -> str:
    return f"{station.part(Metering).meters[evse].power:.0f}"


BLOCK = Block(
    state=Metering,
    keeps=("registers",),  # J02.FR.17
    triggers={"MeterValues": trigger_meter_values},
    variables=variables,
    seams=(meter_values,),
)
