"""What happens at one connector of our station, in front of a CSMS."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.harness.evidence import Inconclusive
from ocpp_conformance.harness.probes.payloads import connector_status, transaction_event
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.probes.station_probe import StationProbe
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now

ABORTED: Mapping[str, Any] = {"stopped": "Other"}


@dataclass
class ChargingSession:
    """What happens at one connector of our station: one EV after the other, one transaction each.

    `token` is the id token of the driver, `evses` has the number of connectors of each EVSE of the station.
    `transaction` is the id of the running transaction and `states` holds the reusable states that it went through;
    `seq_no` is the number of its next event, `reported` is the last state of the connector that the CSMS was told. Its
    timestamps lie `ago` in the past, so that a transaction can have lasted a while. Leaving `async with` ends in the
    CSMS what still runs.
    """

    station: StationProbe
    token: Payload | None = None
    evse: int = 1
    connector: int = 1
    evses: tuple[int, ...] = (1,)
    transaction: str | None = None
    seq_no: int = 0
    reported: str = "Available"
    ago: timedelta = timedelta()
    states: set[str] = field(default_factory=set)

    @property
    def card(self) -> Payload:
        """The id token that the driver presents."""
        assert self.token is not None, "the case lacks Need.TOKEN_ACCEPTED"
        return self.token

    @property
    def running(self) -> str:
        """The id of the running transaction."""
        assert self.transaction is not None, "no transaction runs"
        return self.transaction

    @property
    def occupied(self) -> bool:
        """Whether the cable is plugged in."""
        return self.reported == "Occupied"

    async def status(self, status: str, **more: Any) -> ReceivedReply:
        """Report the state of the connector."""
        self.reported = status
        more = {"timestamp": now(-self.ago), **more}
        payload = connector_status(status, evse=self.evse, connector=self.connector, **more)
        return await self.station.call("StatusNotification", payload)

    async def event(self, trigger: str, *, ended: bool = False, **more: Any) -> ReceivedReply:
        """Send the next TransactionEvent; the first of a transaction is its Started. `more` is for the payload. The
        EVSE is told once, by the first event that knows it (E01.FR.16; Part 2, E 1.5)."""
        return await self.station.call("TransactionEvent", self._next_event(trigger, ended, more))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Neither judges nor raises: what can't be ended is noted, and an error of the case stays the first one."""
        if self.transaction is not None:
            left = f"transaction {self.transaction}"
            await self._tidy(left, "TransactionEvent", self._next_event("AbnormalCondition", True, ABORTED))
        if self.reported != "Available":
            left = f"connector {self.connector} of EVSE {self.evse} {self.reported}"
            place = connector_status("Available", evse=self.evse, connector=self.connector)
            await self._tidy(left, "StatusNotification", place)

    def _next_event(self, trigger: str, ended: bool, more: Payload) -> Payload:
        kind = "Ended" if ended else "Updated"
        if self.transaction is None:
            kind, self.transaction, self.seq_no = "Started", str(uuid.uuid4()), 0
        told = trigger == "CablePluggedIn" or (kind == "Started" and self.occupied)
        place = {"evse": self.evse, "connector": self.connector} if told else {"evse": None}
        more = {**place, "timestamp": now(-self.ago), **more}
        payload = transaction_event(kind, trigger, self.transaction, self.seq_no, **more)
        self.seq_no += 1
        if ended:
            self.transaction, self.states = None, set()
        return payload

    async def _tidy(self, left: str, action: str, payload: Payload) -> None:
        if self.station.peer is None or self.station.peer.closed is not None:
            with suppress(Inconclusive):
                await self.station.reconnected()
        await self.station.tidy(left, action, payload)
