"""Functional block K: the EVSEs keep to their charging profiles, and to limits that others than the CSMS set (K11 to
K13)."""

from __future__ import annotations

import asyncio
from functools import partial
from itertools import count
from typing import Any

from ocpp_conformance.harness.station.blocks.availability import Availability
from ocpp_conformance.harness.station.blocks.charging_profiles import EXTERNAL, Installed, Profiles
from ocpp_conformance.harness.station.blocks.composite_schedule import (
    LONGEST,
    evse_rate,
    phases_at,
    turns_within,
)
from ocpp_conformance.harness.station.blocks.metering import Metering, meter_values
from ocpp_conformance.harness.station.blocks.smart_charging import COMPONENT, charges_smartly
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item

SOURCE = "EMS"
"""Who sets limits beside the CSMS: an energy management system."""


class ChargingLimits:
    """What each EVSE offers its car, kept up to date."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._changed = asyncio.Event()
        station.part(Metering).offer = lambda evse: float(station.decide(offered_power, evse))
        station.part(Metering).phases = self._phases
        station.part(Metering).turned = self._changed.set
        station.part(Profiles).changed.append(self.keep_to)
        station.model.watch(COMPONENT, "Enabled", self.keep_to)

    def keep_to(self) -> None:
        """Have the cars charge as the profiles say now; without any power the energy is suspended."""
        self._apply()
        self._changed.set()  # time may bring other changes than before

    def _apply(self) -> None:
        transactions, availability = self._station.part(Transactions), self._station.part(Availability)
        metering = self._station.part(Metering)
        metering.renew()
        for evse in metering.meters:
            session = transactions.on(evse)
            if session is not None and session.connector is not None:
                connector = availability.connector(evse, session.connector)
                change = transactions.mended if metering.offer(evse) > 0 else transactions.broken
                change(connector)
                if session.state == "Charging" and session.told_phases not in (None, len(metering.phases(evse))):
                    self._station.decide(phases_changed, session)

    def _phases(self, evse: int) -> tuple[int, ...]:
        moment = self._station.clock.wall()
        return self._station.decide(phases_at, evse, moment, moment)

    async def follow(self) -> None:
        """Keep to the profiles as time passes."""
        while True:
            self._changed.clear()
            moment = self._station.clock.wall()
            turn = min(turns_within(self._station, 0, moment, moment + LONGEST), default=moment + LONGEST)
            # dates are of the wall clock, which does not scale
            await self._station.clock.wait(self._changed, (turn - moment) / self._station.clock.scale)
            self._apply()

    async def limited(self, amperes: float, evse: int) -> None:
        """Somebody else sets a limit for an EVSE, or for the station (0).

        Raises `ValueError` for another EVSE, and where the station does not charge smartly.
        """
        self._check(evse)
        schedule: dict[str, Any] = {
            "id": 1,
            "startSchedule": self._station.clock.stamp(),
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": amperes}],
        }
        profiles = self._station.part(Profiles)
        old = self._external(evse)
        profile = {
            "id": next(id for id in count(-1, -1) if profiles.named(id) is None) if old is None else old.id,
            "stackLevel": 0,
            "chargingProfilePurpose": EXTERNAL,  # K11.FR.06, K12.FR.05
            "chargingProfileKind": "Absolute",
            "chargingSchedule": [schedule],
        }
        before = self._rates()
        profiles.put(Installed(evse, profile, SOURCE))
        if old is None or self._station.decide(changed_significantly, _amperes(old), amperes):
            told = self._station.decide(limit_told, evse, schedule)
            self._station.outbox.post(Item("NotifyChargingLimit", told, durable=True))  # SC.02: always
        await self._tell_rates(before)

    async def released(self, evse: int) -> None:
        """The limit is taken back. Raises `ValueError` where there is none."""
        self._check(evse)
        old = self._external(evse)
        if old is None:
            raise ValueError(f"nobody has limited EVSE {evse}")
        before = self._rates()
        self._station.part(Profiles).drop([old])  # K13.FR.01
        told = {"chargingLimitSource": SOURCE} | ({"evseId": evse} if evse else {})
        self._station.outbox.post(Item("ClearedChargingLimit", told, durable=True))  # K13.FR.02
        await self._tell_rates(before)

    def _external(self, evse: int) -> Installed | None:
        held = self._station.part(Profiles).all()
        return next((each for each in held if each.purpose == EXTERNAL and each.evse == evse), None)

    def _rates(self) -> dict[int, float]:
        return {evse: meter.power for evse, meter in self._station.part(Metering).meters.items()}

    async def _tell_rates(self, before: dict[int, float]) -> None:
        """Tell the transactions whose cars charge at another rate than before (K11.FR.04, K13.FR.03)."""
        transactions, items = self._station.part(Transactions), []
        for evse, rate in self._rates().items():
            session = transactions.on(evse)
            if (
                session is not None
                and session.started
                and self._station.decide(changed_significantly, before[evse], rate)
            ):
                values = self._station.decide(meter_values, evse, ("Power.Active.Import",), "Other")
                items += transactions.tell_reading(session, "ChargingRateChanged", values)
        await self._station.outbox.settle(items)

    def _check(self, evse: int) -> None:
        if not self._station.decide(charges_smartly):
            raise ValueError("the station does not charge smartly: nobody can limit it")
        if not 0 <= evse <= len(self._station.config.evses):
            raise ValueError(f"the station has no EVSE {evse}")


def offered_power(station: Core, evse: int) -> float:
    """What an EVSE offers now, in W."""
    moment = station.clock.wall()
    return (
        station.decide(evse_rate, evse, moment, moment, "W")
        if station.decide(charges_smartly)
        else float(station.part(Metering).supply.power)
    )


def changed_significantly(station: Core, before: float, after: float) -> bool:
    """Whether a limit, or a rate, differs by LimitChangeSignificance or more (SC.03)."""
    percent = float(station.model.text(COMPONENT, "LimitChangeSignificance"))
    return before != after and abs(after - before) * 100 >= percent * before


def phases_changed(station: Core, session: Transaction) -> None:
    """A transaction goes on with more phases, or with fewer (E02.FR.19, E03.FR.14)."""
    if session.started and session.evse is not None:
        values = station.decide(meter_values, session.evse, ("Power.Active.Import",), "Other")
        station.part(Transactions).tell_reading(session, "ChargingRateChanged", values)


def limit_told(station: Core, evse: int, schedule: dict[str, Any]) -> dict[str, Any]:
    """The NotifyChargingLimitRequest of a limit that was set (K11.FR.02, K11.FR.03, K11.FR.05, K12.FR.02 to .04)."""
    told: dict[str, Any] = {"chargingLimit": {"chargingLimitSource": SOURCE, "isGridCritical": False}}
    if evse:
        told["evseId"] = evse
    if station.model.boolean(COMPONENT, "NotifyChargingLimitWithSchedules"):
        told["chargingSchedule"] = [schedule]
    return told


def _amperes(each: Installed) -> float:
    return float(each.profile["chargingSchedule"][0]["chargingSchedulePeriod"][0]["limit"])


def variables(_: Core) -> list[Variable]:
    flag = partial(Variable, component=COMPONENT, data_type="boolean")
    return [
        flag(name="ExternalControlSignalsEnabled", value="true"),
        flag(name="NotifyChargingLimitWithSchedules", value="false", mutability=RW),
    ]


BLOCK = Block(
    state=ChargingLimits,
    variables=variables,
    seams=(offered_power, changed_significantly, phases_changed, limit_told),
    powered_on=lambda station: station.tasks.start(station.part(ChargingLimits).follow(), "charging limits"),
)
