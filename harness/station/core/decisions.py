"""What connection and outbox ask the station that they belong to."""

from __future__ import annotations

from typing import Protocol

from ocpp_conformance.harness.rpc import Call, Malformed, Payload, Reply
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core.clock import Clock
from ocpp_conformance.harness.station.core.device_model import DeviceModel
from ocpp_conformance.harness.station.core.journal import Journal
from ocpp_conformance.harness.station.core.tasks import Tasks
from ocpp_conformance.harness.transport import ClientTls, Credentials


class Decisions(Protocol):
    """The decisions of a station that its connection and its outbox carry out."""

    config: StationConfig
    clock: Clock
    journal: Journal
    model: DeviceModel

    @property
    def url(self) -> str:
        """The connection URL."""
        ...

    @property
    def connected(self) -> bool:
        """Whether the WebSocket is open."""
        ...

    def reply(self, call: Call) -> Reply:
        """The answer to a CALL of the CSMS."""
        ...

    def encode(self, reply: Reply) -> str | None:
        """The text of an answer; None sends nothing."""
        ...

    def malformed_reply(self, malformed: Malformed) -> str | None:
        """The answer to a text that is no frame; None sends nothing."""
        ...

    def may_send(self, action: str) -> bool:
        """Whether a CALL that nobody asked for may be sent now."""
        ...

    def retry_wait(self, attempt: int) -> float:
        """OCPP seconds before an attempt to reconnect, counted from 0."""
        ...

    def resend_wait(self, attempts: int) -> float | None:
        """OCPP seconds before a message about a transaction that failed so often is sent again; None gives it up."""
        ...

    def credentials(self) -> Credentials | None:
        """What the upgrade request is signed with."""
        ...

    def tls(self) -> ClientTls | None:
        """How it does TLS where the URL is wss://."""
        ...

    def subprotocols(self) -> tuple[str, ...]:
        """What the upgrade request offers."""
        ...

    def serve(self, tasks: Tasks, outage: float | None) -> None:
        """Start what runs as long as a new connection."""
        ...

    async def call(self, action: str, payload: Payload, *, message_id: str | None = None) -> Payload:
        """Send a CALL and wait for its valid CALLRESULT. Raises `StationError` and `peer.NoAnswerError`."""
        ...

    def keep(self) -> None:
        """Write what is new into the store, if there is one. Raises `StoreError`."""
        ...

    def touched(self) -> None:
        """Something has changed: have it kept soon, before a message that tells of it leaves."""
        ...

    def note(self, text: str) -> None:
        """Write a line to the log."""
        ...

    def failed(self, error: BaseException, *, keep: bool = False) -> None:
        """A part of the station failed: log it; `keep` has `power_off` raise it."""
        ...
