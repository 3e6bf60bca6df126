"""The core of a station, and what a functional block gives to it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MethodType, TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from ocpp_conformance.harness.peer import DisconnectedError, MalformedAnswerError, Refusal, error_for, reply_to
from ocpp_conformance.harness.rpc import Call, CallError, ErrorCode, Malformed, Payload, Reply, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.station.config import StationConfig
from ocpp_conformance.harness.station.core import communication
from ocpp_conformance.harness.station.core.clock import Clock
from ocpp_conformance.harness.station.core.connection import Connection
from ocpp_conformance.harness.station.core.device_model import DeviceModel, Variable
from ocpp_conformance.harness.station.core.errors import BadAnswerError, CallRefusedError, NotConnectedError
from ocpp_conformance.harness.station.core.journal import Journal
from ocpp_conformance.harness.station.core.memory import Memory
from ocpp_conformance.harness.station.core.network import NetworkProfile
from ocpp_conformance.harness.station.core.outbox import Item, Outbox
from ocpp_conformance.harness.station.core.reconnect import back_off
from ocpp_conformance.harness.station.core.tasks import Tasks
from ocpp_conformance.harness.transport import ClientTls, Credentials, Secret
from ocpp_conformance.harness.validation import judge_reply

_P = ParamSpec("_P")
_T = TypeVar("_T")

Handler = Callable[["Core", Payload], Payload]
"""The response to the payload of a valid CALL; raises `Refusal` for a CALLERROR."""
Send = Callable[[], object]
Trigger = Callable[["Core", Payload], Send | None]
"""What is to be sent for a MessageTrigger, about this EVSEType (empty: none given); None rejects (F06.FR.05)."""


def _nothing(*_: object) -> None:
    """What most blocks do at most moments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What a functional block gives to a station; all of it is optional.

    `handlers` answer CALLs of the CSMS, by action; `triggers` send what TriggerMessage asks for, by requestedMessage;
    `variables` are its rows of the device model; `seams` are its decisions, functions that it calls through
    `Core.decide`: each is an attribute of the station, where a fault may replace it. `state` makes what the block
    remembers of one station, see `Core.part`.

    `keeps` are the attributes of that which a loss of power leaves as they are: with a store they outlive the process,
    see `core.kept` for what they may hold. `revived` completes a durable message that comes out of the store, by
    action: with what it was posted with and a store can't hold.

    The rest is its start and its end, for all blocks in their order: `powered_on` is called before the first
    connection, `powered_off` after the last, `boots` before the first BootNotification of a connection, `accepted` when
    one is accepted, `reconnected` when a connection needs no boot, with the OCPP seconds that there was none.
    `connected` runs as a task as long as a connection, with the same seconds, None for the first since the start.
    """

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    variables: Callable[[Core], Iterable[Variable]] = lambda _: ()
    seams: tuple[Callable[..., Any], ...] = ()
    state: Callable[[Core], object] | None = None
    keeps: tuple[str, ...] = ()
    revived: Mapping[str, Callable[[Core, Item], object]] = field(default_factory=dict)
    powered_on: Callable[[Core], object] = _nothing
    powered_off: Callable[[Core], object] = _nothing
    boots: Callable[[Core], object] = _nothing
    accepted: Callable[[Core], object] = _nothing
    reconnected: Callable[[Core, float], object] = _nothing
    connected: Callable[[Core, float | None], Coroutine[Any, Any, None]] | None = None


class Core:
    """A station as far as it needs no functional block. Faults replace the methods under "seams" on an instance.

    `boot_status` is what the CSMS last said to a BootNotification: Pending, Rejected, Accepted; None before it said
    anything. `acceptance` is set while a boot is accepted and the power on. What is `left_out` of the blocks is there
    for those that use it and does nothing: it answers no CALL, sends nothing, its variables are hidden, and what they
    call Enabled is not. Raises `ValueError` when two blocks give the same, and `StoreError` for a store that is not of
    this station.
    """

    def __init__(
        self,
        config: StationConfig,
        blocks: Iterable[Block],
        rng: random.Random | None = None,
        left_out: Callable[[Block], bool] = lambda _: False,
    ) -> None:
        known = tuple(blocks)
        self.config, self.blocks = config, tuple(block for block in known if not left_out(block))
        self.rng = rng or random.Random()
        self.clock = Clock(config.time_scale)
        self.journal = Journal(config.log)
        self.boot_status: str | None = None
        self.network: NetworkProfile | None = None
        """How it reaches its CSMS from the next connection on; None as it was configured."""
        self.acceptance = asyncio.Event()
        rows = [variable for block in self.blocks for variable in block.variables(self)]
        hidden = [_off(variable) for block in known if left_out(block) for variable in block.variables(self)]
        self.model = DeviceModel([*communication.variables(config), *rows], hidden)
        self._memory = Memory(config, lambda error: self.failed(error, keep=True))
        self._memory.of_variables(self.model)
        self.outbox = Outbox(self)
        self.connection = Connection(self)
        self.connection.heard.append(self.outbox.heard)
        self.connection.lost.append(self.outbox.disconnected)
        self.tasks = Tasks(self.failed)
        self.handlers = _merged(block.handlers for block in self.blocks)
        self.triggers = _merged(block.triggers for block in self.blocks)
        self.tls_settings: list[Callable[[ClientTls | None], ClientTls | None]] = []
        """What blocks make of how the station was told to do TLS, in turn."""
        self._powered = False
        self._failure: BaseException | None = None
        self._offer(decision for block in known for decision in block.seams)
        self._parts: dict[type, object] = {}
        for part in (block.state(self) for block in known if block.state is not None):
            self._parts[type(part)] = part
        self._remember(block for block in known if block.state is not None)

    def _remember(self, stateful: Iterable[Block]) -> None:
        """Take over what the process before this one left, and keep what changes."""
        for block, part in zip(stateful, self._parts.values(), strict=True):
            if block in self.blocks:
                self._memory.of_part(part, block.keeps, self.model)
        revivers = _merged(block.revived for block in self.blocks)
        self._memory.of_outbox(self.outbox, lambda item: revivers.get(item.action, _nothing)(self, item))
        self.model.stored.append(self.touched)

    def _offer(self, decisions: Iterable[Callable[..., Any]]) -> None:
        taken = set(dir(self))
        for decision in decisions:
            name = decision.__name__
            if name in taken:
                raise ValueError(f"given twice by core and blocks: {name}")
            taken.add(name)
            setattr(self, name, MethodType(decision, self))

    # what the blocks stand on

    def part(self, kind: type[_T]) -> _T:
        """What a block remembers of this station. Raises `LookupError` before it is made."""
        found = self._parts.get(kind)
        if not isinstance(found, kind):
            raise LookupError(f"the station has no {kind.__name__} yet: list its block before those that use it")
        return found

    def decide(self, decision: Callable[Concatenate[Core, _P], _T], *arguments: _P.args, **more: _P.kwargs) -> _T:
        """What a decision of a block comes to: by its own function, or by what has replaced that."""
        made: _T = getattr(self, decision.__name__)(*arguments, **more)
        return made

    @property
    def accepted(self) -> bool:
        """Whether the CSMS has accepted this boot; stays true while the connection is lost."""
        return self.boot_status == "Accepted"

    @property
    def url(self) -> str:
        """The connection URL."""
        return self.config.url if self.network is None else self.network.url(self.config.identity)

    @property
    def security_profile(self) -> int:
        """The security profile by which it signs in."""
        return self.config.security_profile if self.network is None else self.network.security_profile

    @property
    def connected(self) -> bool:
        """Whether the WebSocket is open."""
        return self.connection.open

    async def wait_accepted(self, timeout: float) -> None:
        """Wait for acceptance, at most so many real seconds. Raises `TimeoutError`."""
        try:
            async with asyncio.timeout(timeout):
                await self.acceptance.wait()
        except TimeoutError:
            raise TimeoutError(f"not accepted within {timeout:g} s; boot status {self.boot_status}") from None

    def keep(self) -> None:
        """Write what is new into the store, if there is one. Raises `StoreError`."""
        self._memory.keep()

    def touched(self) -> None:
        """Something has changed: have it kept soon, before a message that tells of it leaves."""
        self._memory.keep_soon()

    def note(self, text: str) -> None:
        """Write a line to the log."""
        self.journal.note(text)

    def failed(self, error: BaseException, *, keep: bool = False) -> None:
        """A part of the station failed: log it; `keep` has `power_off` raise it."""
        self.note(f"internal error: {error!r}")
        if keep:
            self._failure = self._failure or error

    # running

    async def power_on(self) -> None:
        """Start: connect, boot, serve. Does nothing when the power is on."""
        if self._powered:
            return
        self._powered = True
        self.tasks = Tasks(self.failed)
        for block in self.blocks:
            block.powered_on(self)
        self.connection.forget()
        self.tasks.start(self.connection.live(), "connection")

    async def power_off(self) -> None:
        """Stop: close the connection, join every task. Raises what a task of the station failed with."""
        if not self._powered:
            return
        self._powered = False
        self.acceptance.clear()
        await self.tasks.stop()
        self.boot_status = None
        for block in self.blocks:
            block.powered_off(self)
        self.keep()
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure

    async def __aenter__(self) -> Self:
        await self.power_on()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.power_off()

    def serve(self, tasks: Tasks, outage: float | None) -> None:
        """Start what runs as long as a new connection; `outage` is how long there was none."""
        for work in (block.connected for block in self.blocks if block.connected is not None):
            tasks.start(work(self, outage), work.__name__)
        tasks.start(self.outbox.deliver(), "outbox")

    # Seams: the decisions, each in one place; those of the blocks stand beside them

    def reply(self, call: Call) -> Reply:
        """The answer to a CALL of the CSMS."""
        return reply_to(call, Role.STATION, self.handle)

    def handle(self, call: Call) -> Payload | None:
        """The response to a valid CALL; None for what is not supported."""
        if self.boot_status == "Rejected":
            raise Refusal(ErrorCode.SECURITY_ERROR, "the CSMS has rejected this station")  # B03.FR.08
        handler = self.handlers.get(call.action)
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

    def retry_wait(self, attempt: int) -> float:
        """OCPP seconds before an attempt to reconnect, counted from 0."""
        return back_off(self.model, attempt, self.rng)

    def resend_wait(self, attempts: int) -> float | None:
        """OCPP seconds before a message about a transaction is sent again that has failed so often; None gives it up
        (E13.FR.02, E13.FR.04)."""
        if attempts >= self.model.integer("OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"):
            return None
        return self.model.integer("OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent") * attempts  # E13.FR.03

    def credentials(self) -> Credentials | None:
        """What the upgrade request is signed with; in security profile 3 the certificate signs instead."""
        if self.security_profile == 3:
            return None
        password = self.model.text("SecurityCtrlr", "BasicAuthPassword")
        return Credentials(self.config.identity, Secret(password)) if password else None

    def tls(self) -> ClientTls | None:
        """How it does TLS where the URL is wss://; None trusts what the system trusts."""
        found = self.config.tls
        for change in self.tls_settings:
            found = change(found)
        return found

    def subprotocols(self) -> tuple[str, ...]:
        """What the upgrade request offers."""
        return (OCPP_201.subprotocol,)

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


def sends(action: str, payload: Payload) -> Trigger:
    """The trigger that sends this, whatever EVSE is named."""
    return lambda station, _: lambda: station.outbox.post(Item(action, dict(payload), requested=True))


def _off(variable: Variable) -> Variable:
    """A variable of a block that is left out."""
    return replace(variable, value="false") if variable.name in ("Enabled", "Available") else variable


def _merged(tables: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    rows = [row for table in tables for row in table.items()]
    twice = [name for name, times in Counter(name for name, _ in rows).items() if times > 1]
    if twice:
        raise ValueError(f"given twice by the blocks: {', '.join(twice)}")
    return dict(rows)
