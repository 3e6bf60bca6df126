"""The bundled CSMS: one WebSocket server, a record per station, a table of handlers.

Every decision is a small method that is called through the instance, so that a fault can replace one of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Any, Self

from ocpp_conformance.harness import times
from ocpp_conformance.harness.csms import authorization, contracts, ev_charging, provisioning, remote_control, security
from ocpp_conformance.harness.csms.answers import Answers
from ocpp_conformance.harness.csms.background import Background
from ocpp_conformance.harness.csms.config import CsmsConfig, check_registration, check_token, profile_of
from ocpp_conformance.harness.csms.errors import (
    InvalidCallError,
    NotSentError,
)
from ocpp_conformance.harness.csms.journal import Journal, clean, stamped
from ocpp_conformance.harness.csms.ocsp import Responders
from ocpp_conformance.harness.csms.operations import HANDLERS, LEARNERS, OPERATIONS
from ocpp_conformance.harness.csms.records import Records
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.csms.uploads import Uploads
from ocpp_conformance.harness.peer import CallFailedError, Peer, Refusal, error_for, reply_to
from ocpp_conformance.harness.rpc import Call, CallResult, ErrorCode, Malformed, Payload, Reply, Role
from ocpp_conformance.harness.transport import (
    Accept,
    Credentials,
    Decision,
    Handshake,
    Listener,
    PortTakenError,
    Secret,
    ServerTls,
    Socket,
    UpgradeRequest,
    parse_basic,
)
from ocpp_conformance.harness.transport.hosts import with_port
from ocpp_conformance.harness.validation import judge_call, judge_reply


class Csms:
    """A CSMS for OCPP 2.0.1 over WebSocket: `async with Csms(config) as csms`, or `start()` and `stop()`.

    Raises `PortTakenError` on entry. What it knows of the stations survives a `stop()`, and so does a port that was
    chosen for it. `uploads` is where stations upload logs to. `errors` holds exceptions of our own code that ended a
    connection with 1011.
    """

    def __init__(self, config: CsmsConfig) -> None:
        self.config = config
        self.errors: list[BaseException] = []
        self.records = Records(config, self._say)
        self._listener: Listener | None = None
        self._higher: Listener | None = None
        self._port = config.port
        self.uploads = Uploads(config.host, config.upload_port or 0)
        # the time, so that a restarted CSMS gives no id twice; fewer than one id a second are used in the long run
        self._ids = itertools.count(int(times.wall()))
        self.background = Background(self.errors)
        self.responders = Responders(config.ocsp_hosts, config.contract_roots)

    # what it is told

    @property
    def port(self) -> int:
        """The port it listens on; before the first start the configured one."""
        return self._port

    @property
    def url(self) -> str:
        """The OCPP-J endpoint; a station appends `/` and its percent-encoded identity."""
        return self._url("ws" if self.config.tls is None else "wss", self.port)

    @property
    def higher_url(self) -> str:
        """The endpoint of the higher security profile, while the CSMS runs. Raises `ValueError` where there is none."""
        if self._higher is None:
            raise ValueError("the CSMS has no second endpoint; give it a higher_tls and start it")
        return self._url("wss", self._higher.port)

    @property
    def stations(self) -> Mapping[str, StationRecord]:
        """What is known of each identity."""
        return MappingProxyType(self.records.stations)

    def register(self, identity: str, password: Secret) -> None:
        """Make a station known, or give a known one another password."""
        self.records.register(identity, password)

    def forget(self, identity: str) -> None:
        """Make a station unknown and close its connection."""
        station = self.records.forget(identity)
        if station is not None:
            self._hang_up(station, "the station was removed")

    def plan_registration(self, identity: str, *statuses: str) -> None:
        """Answer the next boots of the station with these, in turn; the last one stays. None: as configured."""
        for status in statuses:
            check_registration(status)
        station = self.records.station(identity)
        station.planned.clear()
        station.planned.extend(statuses)
        self.keep(station)

    def set_token(self, id_token: str, kind: str, status: str, group: tuple[str, str] | None = None) -> None:
        """Add an idToken of this type to the table, or change its status and its groupIdToken (idToken, type)."""
        check_token(kind, status)
        self.records.set_token(authorization.token_key(id_token, kind), status, group)

    def take_local_list(self, identity: str, version: int, entries: list[Payload]) -> None:
        """Take the local authorization list of a station for this; entries are as in the goal `send_local_list`."""
        station = self.records.station(identity)
        authorization.take_list(self, station, version, entries)
        self.keep(station)

    def allow_security_profile(self, identity: str, profile: int) -> None:
        """Let the station in with this security profile or a higher one."""
        station = self.records.station(identity)
        station.security_profile = profile
        self.keep(station)

    def keep(self, station: StationRecord, call: Call | None = None) -> None:
        """Write what is new of a station, which has sent this CALL, into the store. Raises `StoreError`."""
        self.records.keep(station, call)

    # running

    async def start(self) -> None:
        """Listen. Raises `PortTakenError`."""
        listener = self.open_listener()
        await listener.start()
        self._listener, self._port = listener, listener.port
        self._say(f"listening on {self.url}")
        if self.config.higher_tls is not None:
            profile = profile_of(self.config.higher_tls)
            self._higher = self._endpoint(profile, partial(self._decide, profile), self.config.higher_tls, 0)
            await self._higher.start()
            self._say(f"listening on {self.higher_url}, security profile {profile}")
        if self.config.upload_port is not None:
            try:
                await self.uploads.start()
            except PortTakenError:
                await self.stop()
                raise
            self._say(f"taking uploads at {self.uploads.url}")

    async def stop(self, *, abort: bool = False) -> None:
        """Close every connection, with 1001 or without a word, and wait until all has ended."""
        if self._listener is None:
            return
        listeners = [listener for listener in (self._listener, self._higher) if listener is not None]
        self._listener = self._higher = None
        for listener in listeners:
            await listener.stop(abort=abort)
        await self.uploads.stop()
        await self.background.join()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    # what it asks a station

    async def call(self, identity: str, action: str, payload: Payload) -> Reply:
        """Send a CALL when those before it are done, and wait for its CALLRESULT or CALLERROR.

        Raises `NotSentError` (not connected, Rejected, no valid request) and `CallFailedError` (no usable answer).
        """
        judgement = judge_call(Call("", action, payload), Role.CSMS)
        if judgement is not None:
            raise InvalidCallError(action, judgement)
        station, peer = self.records.reached(identity, action)
        async with station.line:
            self.records.reached(identity, action)  # may have been rejected while this CALL waited (B03.FR.03)
            reply = await remote_control.ask(station, peer, action, payload)
        self._learn(station, Call(reply.message_id, action, payload), reply)
        self.keep(station)
        return reply

    async def trigger(self, identity: str, requested_message: str, evse: Payload | None = None) -> Reply:
        """Send a TriggerMessage; what it asks for is served while the station is Pending. Raises as `call` does."""
        return await self.operate(identity, "trigger", requested_message=requested_message, evse=evse)

    async def operate(self, identity: str, goal: str, **arguments: Any) -> Reply:
        """Carry out one of `operations.OPERATIONS`: the CSMS makes the CALL from the goal. Raises as `call` does."""
        return await OPERATIONS[goal](self, self.records.station(identity), **arguments)

    def next_id(self) -> int:
        """An id for a request that no request had before."""
        return next(self._ids)

    def later(self, work: Coroutine[Any, Any, object]) -> None:
        """Run to its end what nobody waits for; that a CALL came to nothing is logged."""
        self.background.run(self._try(work))

    # decisions, all replaceable

    def open_listener(self) -> Listener:
        """The WebSocket server that is about to start."""
        profile = self.config.security_profile
        return self._endpoint(profile, lambda request: self.decide(request), self.tls(), self._port)

    def tls(self) -> ServerTls | None:
        """How it does TLS; None without."""
        return self.config.tls

    def connected(self, station: StationRecord, peer: Peer) -> None:
        """Take a connection that is to be served in place of an older one; nothing has been read from it yet."""
        self._hang_up(station, "replaced by a new connection")
        station.attach(peer)

    def decide(self, request: UpgradeRequest) -> Decision:
        """Let a client in or not (Part 4, 3.2; A00.FR.207, A00.FR.324, A00.FR.405)."""
        return self._decide(self.config.security_profile, request)

    def _decide(self, profile: int, request: UpgradeRequest) -> Decision:
        identity = security.identity_of(request.path)
        if identity is None or identity not in self.records.passwords:
            return security.UNKNOWN_IDENTITY
        if profile < self.records.station(identity).security_profile:
            return security.PROFILE_TOO_LOW
        if profile == 3:
            known = self.certificate_matches(identity, request.common_name)
            return Accept(self.select_subprotocol(request.subprotocols)) if known else security.NOT_ITS_CERTIFICATE
        if not self.password_matches(identity, parse_basic(request.get("Authorization"))):
            return security.UNAUTHORIZED
        return Accept(self.select_subprotocol(request.subprotocols))

    def password_matches(self, identity: str, credentials: Credentials | None) -> bool:
        """Whether the credentials are those of this known identity."""
        return credentials is not None and security.matches(identity, self.records.passwords[identity], credentials)

    def certificate_matches(self, identity: str, common_name: str | None) -> bool:
        """Whether the client certificate bears the serial number of this known identity."""
        return common_name == self._serial_number(identity)

    def select_subprotocol(self, offered: tuple[str, ...]) -> str | None:
        """The subprotocol to speak; None when none of the offered ones will do."""
        return security.common_subprotocol(offered)

    def admit(self, subprotocol: str | None) -> bool:
        """Whether an open connection is served; without a subprotocol it is closed at once (Part 4, 3.2)."""
        return subprotocol is not None

    def boot_matches(self, station: StationRecord, boot: Call) -> bool:
        """Whether a boot comes from whom the client certificate names, where there is one (B01.FR.11)."""
        told = boot.payload["chargingStation"].get("serialNumber")
        return station.security_profile < 3 or told == self._serial_number(station.identity)

    def may_serve(self, station: StationRecord, call: Call) -> bool:
        """Whether a valid CALL is answered with other than SecurityError."""
        return provisioning.may_serve(station, call)

    def handle(self, station: StationRecord, call: Call) -> Payload | None:
        """The response to a valid CALL that may be served; None for an action that this CSMS doesn't support."""
        handler = HANDLERS.get(call.action)
        return None if handler is None else handler(self, station, call)

    def reply(self, station: StationRecord, call: Call) -> Reply:
        """The answer to any CALL. What is wrong with the message itself comes before what the station may send."""

        def handle(valid: Call) -> Payload | None:
            if valid.action == "BootNotification" and not self.boot_matches(station, valid):
                self._hang_up(station, provisioning.ANOTHER_SERIAL_NUMBER)
                raise Refusal(ErrorCode.SECURITY_ERROR, provisioning.ANOTHER_SERIAL_NUMBER)
            if not self.may_serve(station, valid):
                raise Refusal(ErrorCode.SECURITY_ERROR, provisioning.why_refused(station))
            station.tick_off(valid)
            response = self.handle(station, valid)
            self.keep(station, valid)
            return response

        return reply_to(call, Role.CSMS, handle)

    def looks_up(self, station: StationRecord, call: Call) -> Coroutine[Any, Any, object] | None:
        """What has to be waited for before a CALL is answered; None for nothing."""
        return contracts.lookup(self, station, call)

    def encode(self, reply: Reply) -> str | None:
        """The text to send for an answer; None sends nothing."""
        return reply.text()

    def malformed_reply(self, station: StationRecord, malformed: Malformed) -> str | None:
        """The text that answers a message that is no frame; None sends nothing."""
        error = error_for(malformed)
        return None if error is None else self.encode(error)

    def token_status(self, id_token: Payload) -> str:
        """The AuthorizationStatus of an IdTokenType."""
        return self.records.token_status(id_token)

    def token_info(self, id_token: Payload) -> Payload:
        """The IdTokenInfoType of an IdTokenType: its status, its group, how long that may be cached."""
        group = self.records.group_of(id_token)
        return authorization.info(self.token_status(id_token), group, self.config.cache_lifetime)

    def certificate_status(self, station: StationRecord, authorize: Payload) -> str:
        """The AuthorizeCertificateStatus of a contract certificate by itself, whatever its eMAID is worth."""
        return contracts.certificate_status(self, authorize)

    def schedules_for(self, station: StationRecord, told: Payload) -> list[Payload]:
        """The schedules, up to three, for an EV that has told its needs; none where it can make none (K15.FR.07)."""
        return ev_charging.schedules_for(self, told)

    def is_within(self, chosen: Payload, offered: Payload) -> bool:
        """Whether the schedule that an EV has chosen is within one that it was offered (K15.FR.11)."""
        return ev_charging.is_within(chosen, offered)

    def boot_status(self, station: StationRecord) -> str:
        """The RegistrationStatus for a boot that has come: as planned, else as configured."""
        return provisioning.next_status(station, self.config.registration)

    # connections

    def _endpoint(
        self, profile: int, decide: Callable[[UpgradeRequest], Decision], tls: ServerTls | None, port: int
    ) -> Listener:
        return Listener(
            decide=decide,
            handle=partial(self._serve, profile),
            host=self.config.host,
            port=port,
            limits=self.config.limits,
            refused=self._refused,
            tls=tls,
        )

    def _url(self, scheme: str, port: int) -> str:
        return f"{scheme}://{with_port(self.config.host, port)}/ocpp"

    async def _serve(self, profile: int, socket: Socket) -> None:
        identity = security.identity_of(socket.handshake.path) or ""
        if not self.admit(socket.subprotocol):
            self._say(f"{clean(identity)} closed: no common subprotocol")
            await socket.close(1002, "no common subprotocol")
            return
        station = self.records.station(identity)
        answers = Answers(self, station, socket)
        peer = Peer(
            socket,
            Role.CSMS,
            answers,
            timeout=self.config.call_timeout,
            tap=Journal(identity, self.config.log) if self.config.log is not None else None,
        )
        answers.send = peer.send
        self._say(f"{clean(identity)} connected with {socket.subprotocol}")
        self.connected(station, peer)
        station.security_profile = max(station.security_profile, profile)  # A05.FR.07
        try:
            self.keep(station)
            closed = await peer.run()
            self._say(f"{clean(identity)} closed: {clean(str(closed))}")
        except Exception as error:  # ours: kept for who runs us, because the server below only closes with 1011
            self.errors.append(error)
            self._say(f"{clean(identity)} closed: {type(error).__name__} in the CSMS: {clean(str(error))}")
            raise
        finally:
            if station.peer is peer:
                station.peer = None

    def _serial_number(self, identity: str) -> str:
        return self.config.serial_numbers.get(identity, identity)

    def _refused(self, handshake: Handshake) -> None:
        self._say(f"{clean(handshake.path)} refused with {handshake.status}")

    def _learn(self, station: StationRecord, call: Call, reply: Reply) -> None:
        learn = LEARNERS.get(call.action)
        if learn is not None and isinstance(reply, CallResult) and judge_reply(call, reply) is None:
            learn(self, station, call.payload, reply.payload)

    async def _try(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (NotSentError, CallFailedError) as error:
            self._say(clean(str(error)))

    def _hang_up(self, station: StationRecord, why: str) -> None:
        if station.peer is not None:
            self.background.run(station.peer.socket.close(1000, why))

    def _say(self, line: str) -> None:
        if self.config.log is not None:
            self.config.log(stamped(line))
