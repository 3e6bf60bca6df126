"""What the CSMS knows of a station; it belongs to the identity and outlives connections."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ocpp_conformance.harness.csms.device_model import DeviceModel
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.rpc import Call, Payload

KEPT = 1000
"""How many transactions, reports and notifications are kept of one station; the oldest go first."""

_PER_EVSE = frozenset({"MeterValues", "StatusNotification", "TransactionEvent"})
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Asked:
    """A message that the CSMS asked a station for; such are served while the station is Pending (B02.FR.09).

    None stands for any EVSE, connector or request.
    """

    action: str
    evse_id: int | None = None
    connector_id: int | None = None
    request_id: int | None = None

    def matches(self, call: Call) -> bool:
        """Whether this CALL is what was asked for. An EVSE that the CALL leaves out is not held against it."""
        evse_id, connector_id = evse_of(call.payload)
        return call.action == self.action and all(
            wanted is None or found is None or wanted == found
            for wanted, found in (
                (self.evse_id, evse_id),
                (self.connector_id, connector_id),
                (self.request_id, call.payload.get("requestId")),
            )
        )

    def ends_with(self, call: Call) -> bool:
        """Whether no more messages are due after this one."""
        if call.action == "NotifyReport":
            return not call.payload.get("tbc", False)
        if call.action == "StatusNotification":
            return self.connector_id is not None
        # F06.FR.11: without an EVSE the request is about all of them, so one message each
        return call.action not in _PER_EVSE or self.evse_id is not None


@dataclass
class Transaction:
    """A transaction as its TransactionEvents tell it. `id_token` is the last one that was presented."""

    transaction_id: str
    started: bool = False
    ended: bool = False
    evse_id: int | None = None
    connector_id: int | None = None
    id_token: Payload | None = None
    charging_state: str | None = None
    remote_start_id: int | None = None
    stopped_reason: str | None = None
    events: dict[int, Payload] = field(default_factory=dict)

    @property
    def seq_nos(self) -> list[int]:
        """The sequence numbers that came, in order."""
        return sorted(self.events)


@dataclass
class Chunked(Generic[_Value]):
    """What comes in chunks for one requestId."""

    request_id: int
    chunks: dict[int, _Value] = field(default_factory=dict)
    last_seq_no: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the last chunk and all before it are here."""
        return self.last_seq_no is not None and all(number in self.chunks for number in range(self.last_seq_no + 1))

    def take(self, payload: Payload, chunk: _Value) -> None:
        """Add the chunk of a payload with `seqNo` and `tbc` (none given: false); the same one again replaces it."""
        seq_no = payload["seqNo"]
        self.chunks.pop(seq_no, None)
        kept(self.chunks, seq_no, chunk)
        if not payload.get("tbc", False):
            self.last_seq_no = seq_no


class Report(Chunked[list[Payload]]):
    """What came for one requestId of GetBaseReport, GetReport or GetMonitoringReport."""

    @property
    def data(self) -> list[Payload]:
        """The reportData, or the monitors, of all chunks, in the order of seqNo."""
        return [item for number in sorted(self.chunks) for item in self.chunks[number]]


class CustomerReport(Chunked[str]):
    """What came for one requestId of CustomerInformation."""

    @property
    def text(self) -> str:
        """The data of all chunks, in the order of seqNo."""
        return "".join(self.chunks[number] for number in sorted(self.chunks))


@dataclass
class Progress:
    """How an update of firmware or an upload of a log goes on: the status of the answer, then those that were told."""

    request_id: int
    answer: str | None = None
    statuses: list[str] = field(default_factory=list)

    def tell(self, status: str) -> None:
        """Add a status that the station told."""
        self.statuses = [*self.statuses, status][-KEPT:]


@dataclass
class Reservation:
    """A reservation: the payload that asked for it, the status of the answer, then what the station told of it."""

    request: Payload
    status: str


@dataclass
class LocalList:
    """The local authorization list, as the station holds it by what it was sent: version 0 is none (D02.FR.03)."""

    version: int = 0
    entries: dict[tuple[str, str], Payload] = field(default_factory=dict)


def _recent() -> deque[Any]:
    return deque(maxlen=KEPT)


@dataclass
class StationRecord:
    """One identity. `registration` is the status of the last boot answer (None: never booted).

    `planned` holds the answers to the next boots, `boot` is the payload of the last one. `connectors` maps
    (evseId, connectorId) to ConnectorStatus. `events` holds eventData of NotifyEvent; the other lists hold payloads.

    `security_profile` is the highest one that it has signed in with; it may not go below (A05.FR.07). By the id of the
    request: `reports`, `customers`, `updates` of firmware, `uploads` of logs; by slot: `network_profiles`; by their own
    id: `reservations`, charging `profiles`, `messages` that it shows, `monitors`. `limits` are the chargingLimit of
    NotifyChargingLimit by source and EVSE, `needs` the last NotifyEVChargingNeeds of each EVSE, `offered` the
    TxProfile that was sent last to each, `published` is the last PublishFirmwareStatusNotification, `price` what a kWh
    costs (None: nobody said). `certificates` are the CertificateHashDataChainType values that it listed last, `signed`
    what it said to each CertificateSigned.
    """

    identity: str
    registration: str | None = None
    planned: deque[str] = field(default_factory=deque)
    boot: Payload | None = None
    connectors: dict[tuple[int, int], str] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    reports: dict[int, Report] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    events: deque[Payload] = field(default_factory=_recent)
    meter_values: deque[Payload] = field(default_factory=_recent)
    security_events: deque[Payload] = field(default_factory=_recent)
    log_status: Payload | None = None
    firmware_status: Payload | None = None
    device_model: DeviceModel = field(default_factory=DeviceModel)
    security_profile: int = 0
    network_profiles: dict[int, Payload] = field(default_factory=dict)
    local_list: LocalList = field(default_factory=LocalList)
    reservations: dict[int, Reservation] = field(default_factory=dict)
    profiles: dict[int, Payload] = field(default_factory=dict)
    updates: dict[int, Progress] = field(default_factory=dict)
    uploads: dict[int, Progress] = field(default_factory=dict)
    customers: dict[int, CustomerReport] = field(default_factory=dict)
    messages: dict[int, Payload] = field(default_factory=dict)
    monitors: dict[int, Payload] = field(default_factory=dict)
    monitoring_reports: dict[int, Report] = field(default_factory=dict)
    limits: dict[tuple[str, int], Payload] = field(default_factory=dict)
    needs: dict[int, Payload] = field(default_factory=dict)
    offered: dict[int, Payload] = field(default_factory=dict)
    published: Payload | None = None
    price: float | None = None
    certificates: list[Payload] = field(default_factory=list)
    signed: deque[str] = field(default_factory=_recent)
    peer: Peer | None = field(default=None, repr=False)
    line: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    @property
    def connected(self) -> bool:
        """Whether the station has a connection."""
        return self.peer is not None

    def attach(self, peer: Peer) -> None:
        """Take a new connection, with a line of its own for our CALLs."""
        self.peer, self.line = peer, asyncio.Lock()

    def was_asked(self, call: Call) -> bool:
        """Whether the CSMS asked for this message."""
        return any(asked.matches(call) for asked in self.asked)

    def tick_off(self, call: Call) -> None:
        """Note that a message came; what was asked for once is served once."""
        asked = next((asked for asked in self.asked if asked.matches(call)), None)
        if asked is not None and asked.ends_with(call):
            self.asked.remove(asked)

    def withdraw(self, asked: Asked) -> None:
        """Forget that something was asked for, because it will not come."""
        if asked in self.asked:
            self.asked.remove(asked)


def evse_of(payload: Payload) -> tuple[int | None, int | None]:
    """The EVSE and the connector that a payload names, in either of OCPP's two spellings."""
    evse = payload.get("evse")
    if evse is not None:
        return evse["id"], evse.get("connectorId")
    return payload.get("evseId"), payload.get("connectorId")


def kept(things: dict[_Key, _Value], key: _Key, new: _Value) -> _Value:
    """What the dictionary holds for the key, else `new`, which then displaces the oldest of more than `KEPT`."""
    found = things.setdefault(key, new)
    if len(things) > KEPT:
        del things[next(iter(things))]
    return found
