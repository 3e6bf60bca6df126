"""Functional block E: when a transaction starts and ends, and what the CSMS is told about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.station.blocks.authorization import IdToken
from ocpp_conformance.harness.station.blocks.availability import Connector
from ocpp_conformance.harness.station.blocks.locks import Locks, charges_unlocked
from ocpp_conformance.harness.station.blocks.places import Places, is_for_bearer
from ocpp_conformance.harness.station.blocks.signing import signs
from ocpp_conformance.harness.station.blocks.transaction_events import (
    Transaction,
    TransactionEvents,
    left_out,
    next_seq_no,
    rank,
    transaction_event,
)
from ocpp_conformance.harness.station.blocks.transaction_readings import (
    INTERVALS,
    keep_readings,
    reading_interval,
    tell_readings,
    thinned,
)
from ocpp_conformance.harness.station.blocks.transaction_settings import (
    DATA_SIGNED,
    PARKING_BAY,
    energy_on_invalid_id,
    ev_connection_timeout,
    transaction_points,
    variables,
)
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.outbox import Item


class Transactions(Places):
    """What becomes of the sessions of a station, at most one on an EVSE (E01.FR.14).

    `ended` is told when one has ended or came to nothing.
    """

    def __init__(self, station: Core) -> None:
        super().__init__(station)
        self.ended: list[Callable[[], object]] = []
        for name in (*INTERVALS, "Enabled"):
            station.model.watch("SampledDataCtrlr", name, self._resample)
        self._availability.in_use.append(self.run_on)
        self._reservations.taken = self.taken_on
        self.ended.append(self._reservations.look)
        self._locks = station.part(Locks)
        self.agreeing: list[Callable[[Transaction], bool]] = []
        """Whether an EV has yet to agree on how it charges (K15): no energy flows before that."""
        self._events = TransactionEvents(station, self._start_point_reached, self._refused, self.begun)

    def plugged(self, connector: Connector) -> list[Item]:
        """An EV was plugged in."""
        if not self._station.accepted or not self._availability.usable(connector):
            return []  # no transactions before acceptance: TxBeforeAcceptedEnabled is not supported (B02.FR.03)
        session = self.on(connector.evse) or self._floating(connector.evse)
        if session is not None and session.connector is not None:
            return []  # another connector of this EVSE is in use (E01.FR.14)
        session = session or self._open(connector.evse)
        session.evse, session.connector = connector.evse, connector.id
        session.untold_place = session.told_connector != connector.id  # E01.FR.16
        session.plugged_or_ended.set()
        return self._events.tell(session, "CablePluggedIn", state="EVConnected") + self._supply(session)

    def authorize(
        self, session: Transaction, token: IdToken, group: IdToken | None, trigger: str, remote_start: int | None = None
    ) -> list[Item]:
        """The session may charge; the next event carries the token (E02.FR.01, E03.FR.01)."""
        session.authorized, session.token, session.group, session.refused = True, token, group, False
        session.promised = False
        session.untold_token, session.untold_remote_start = token, remote_start
        if session.connector is None:
            self._station.tasks.start(self._time_out(session), "EVConnectionTimeOut")
        return self._events.tell(session, trigger) + self._supply(session)

    def stop(self, session: Transaction, token: IdToken) -> list[Item]:
        """The driver ends the authorization (E07.FR.02)."""
        return self._deauthorize(session, "StopAuthorized", "Local", token)

    def stop_by_master_pass(self, token: IdToken, evse: int | None = None) -> list[Item]:
        """Somebody ends what runs, on an EVSE or everywhere, with a token that started nothing (C16.FR.02)."""
        chosen = [session for session in self.ongoing() if evse in (None, session.evse)]
        return [
            item for session in chosen for item in self._deauthorize(session, "StopAuthorized", "MasterPass", token)
        ]

    def stop_remotely(self, session: Transaction) -> list[Item]:
        """The CSMS ends the authorization (F03.FR.02, F03.FR.03)."""
        return self._deauthorize(session, "RemoteStop", "Remote", None)

    def stop_here(self, evse: int) -> list[Item]:
        """The driver ends the transaction of an EVSE at the station, with the token that began it, if one did.

        Raises `ValueError` where none runs.
        """
        session = self.on(evse)
        if session is None or not session.started:
            raise ValueError(f"no transaction runs on EVSE {evse}")
        return self._deauthorize(session, "StopAuthorized", "Local", session.token)

    def parked(self, evse: int) -> list[Item]:
        """A car came to the bay of an EVSE (E01.FR.01). Raises `ValueError` where one is already."""
        if evse in self._parked:
            raise ValueError(f"a car is parked at EVSE {evse}")
        self._parked.add(evse)
        session = self.on(evse)
        if session is None and self._station.accepted and self._starts_on(PARKING_BAY):
            session = self._open(evse)
        return [] if session is None else self._events.tell(session, "EVDetected")

    def left(self, evse: int) -> list[Item]:
        """The car is gone from the bay of an EVSE (E06.FR.01). Raises `ValueError` where none was."""
        if evse not in self._parked:
            raise ValueError(f"no car is parked at EVSE {evse}")
        self._parked.discard(evse)
        session = self.on(evse)
        if session is None:
            return []
        if self._ends_on(PARKING_BAY):
            self._cut(session)
            return self._end(session, "EVDeparted", session.stopped_reason or "EVDisconnected", state="Idle")
        return self._events.tell(session, "EVDeparted")

    def broken(self, connector: Connector) -> list[Item]:
        """A connector that is in use broke down: no energy flows."""
        session = self._in_state(connector, "Charging")
        if session is None:
            return []
        self._cut(session)
        return self._events.tell(session, "ChargingStateChanged", state="SuspendedEVSE")

    def mended(self, connector: Connector) -> list[Item]:
        """A connector works again: the energy that its session is authorized for flows."""
        session = self._in_state(connector, "SuspendedEVSE")
        return [] if session is None else self._supply(session)

    def suspended(self, connector: Connector) -> list[Item]:
        """The car at a connector takes no more energy."""
        session = self._in_state(connector, "Charging")
        if session is None:
            return []
        self._cut(session)
        if self._ends_on("EnergyTransfer"):  # E06.FR.07
            return self._end(session, "ChargingStateChanged", "StoppedByEV", state="EVConnected")
        return self._events.tell(session, "ChargingStateChanged", state="SuspendedEV")  # E01.FR.19

    def resumed(self, connector: Connector) -> list[Item]:
        """The car at a connector takes energy again."""
        session = self._in_state(connector, "SuspendedEV")
        return [] if session is None else self._supply(session)

    def agreed(self, session: Transaction) -> list[Item]:
        """The EV of a session has agreed on how it charges: the energy that it is authorized for flows."""
        return [] if session.ended else self._supply(session)

    def stopped_by_ev(self, connector: Connector) -> list[Item]:
        """The EV at a connector ends its session (E15)."""
        session = self.on(connector.evse)
        if session is None or session.connector != connector.id or session.stopped_reason is not None:
            return []
        session.authorized, session.stopped_reason, session.untold_token = False, "StoppedByEV", None
        self._cut(session)
        self._locks.open(session.evse)
        if not self._ends_on("Authorized", "PowerPathClosed", "EnergyTransfer"):
            return self._events.tell(session, "StopAuthorized", state="EVConnected")  # E15.FR.05
        return self._end(session, "StopAuthorized", "StoppedByEV", state="EVConnected")  # E15.FR.04

    def forsake(self, session: Transaction) -> None:
        """A remote start came to nothing: forget the session that was opened for it, unless it lives for another."""
        session.reservation = None
        if not session.started and session.connector is None and not session.authorized:
            self._end(session, "Deauthorized", "DeAuthorized", state="Idle")
        else:
            self._tell_end()

    def unplugged(self, connector: Connector) -> list[Item]:
        """The EV is gone from a connector."""
        session = self.on(connector.evse)
        if session is None or session.connector != connector.id:
            return []
        session.connector = None
        session.plugged_or_ended.clear()
        self._cut(session)
        self._locks.left_by_car(connector)
        stays_authorized = not self._station.model.boolean("TxCtrlr", "StopTxOnEVSideDisconnect")
        session.authorized = session.authorized and stays_authorized  # E09.FR.01
        if self._ends_on("EVConnected", "PowerPathClosed", "EnergyTransfer") or (
            self._ends_on("Authorized") and not stays_authorized
        ):  # E06.FR.02, E06.FR.06, E06.FR.07, E09.FR.01
            # The reason that ended the authorization stays the reason: Local after the driver's token, as in the
            # sequence of E07 with TxStopPoint EVConnected; a cable pulled without any is EVDisconnected (E06.FR.08)
            reason = session.stopped_reason or "EVDisconnected"
            return self._end(session, "EVCommunicationLost", reason, state="Idle")
        if connector.fixed:  # E10.FR.02; another cable stays where it is (E10.FR.01)
            self._station.tasks.start(self._time_out(session), "EVConnectionTimeOut")
        return self._events.tell(session, "EVCommunicationLost", state="Idle")

    def trigger(self, session: Transaction) -> list[Item]:
        """The CSMS wants to know how a transaction stands (F06.FR.07)."""
        return self._events.tell(session, "Trigger", state=session.state)

    def tell_reading(self, session: Transaction, trigger: str, values: list[dict[str, Any]]) -> list[Item]:
        """Readings of a transaction were due."""
        return self._events.tell(session, trigger, values=values)

    def revive(self, item: Item) -> None:
        """Complete a TransactionEvent that comes out of the store."""
        self._events.complete(item, self.find(item.transaction or ""))

    def end_all(self, trigger: str, stopped_reason: str, evse: int | None = None) -> list[Item]:
        """End every session at once, or those of an EVSE, as a reset does."""
        items: list[Item] = []
        for session in [session for session in self._sessions if evse in (None, session.evse)]:
            self._cut(session)
            items += self._end(session, trigger, stopped_reason, state="EVConnected" if session.connector else "Idle")
        return items

    def _open(self, evse: int | None) -> Transaction:
        session = Transaction(evse)
        connector = next((c for c in self._availability.at(evse) if evse is not None and c.car), None)
        if connector is not None:
            session.connector, session.state = connector.id, "EVConnected"
        self._sessions.append(session)
        self._station.tasks.start(tell_readings(self._station, session, self.tell_reading), "TxUpdatedInterval")
        self._station.tasks.start(keep_readings(self._station, session), "TxEndedInterval")
        return session

    def _supply(self, session: Transaction) -> list[Item]:
        if not session.authorized or session.connector is None or session.evse is None:
            return []
        if session.refused and self._station.decide(energy_on_invalid_id, session) <= 0:
            return []
        session.is_ready(self.meters[session.evse].energy, self._station.clock.wall())
        connector = self._availability.connector(session.evse, session.connector)
        if not self._availability.usable(connector):
            return []
        self._locks.close(connector, session.token)
        if not (self._locks.holds(connector) or self._station.decide(charges_unlocked, connector)):
            return []
        items = self._sign(session)
        if any(agrees(session) for agrees in self.agreeing):
            return items
        if not connector.ready:  # E01.FR.19
            return items + self._events.tell(session, "ChargingStateChanged", state="SuspendedEV")
        if self._metering.offer(session.evse) <= 0:  # a limit of 0 (K01)
            return items + self._events.tell(session, "ChargingStateChanged", state="SuspendedEVSE")
        self.meters[session.evse].close()
        self._metering.shift()
        return items + self._events.tell(session, "ChargingStateChanged", state="Charging")

    def _sign(self, session: Transaction) -> list[Item]:
        """The meter has signed the first reading of a session: what starts with that has started (E01.FR.04)."""
        session.signed = signs(self._station, "SampledDataCtrlr")
        return [] if session.started or not session.signed else self._events.tell(session, "SignedDataReceived")

    def _in_state(self, connector: Connector, state: str) -> Transaction | None:
        """The session of a connector, if it is in this charging state."""
        session = self.on(connector.evse)
        return session if session and session.connector == connector.id and session.state == state else None

    def _cut(self, session: Transaction) -> None:
        if session.evse is not None:
            self.meters[session.evse].open()
            self._metering.shift()

    def _deauthorize(self, session: Transaction, trigger: str, reason: str, token: IdToken | None) -> list[Item]:
        session.authorized, session.stopped_reason, session.untold_token = False, reason, token
        self._cut(session)
        self._locks.open(session.evse)
        state = "EVConnected" if session.connector is not None else "Idle"
        # Without a cable nothing would ever end it: EVConnected, as a stop point, is not reached any more
        endless = session.connector is None and not self._stays(session)
        if self._ends_on("Authorized", "PowerPathClosed") or endless:  # E06.FR.03, E06.FR.06
            return self._end(session, trigger, reason, state=state)
        items = self._events.tell(session, trigger)
        if session.state == state:
            return items
        if self._ends_on("EnergyTransfer"):  # E06.FR.07
            return items + self._end(session, "ChargingStateChanged", reason, state=state)
        return items + self._events.tell(session, "ChargingStateChanged", state=state)

    def _refused(self, session: Transaction) -> list[Item]:
        """The CSMS does not accept the token of an event (E05)."""
        session.refused = True
        if not self._station.model.boolean("TxCtrlr", "StopTxOnInvalidId"):
            if self._station.decide(energy_on_invalid_id, session) > 0:
                self._station.tasks.start(self._limit(session), "MaxEnergyOnInvalidId")
                return []
            return self._suspend(session)
        self._cut(session)
        self._locks.open(session.evse)
        session.authorized, session.stopped_reason = False, "DeAuthorized"
        state = "EVConnected" if session.connector is not None else "Idle"
        if self._ends_on("Authorized", "PowerPathClosed", "EnergyTransfer"):  # E05.FR.10, E06.FR.04
            return self._end(session, "Deauthorized", "DeAuthorized", state=state)
        return self._events.tell(session, "Deauthorized", state=state)  # E05.FR.09

    def _suspend(self, session: Transaction) -> list[Item]:
        """No more energy for a token that the CSMS doesn't accept (E05.FR.02, C15.FR.06)."""
        self._cut(session)
        if session.state != "Charging":
            return []
        if self._ends_on("EnergyTransfer"):
            return self._end(session, "ChargingStateChanged", "DeAuthorized", state="SuspendedEVSE")
        return self._events.tell(session, "ChargingStateChanged", state="SuspendedEVSE")

    async def _limit(self, session: Transaction) -> None:
        """Let the rest of MaxEnergyOnInvalidId flow (E05.FR.03, C15.FR.07)."""
        left = self._station.decide(energy_on_invalid_id, session)
        while left > 0:
            await self._station.clock.wait(asyncio.Event(), max(3600 * left / self._metering.supply.power, 1))
            if session.ended or not session.authorized:
                return
            left = self._station.decide(energy_on_invalid_id, session)
        self._suspend(session)

    def _starts_on(self, *points: str) -> bool:
        return bool(set(points) & set(self._station.decide(transaction_points, "TxStartPoint")))

    def _ends_on(self, *points: str) -> bool:
        return bool(set(points) & set(self._station.decide(transaction_points, "TxStopPoint")))

    def _stays(self, session: Transaction) -> bool:
        """Whether the car that will end the session by leaving is still in its bay."""
        return session.evse in self._parked and self._ends_on(PARKING_BAY)

    async def _time_out(self, session: Transaction) -> None:
        """No EV came, or came back, in time (E03.FR.05, F02.FR.07, E10.FR.02)."""
        seconds = self._station.decide(ev_connection_timeout)
        if await self._station.clock.wait(session.plugged_or_ended, seconds):
            return
        if not self._stays(session):
            self._end(session, "EVConnectTimeout", "Timeout", state="Idle")
        elif session.authorized:
            session.authorized, session.stopped_reason = False, "Timeout"
            self._events.tell(session, "EVConnectTimeout")

    def _resample(self) -> None:
        for session in self._sessions:
            session.sampling.set()

    def _end(self, session: Transaction, trigger: str, reason: str, *, state: str) -> list[Item]:
        if session.ended:
            return []
        items = self._events.tell(session, trigger, state=state, stopped_reason=reason) if session.started else []
        session.ended = True
        session.plugged_or_ended.set()
        session.sampling.set()
        self._sessions.remove(session)
        if session.connector is not None:  # E06.FR.10
            self._locks.open(session.evse)
        self._availability.use_ended()
        self._tell_end()
        return items

    def _tell_end(self) -> None:
        for told in self.ended:
            told()

    def _start_point_reached(self, session: Transaction) -> bool:
        plugged, authorized = session.connector is not None, session.authorized
        return (
            (session.evse in self._parked and self._starts_on(PARKING_BAY))  # E01.FR.01
            or (plugged and self._starts_on("EVConnected"))  # E01.FR.02
            or (authorized and self._starts_on("Authorized"))  # E01.FR.03
            or (session.signed and self._starts_on(DATA_SIGNED))  # E01.FR.04
            or (plugged and authorized and self._starts_on("PowerPathClosed"))  # E01.FR.05
            or (session.state == "Charging" and self._starts_on("EnergyTransfer"))  # E01.FR.06
        )


BLOCK = Block(
    state=Transactions,
    keeps=("_sessions", "_parked"),
    revived={"TransactionEvent": lambda station, item: station.part(Transactions).revive(item)},
    variables=variables,
    seams=(
        is_for_bearer,
        next_seq_no,
        left_out,
        transaction_event,
        rank,
        reading_interval,
        thinned,
        energy_on_invalid_id,
        transaction_points,
        ev_connection_timeout,
    ),
    # what ran when the power went (E06.FR.16)
    powered_on=lambda station: station.part(Transactions).end_all("AbnormalCondition", "PowerLoss"),
)
