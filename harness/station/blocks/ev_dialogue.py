"""Functional block K: what a station and an EV agree on by ISO 15118 (K15), and agree on anew (K16, K17).

The EV is simulated: of ISO 15118 there is what OCPP tells of it, no message of its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.charging_profiles import TRANSACTION, Installed, Profiles
from ocpp_conformance.harness.station.blocks.charging_schedules import profile_valid, run_of
from ocpp_conformance.harness.station.blocks.composite_schedule import applies_to
from ocpp_conformance.harness.station.blocks.supply import supply_of
from ocpp_conformance.harness.station.blocks.transaction_events import Transaction
from ocpp_conformance.harness.station.blocks.transactions import Transactions
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import RW, Variable
from ocpp_conformance.harness.station.core.outbox import Item
from ocpp_conformance.harness.times import written

COMPONENT = "ISO15118Ctrlr"
ANSWER_TIME = 50
"""OCPP seconds that the EV is kept waiting for a profile of the CSMS: ISO 15118 gives the station 60 (K15, remarks)."""
SHARE = 0.75
"""What the EV takes of what it is offered, where it makes a profile of its own."""
PERIODS = 12
"""The maxScheduleTuples of the EV."""


@dataclass(frozen=True, slots=True)
class Ev:
    """An EV that speaks ISO 15118: it charges with `current` AC or DC, wants so much `energy` in Wh, until its
    `departure` (RFC 3339), and with `profile` says how it will draw it; else it takes what it is offered."""

    current: str = "AC"
    energy: int = 20_000
    departure: str | None = None
    profile: bool = True

    def needs(self, phases: int) -> dict[str, Any]:
        """ChargingNeedsType, at an EVSE with so many phases."""
        leaves = {} if self.departure is None else {"departureTime": self.departure}
        if self.current == "DC":
            limits = {"evMaxCurrent": 125, "evMaxVoltage": 500, "evMaxPower": 50_000}
            energy = {"energyAmount": self.energy, "stateOfCharge": 40}
            return {"requestedEnergyTransfer": "DC", "dcChargingParameters": limits | energy, **leaves}
        mode = "AC_single_phase" if phases == 1 else "AC_three_phase"
        limits = {"evMinCurrent": 6, "evMaxCurrent": 16, "evMaxVoltage": 230}
        return {
            "requestedEnergyTransfer": mode,
            "acChargingParameters": {"energyAmount": self.energy, **limits},
            **leaves,
        }


@dataclass(eq=False)
class Dialogue:
    """The talk with the EV at an EVSE: `agreed` says that energy may flow, `held` are the profiles that the last offer
    was made of, `came` is set when the CSMS has set others."""

    ev: Ev
    connector: int
    transaction: str | None = None
    agreed: bool = False
    held: list[Installed] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class EvDialogues:
    """The EVs at a station that speak ISO 15118, by EVSE."""

    def __init__(self, station: Core) -> None:
        self._station = station
        self._profiles, self._transactions = station.part(Profiles), station.part(Transactions)
        self._by_evse: dict[int, Dialogue] = {}
        self._transactions.agreeing.append(self._waits)
        self._profiles.changed.append(self._changed)

    def met(self, evse: int, connector: int, ev: Ev) -> None:
        """Such an EV is being plugged in. Raises `ValueError` for another current than AC or DC, and where the EVSE has
        another."""
        if ev.current not in ("AC", "DC"):
            raise ValueError(f"current {ev.current!r}: AC or DC")
        if (supply_of(self._station).phases == 0) is not (ev.current == "DC"):
            raise ValueError(f"EVSE {evse} has no {ev.current}")
        self._by_evse[evse] = Dialogue(ev, connector)
        if speaks(self._station):
            self._profiles.unasked.add(evse)

    def left(self, evse: int, connector: int) -> None:
        """The EV is gone."""
        found = self._by_evse.get(evse)
        if found is not None and found.connector == connector:
            self._end(self._by_evse.pop(evse))
            self._profiles.choose(evse, None)
            self._profiles.unasked.discard(evse)

    def at(self, evse: int) -> Dialogue | None:
        """The talk with the EV at an EVSE."""
        return self._by_evse.get(evse)

    def forget(self) -> None:
        """The power is off."""
        for evse in list(self._by_evse):
            self._end(self._by_evse.pop(evse))
            self._profiles.choose(evse, None)
        self._profiles.negotiated.clear()
        self._profiles.unasked.clear()

    def renegotiate(self, evse: int, energy: int) -> None:
        """The EV wants something else (K17). Raises `ValueError` where none speaks ISO 15118, or none charges."""
        found = self._by_evse.get(evse)
        session = self._transactions.on(evse)
        if found is None or session is None or not found.agreed:
            raise ValueError(f"no EV at EVSE {evse} has agreed on anything by ISO 15118")
        found.ev = Ev(found.ev.current, energy, found.ev.departure, found.ev.profile)
        found.task = self._station.tasks.start(self._agree(session, found, True), "ISO 15118")

    def _waits(self, session: Transaction) -> bool:
        """Whether no energy may flow yet: the EV and the station have to agree first."""
        found = None if session.evse is None else self._by_evse.get(session.evse)
        if found is None or not speaks(self._station):
            return False
        if found.transaction != session.id:
            self._end(found)
            found.transaction, found.agreed = session.id, False
            found.task = self._station.tasks.start(self._agree(session, found, True), "ISO 15118")
        return not found.agreed

    def _changed(self) -> None:
        """The profiles are others: an EV that had agreed is offered what comes of them (K16.FR.02)."""
        for evse, found in list(self._by_evse.items()):
            session = self._transactions.on(evse)
            if session is None or session.id != found.transaction or self._held(evse) == found.held:
                continue
            found.held = self._held(evse)
            if not found.agreed:
                found.came.set()
            elif self._station.decide(renegotiates, evse):
                found.task = self._station.tasks.start(self._agree(session, found, False), "ISO 15118")

    def _end(self, found: Dialogue) -> None:
        if found.task is not None:
            found.task.cancel()

    def _held(self, evse: int) -> list[Installed]:
        return [each for each in self._profiles.all() if self._station.decide(applies_to, each, evse)]

    async def _agree(self, session: Transaction, found: Dialogue, wants: bool) -> None:
        """Tell what the EV wants, if it does, offer it what may flow, and tell what it takes of that."""
        evse = session.evse
        assert evse is not None
        found.came.clear()
        found.held = self._held(evse)
        if wants:
            self._profiles.choose(evse, None)
            await self._tell_needs(session, found)
        offered = self._offer(evse)
        if offered is not None:
            await self._tell_choice(session, found, offered)
        found.agreed = True
        await self._station.outbox.settle(self._transactions.agreed(session) if session.state != "Charging" else [])

    async def _tell_needs(self, session: Transaction, found: Dialogue) -> None:
        """NotifyEVChargingNeeds, and the wait for a profile where the CSMS promises one (K15.FR.01, K17.FR.01)."""
        assert session.evse is not None
        needs = found.ev.needs(supply_of(self._station).phases)
        payload = self._station.decide(needs_told, session.evse, needs)
        said: list[Payload] = []
        self._profiles.negotiated.add(session.id)
        self._profiles.unasked.discard(session.evse)
        if payload is None:
            return
        item = Item("NotifyEVChargingNeeds", payload, durable=True, answered=said.append)
        self._station.outbox.post(item)
        await item.settled.wait()
        if any(answer["status"] == "Accepted" for answer in said):  # else the CSMS comes back to it (K15.FR.05)
            await self._station.clock.wait(found.came, ANSWER_TIME)

    def _offer(self, evse: int) -> Payload | None:
        """The profile that the CSMS has set for the transaction; None where the EV is offered what the EVSE can do."""
        now = self._station.clock.wall()
        mine = [
            each
            for each in self._held(evse)
            if each.purpose == TRANSACTION and self._station.decide(profile_valid, each.profile, now)
        ]
        return max(mine, key=lambda each: each.level).profile if mine else None

    async def _tell_choice(self, session: Transaction, found: Dialogue, offered: Payload) -> None:
        """NotifyEVChargingSchedule (K15.FR.10, K15.FR.19); what the CSMS accepts counts (K15.FR.14, K16.FR.10)."""
        evse, said = session.evse, list[Payload]()
        assert evse is not None
        schedule = offered["chargingSchedule"][0]
        now = self._station.clock.wall()
        start = self._station.decide(run_of, offered, now, session.ready_at or now)
        base = written(now if start is None else start)
        payload = self._station.decide(choice_told, evse, base, self._station.decide(taken_by_ev, found.ev, schedule))
        if payload is None:
            return
        item = Item("NotifyEVChargingSchedule", payload, answered=said.append)
        self._station.outbox.post(item)
        await item.settled.wait()
        if any(answer["status"] == "Accepted" for answer in said):
            chosen = {**payload["chargingSchedule"], "startSchedule": base}
            named = {"id": -1, "stackLevel": 0, "chargingProfilePurpose": TRANSACTION, "transactionId": session.id}
            profile = {**named, "chargingProfileKind": "Absolute", "chargingSchedule": [chosen]}
            self._profiles.choose(evse, Installed(evse, profile))
        else:
            self._profiles.choose(evse, None)


def speaks(station: Core) -> bool:
    """Whether the station speaks ISO 15118."""
    return station.model.boolean(COMPONENT, "Enabled")


def renegotiates(_: Core, _evse: int) -> bool:
    """Whether an EV is told that it may take more, or must take less (K16.FR.02)."""
    return True


def needs_told(_: Core, evse: int, needs: dict[str, Any]) -> dict[str, Any] | None:
    """The NotifyEVChargingNeedsRequest (K15.FR.01, K15.FR.06); None tells nothing."""
    return {"evseId": evse, "maxScheduleTuples": PERIODS, "chargingNeeds": needs}


def taken_by_ev(_: Core, ev: Ev, schedule: Payload) -> dict[str, Any]:
    """What an EV takes of a schedule: less than it may, where it says so itself (K15.FR.09), else all of it
    (K15.FR.19)."""
    share = SHARE if ev.profile else 1
    periods = [{**period, "limit": round(period["limit"] * share, 1)} for period in schedule["chargingSchedulePeriod"]]
    wanted = ("id", "chargingRateUnit", "duration")
    return {name: schedule[name] for name in wanted if name in schedule} | {"chargingSchedulePeriod": periods}


def choice_told(_: Core, evse: int, base: str, schedule: dict[str, Any]) -> dict[str, Any] | None:
    """The NotifyEVChargingScheduleRequest; None tells nothing."""
    return {"evseId": evse, "timeBase": base, "chargingSchedule": schedule}


def variables(station: Core) -> list[Variable]:
    flag = partial(Variable, component=COMPONENT, data_type="boolean")
    return [
        flag(name="Available", value="true"),
        flag(name="Enabled", value="true", mutability=RW),
        flag(name="Active", value=lambda: str(bool(station.part(EvDialogues)._by_evse)).lower()),
        Variable(component=COMPONENT, name="SeccId", value=f"DE*OCP*E{station.config.identity}"[:36]),
    ]


BLOCK = Block(
    state=EvDialogues,
    variables=variables,
    seams=(renegotiates, needs_told, taken_by_ev, choice_told),
    powered_off=lambda station: station.part(EvDialogues).forget(),
)
