"""The TransactionEvents of a station: what each tells of its transaction (E01 to E06)."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.blocks.authorization import IdToken, learn
from ocpp_conformance.harness.station.blocks.costs import Costs
from ocpp_conformance.harness.station.blocks.metering import Metering, meter_values
from ocpp_conformance.harness.station.core.core import Core
from ocpp_conformance.harness.station.core.outbox import Item


@dataclass(eq=False)
class Transaction:
    """A charging session; it is a transaction once `started` has been told.

    `evse` is None until it is known, `connector` while no EV is plugged in. The `untold_…` fields go into the next
    event, the id of the `reservation` that it uses up into the one with the id token. `promised` says that a token was
    accepted for it and is being looked into, `signed` that the meter has signed a reading for it. `stopped_reason` is
    why it will end, when that is decided before the end. `metered_from` is the register in Wh when energy could first
    flow, `ready_at` when that was in seconds since the epoch, `refused` that the CSMS did not accept the token that it
    was told of.
    """

    evse: int | None
    connector: int | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "Idle"
    authorized: bool = False
    token: IdToken | None = None
    group: IdToken | None = None
    started: bool = False
    ended: bool = False
    promised: bool = False
    signed: bool = False
    seq_no: int = 0
    stopped_reason: str | None = None
    begin_metered: bool = False
    metered_from: float | None = None
    ready_at: float | None = None
    priority: int = 0
    refused: bool = False
    reservation: int | None = None
    untold_token: IdToken | None = None
    untold_remote_start: int | None = None
    untold_place: bool = True
    told_connector: int | None = None
    told_phases: int | None = None
    plugged_or_ended: asyncio.Event = field(default_factory=asyncio.Event)
    sampling: asyncio.Event = field(default_factory=asyncio.Event)
    kept: list[dict[str, Any]] = field(default_factory=list)

    def is_ready(self, register: float, moment: float) -> None:
        """The EV is connected and the driver authorized, at this value of the register, at a moment in seconds since
        1970; the first time counts."""
        if self.metered_from is None:
            self.metered_from, self.ready_at = register, moment

    def keep(self, values: list[dict[str, Any]]) -> None:
        """Have Ended tell these readings too."""
        self.kept += values


class TransactionEvents:
    """Makes the events and hands them to the outbox.

    `due` says whether a session that was not told of yet has reached its start point; `refused` is called when the CSMS
    does not accept the token of an event, `begun` when a transaction has begun.
    """

    def __init__(
        self,
        station: Core,
        due: Callable[[Transaction], bool],
        refused: Callable[[Transaction], object],
        begun: Iterable[Callable[[], object]] = (),
    ) -> None:
        self._station, self._due, self._refused, self._begun = station, due, refused, begun

    def tell(
        self,
        session: Transaction,
        trigger: str,
        *,
        state: str | None = None,
        stopped_reason: str | None = None,
        values: list[dict[str, Any]] | None = None,
    ) -> list[Item]:
        """The session goes on, into this state if one is given, or ends for this reason: its event, once any is due.

        `values` are readings that are the reason for it.
        """
        starts = state == "Charging" and session.state != "Charging"
        session.state = state or session.state
        if session.ended or not (session.started or self._due(session)):
            return []
        kind = "Ended" if stopped_reason else "Updated" if session.started else "Started"
        if session.untold_remote_start is not None and not stopped_reason:
            trigger = "RemoteStart"  # F01.FR.19, F02.FR.21
        info: dict[str, Any] = {"transactionId": session.id}
        if state is not None or kind == "Started":
            info["chargingState"] = session.state
        if stopped_reason is not None:
            info["stoppedReason"] = stopped_reason
        if session.untold_remote_start is not None:
            info["remoteStartId"] = session.untold_remote_start  # C05.FR.03, F01.FR.25
        payload: dict[str, Any] = {
            "eventType": kind,
            "timestamp": self._station.clock.stamp(),
            "triggerReason": trigger,
            "seqNo": self._station.decide(next_seq_no, session),
            "transactionInfo": info,
        }
        self._add_details(session, payload, kind, starts, values)
        if not self._station.connected:
            payload["offline"] = True  # E04.FR.03
            self._station.part(Costs).unanswered(kind == "Ended")
        session.started = True
        if kind == "Started":
            session.sampling.set()
            for told in self._begun:
                told()
        return [self._post(session, payload)]

    def _add_details(
        self,
        session: Transaction,
        payload: dict[str, Any],
        kind: str,
        starts: bool,
        values: list[dict[str, Any]] | None,
    ) -> None:
        if session.untold_place and session.evse is not None:
            plug = {} if session.connector is None else {"connectorId": session.connector}
            payload["evse"] = {"id": session.evse} | plug
            session.untold_place, session.told_connector = False, session.connector
        if session.untold_token is not None:
            payload["idToken"] = session.untold_token.payload()
            if session.reservation is not None:  # H01.FR.15, E03.FR.03, F02.FR.06
                payload["reservationId"], session.reservation = session.reservation, None
        session.untold_token = session.untold_remote_start = None
        self._add_phases(session, payload, starts)
        if values is None:
            values = self._meter_values(session, kind, payload["triggerReason"], starts)
        if values:
            payload["meterValue"] = values

    def _add_phases(self, session: Transaction, payload: dict[str, Any], starts: bool) -> None:
        """How many phases are used, when energy begins to flow and when that changes (E02.FR.18, E02.FR.19); DC has
        none."""
        if session.evse is None or session.state != "Charging":
            return
        used = len(self._station.part(Metering).phases(session.evse))
        if used and (starts or used != session.told_phases):
            payload["numberOfPhasesUsed"] = session.told_phases = used

    def _meter_values(self, session: Transaction, kind: str, trigger: str, starts: bool) -> list[dict[str, Any]]:
        kept = session.kept if kind == "Ended" else []
        if session.evse is None or not self._station.model.boolean("SampledDataCtrlr", "Enabled"):
            return kept
        if kind == "Ended":
            variable, context = "TxEndedMeasurands", "Transaction.End"  # E06.FR.11
        elif kind == "Started" or (starts and not session.begin_metered):
            variable, context = "TxStartedMeasurands", "Transaction.Begin"  # E01.FR.09, E01.FR.17
            session.begin_metered = True
        elif trigger == "Trigger":
            variable, context = "TxUpdatedMeasurands", "Trigger"
        else:
            return []
        measurands = self._station.model.members("SampledDataCtrlr", variable)
        return [*kept, *self._station.decide(meter_values, session.evse, measurands, context)]

    def complete(self, item: Item, session: Transaction | None) -> None:
        """Give an event what is done before it is sent and once it is answered; None for a transaction that is over."""
        payload = item.payload

        def answered(answer: Payload) -> None:
            if session is not None:
                self._station.decide(rank, session, answer)
            self._station.part(Costs).answered(answer)
            info = answer.get("idTokenInfo")
            if info is None or "idToken" not in payload:
                return
            self._station.decide(learn, IdToken.read(payload["idToken"]), info, "TransactionEvent")
            running = session is not None and session.authorized and not session.ended
            if session is not None and running and info["status"] != "Accepted":
                self._refused(session)

        def last_touch(payload: dict[str, Any]) -> Payload | None:
            return self._station.decide(transaction_event, payload)

        item.answered, item.last_touch = answered, last_touch

    def _post(self, session: Transaction, payload: dict[str, Any]) -> Item:
        item = Item("TransactionEvent", payload, durable=True, transaction=session.id)
        self.complete(item, session)
        self._station.outbox.post(item)
        if not self._station.connected:
            self._make_room()
        return item

    def _make_room(self) -> None:
        """Where readings of an outage are too many to keep, leave some out (E04.FR.07, J02.FR.12)."""
        waiting = [item for item in self._station.outbox.transaction_events() if is_reading(item.payload)]
        if len(waiting) > self._station.config.events_kept:
            self._station.outbox.drop(self._station.decide(left_out, waiting))


def is_reading(payload: Payload) -> bool:
    """Whether an event tells of readings and nothing else."""
    return bool(payload["eventType"] == "Updated" and payload["triggerReason"] == "MeterValuePeriodic")


def left_out(_: Core, waiting: list[Item]) -> list[Item]:
    """What is left out of too many readings of an outage: every other one, neither the first nor the last (E04.FR.08,
    E11.FR.05, E12.FR.05, J02.FR.13)."""
    return waiting[1:-1:2]


def next_seq_no(_: Core, transaction: Transaction) -> int:
    """The seqNo of a transaction's next event: from 0, in steps of one (E01.FR.07)."""
    number = transaction.seq_no
    transaction.seq_no += 1
    return number


def rank(station: Core, session: Transaction, answer: Payload) -> None:
    """The CSMS may say the chargingPriority of a transaction, or else of its id token (K03.FR.05)."""
    known = session.priority or answer.get("idTokenInfo", {}).get("chargingPriority", 0)
    priority = answer.get("chargingPriority", known)
    if priority != session.priority:
        session.priority = priority
        station.part(Metering).shift()


def transaction_event(_: Core, payload: dict[str, Any]) -> Payload | None:
    """The last touch on a TransactionEvent before it is sent; None drops it."""
    return payload
