"""The bundled charging station: what a person can do to it, and the decisions that a fault may replace."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from ocpp_conformance.harness.peer import DisconnectedError, MalformedAnswerError, Refusal, error_for, reply_to
from ocpp_conformance.harness.rpc import Call, CallError, ErrorCode, Malformed, Payload, Reply, Role
from ocpp_conformance.harness.station import (
    authorization,
    availability,
    provisioning,
    remote_control,
    reports,
    transactions,
)
from ocpp_conformance.harness.station.authorization import Authorization, IdToken
from ocpp_conformance.harness.station.availability import Availability, Connector
from ocpp_conformance.harness.station.clock import Clock
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.connection import Connection
from ocpp_conformance.harness.station.device_model import DeviceModel
from ocpp_conformance.harness.station.errors import BadAnswerError, CallRefusedError, NotConnectedError
from ocpp_conformance.harness.station.inventory import inventory
from ocpp_conformance.harness.station.journal import Journal
from ocpp_conformance.harness.station.outbox import Outbox
from ocpp_conformance.harness.station.provisioning import DEFAULT_RETRY_WAIT, Provisioning
from ocpp_conformance.harness.station.reconnect import back_off
from ocpp_conformance.harness.station.rest_decisions import RestDecisions
from ocpp_conformance.harness.station.tasks import Tasks
from ocpp_conformance.harness.station.transaction_events import Transaction
from ocpp_conformance.harness.station.transactions import Transactions
from ocpp_conformance.harness.transport import ClientTls, Credentials, Secret
from ocpp_conformance.harness.validation import judge_reply

Handler = Callable[["Station", Payload], Payload]

HANDLERS: Mapping[str, Handler] = {
    **provisioning.HANDLERS,
    **reports.HANDLERS,
    **transactions.HANDLERS,
    **remote_control.HANDLERS,
    **availability.HANDLERS,
}
"""Which CALL of the CSMS is answered by what; the others are not supported."""


class Station:
    """One charging station. Faults replace the methods under "seams" on an instance; all callers go through `self`."""

    def __init__(self, config: StationConfig, *, rng: random.Random | None = None) -> None:
        self.config = config
        self.rng = rng or random.Random()
        self.clock = Clock(config.time_scale)
        self.journal = Journal(config.log)
        self.model = DeviceModel(inventory(config, _Live(self)))
        self.outbox = Outbox(self)
        self.provisioning = Provisioning(self)
        self.availability = Availability(self)
        self.transactions = Transactions(self)
        self.connection = Connection(self)
        self.rest = RestDecisions(self)
        self.tasks = Tasks(self.failed)
        self._powered = False
        self._failure: BaseException | None = None

    async def power_on(self) -> None:
        """Start: connect, boot, serve. Does nothing when the power is on."""
        if self._powered:
            return
        self._powered = True
        self.tasks = Tasks(self.failed)
        self.transactions.end_all("AbnormalCondition", "PowerLoss")  # what ran when the power went (E06.FR.16)
        self.provisioning.start("PowerUp")
        self.connection.forget_outage()
        self.tasks.start(self.connection.live(), "connection")

    async def power_off(self) -> None:
        """Stop: close the connection, join every task. Raises what a task of the station failed with."""
        if not self._powered:
            return
        self._powered = False
        self.provisioning.accepted.clear()
        await self.tasks.stop()
        self.provisioning.start("PowerUp")
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def power_cycle(self) -> None:
        """Off and on again; the next boot says PowerUp."""
        await self.power_off()
        await self.power_on()

    async def reset(self, reason: str = "LocalReset") -> None:
        """Restart as by a button on the station: transactions end, the next boot says this reason."""
        await self.provisioning.reset(reason, "Reboot")

    async def __aenter__(self) -> Self:
        await self.power_on()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.power_off()

    @property
    def boot_status(self) -> str | None:
        """What the CSMS last said to a BootNotification: Pending, Rejected, Accepted; None before it said anything."""
        return self.provisioning.status

    @property
    def accepted(self) -> bool:
        """Whether the CSMS has accepted this boot; stays true while the connection is lost."""
        return self.provisioning.status == "Accepted"

    @property
    def connected(self) -> bool:
        """Whether the WebSocket is open."""
        return self.connection.open

    @property
    def connectors(self) -> Sequence[Connector]:
        """All connectors."""
        return tuple(self.availability.connectors)

    async def wait_accepted(self, timeout: float) -> None:
        """Wait for acceptance, at most so many real seconds. Raises `TimeoutError`."""
        try:
            async with asyncio.timeout(timeout):
                await self.provisioning.accepted.wait()
        except TimeoutError:
            raise TimeoutError(f"not accepted within {timeout:g} s; boot status {self.boot_status}") from None

    async def authorize(self, id_token: str, type: str) -> Authorization:
        """Ask the CSMS about a token and do nothing with the answer.

        Raises `NotConnectedError`, `NotAcceptedError`, `peer.NoAnswerError`, `BadAnswerError`.
        """
        return await authorization.ask(self, IdToken(id_token, type))

    async def present_token(self, id_token: str, type: str, evse: int | None = None) -> Authorization | None:
        """Hold a token to the reader; returns what the station made of it once the messages are through."""
        if evse is not None and evse not in self.transactions.meters:
            raise ValueError(f"the station has no EVSE {evse}")
        if not self.accepted:
            return None
        return await authorization.present(self, IdToken(id_token, type), evse)

    async def plug_in(self, evse: int = 1, connector: int = 1) -> None:
        """Plug an EV in; returns when the messages are answered, or queued if they can't be sent now."""
        found = self.availability.connector(evse, connector)
        if found.plugged:
            raise ValueError(f"connector {connector} of EVSE {evse} is occupied")
        found.plugged = True
        items = self.availability.changed(found) + self.transactions.plugged(found)
        await self.outbox.settle(items)

    async def unplug(self, evse: int = 1, connector: int = 1) -> None:
        """Take the EV off; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if not found.plugged:
            raise ValueError(f"nothing is plugged into connector {connector} of EVSE {evse}")
        found.plugged = False
        items = self.availability.changed(found) + self.transactions.unplugged(found)
        await self.outbox.settle(items)

    async def raise_fault(self, evse: int = 1, connector: int = 1) -> None:
        """Break a connector: it reports Faulted, and no energy flows there. Returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if found.faulted:
            raise ValueError(f"connector {connector} of EVSE {evse} is faulted already")
        found.faulted = True
        await self.outbox.settle(self.availability.changed(found) + self.transactions.broken(found))

    async def clear_fault(self, evse: int = 1, connector: int = 1) -> None:
        """Mend a connector; returns like `plug_in`."""
        found = self.availability.connector(evse, connector)
        if not found.faulted:
            raise ValueError(f"connector {connector} of EVSE {evse} is not faulted")
        found.faulted = False
        await self.outbox.settle(self.availability.changed(found) + self.transactions.mended(found))

    async def local_stop(self, evse: int = 1) -> None:
        """Stop the transaction of an EVSE at the station itself; returns like `plug_in`."""
        await self.outbox.settle(self.transactions.stop_here(evse))

    async def park(self, evse: int = 1) -> None:
        """Drive a car into the bay of an EVSE; returns like `plug_in`."""
        self._check_bay(evse)
        await self.outbox.settle(self.transactions.parked(evse))

    async def leave(self, evse: int = 1) -> None:
        """Drive the car away, after the cable was taken out; returns like `plug_in`."""
        self._check_bay(evse)
        if any(connector.plugged for connector in self.availability.at(evse)):
            raise ValueError(f"the car at EVSE {evse} is still plugged in")
        await self.outbox.settle(self.transactions.left(evse))

    async def wait_idle(self) -> None:
        """Wait until the station has nothing more to say of its own; while it is offline, until it has said it."""
        await self.outbox.empty()

    def network_down(self) -> None:
        """Cut the network: the connection drops without a close frame, and none is made until `network_up`."""
        self.connection.network_down()

    def network_up(self) -> None:
        """Mend the network; the station comes back when its back-off is over."""
        self.connection.network_up()

    # Seams: the decisions, each in one place

    def reply(self, call: Call) -> Reply:
        """The answer to a CALL of the CSMS."""
        return reply_to(call, Role.STATION, self.handle)

    def handle(self, call: Call) -> Payload | None:
        """The response to a valid CALL; None for what is not supported."""
        if self.boot_status == "Rejected":
            raise Refusal(ErrorCode.SECURITY_ERROR, "the CSMS has rejected this station")  # B03.FR.08
        handler = HANDLERS.get(call.action)
        return None if handler is None else handler(self, call.payload)

    def encode(self, reply: Reply) -> str | None:
        """The text of an answer; None sends nothing."""
        return reply.text()

    def malformed_reply(self, malformed: Malformed) -> str | None:
        """The answer to a text that is no frame; None sends nothing."""
        error = error_for(malformed)
        return None if error is None else self.encode(error)

    def may_send(self, action: str) -> bool:
        """The order rule: whether a CALL that nobody asked for may be sent now (B01.FR.08, B02.FR.02, B03.FR.02)."""
        return self.accepted or action == "BootNotification"

    def boot_retry_wait(self, interval: int) -> float:
        """OCPP seconds before the next BootNotification; `interval` is the CSMS's, 0 leaves it to us."""
        return float(interval) if interval > 0 else DEFAULT_RETRY_WAIT

    def retry_wait(self, attempt: int) -> float:
        """OCPP seconds before an attempt to reconnect, counted from 0."""
        return back_off(self.model, attempt, self.rng)

    def boots_on_reconnect(self) -> bool:
        """Whether a new connection begins with BootNotification: not once accepted (J-5.3-06)."""
        return not self.accepted

    def credentials(self) -> Credentials | None:
        """What the upgrade request is signed with; in security profile 3 the certificate signs instead."""
        if self.config.security_profile == 3:
            return None
        password = self.model.text("SecurityCtrlr", "BasicAuthPassword")
        return Credentials(self.config.identity, Secret(password)) if password else None

    def tls(self) -> ClientTls | None:
        """How it does TLS where the URL is wss://; None trusts what the system trusts."""
        return self.config.tls

    def subprotocols(self) -> tuple[str, ...]:
        """What the upgrade request offers."""
        return ("ocpp2.0.1",)

    def connector_status(self, evse: int, connector: int) -> str:
        """The ConnectorStatusEnumType that is reported."""
        return self.availability.status(self.availability.connector(evse, connector))

    def next_seq_no(self, transaction: Transaction) -> int:
        """The seqNo of a transaction's next event: from 0, in steps of one (E01.FR.07)."""
        number = transaction.seq_no
        transaction.seq_no += 1
        return number

    def transaction_event(self, payload: dict[str, Any]) -> Payload | None:
        """The last touch on a TransactionEvent before it is sent; None drops it."""
        return payload

    def security_event(self, payload: dict[str, Any]) -> Payload | None:
        """The last touch on a SecurityEventNotification before it is sent; None drops it."""
        return payload

    def get_variable(self, item: Payload) -> dict[str, Any]:
        """One GetVariableResult."""
        return self.model.get(item)

    def set_variable(self, item: Payload) -> dict[str, Any]:
        """One SetVariableResult."""
        return self.model.set(item)

    async def online(self, outage: float | None) -> None:
        """What a new connection begins with; `outage` is how long there was none, None for the first of this boot."""
        if self.boots_on_reconnect():
            await self.provisioning.boot()
        else:
            self.availability.catch_up(outage or 0.0)
        self.outbox.wake()

    async def call(self, action: str, payload: Payload, *, message_id: str | None = None) -> Payload:
        """Send a CALL and wait for its valid CALLRESULT.

        Raises `NotConnectedError`, `peer.NoAnswerError`, `CallRefusedError` (a CALLERROR), `BadAnswerError`.
        """
        link = self.connection.link
        if link is None:
            raise NotConnectedError
        try:
            reply = await link.call(action, payload, message_id=message_id)
        except DisconnectedError:
            raise NotConnectedError from None
        except MalformedAnswerError as error:
            raise BadAnswerError(action, error.malformed.reason) from None
        if isinstance(reply, CallError):
            raise CallRefusedError(action, reply.code, reply.description)
        judgement = judge_reply(Call(reply.message_id, action, payload), reply)
        if judgement is not None:
            raise BadAnswerError(action, judgement.text)
        return reply.payload

    def _check_bay(self, evse: int) -> None:
        if not self.config.parking_bays:
            raise ValueError("the station has no parking bay detectors")
        if evse not in self.transactions.meters:
            raise ValueError(f"the station has no EVSE {evse}")

    def note(self, text: str) -> None:
        """Write a line to the log."""
        self.journal.note(text)

    def failed(self, error: BaseException, *, keep: bool = False) -> None:
        """A part of the station failed: log it; `keep` has `power_off` raise it."""
        self.note(f"internal error: {error!r}")
        if keep:
            self._failure = self._failure or error


class _Live:
    """Where the device model asks for values that change by themselves."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def availability(self, evse: int | None = None, connector: int | None = None) -> str:
        if evse is None or connector is None:
            return self._station.availability.state(evse)
        return self._station.connector_status(evse, connector)

    def power(self, evse: int) -> float:
        return self._station.transactions.meters[evse].power
