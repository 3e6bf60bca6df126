"""A CSMS in our hand: faces the charging station under test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import ClassVar

from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Checklist, Miss, Recording, Source
from ocpp_conformance.harness.peer import Peer
from ocpp_conformance.harness.probes.answers import OurAnswer
from ocpp_conformance.harness.probes.gate import Gate
from ocpp_conformance.harness.probes.patience import Patience
from ocpp_conformance.harness.probes.payloads import boot_answer, variable
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Payload, Role, parse
from ocpp_conformance.harness.transport import ServerTls, SocketClosedError

Restart = Callable[["CsmsProbe"], Awaitable[object]]
"""Makes the station reboot: a power cycle, a Reset, a prompt. Raises `NotRun` where nothing may."""


class CsmsProbe(Gate):
    """Has the station under test boot, and answers it.

    `registration` is what its last boot was answered, None before that and while a reboot is due; until it is Accepted,
    what it sends unasked earns SecurityError (B01.FR.10, B02.FR.09, B03.FR.07).
    """

    role: ClassVar[Role] = Role.CSMS
    fence: ClassVar[tuple[str, Payload]] = (
        "GetVariables",
        {"getVariableData": [variable("OCPPCommCtrlr", "OfflineThreshold")]},
    )

    def __init__(
        self,
        recording: Recording,
        checklist: Checklist,
        patience: Patience,
        restart: Restart,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ServerTls | None = None,
        advertised: str = "",
    ) -> None:
        super().__init__(recording, checklist, patience, host=host, port=port, tls=tls, advertised=advertised)
        self._restart = restart
        self.registration: str | None = None
        self._open_boot: tuple[Peer, Call] | None = None

    async def reboot(self, *boot_answers: OurAnswer) -> ReceivedCall:
        """Make the station boot anew; its BootNotifications get these answers in turn (default: Accepted).

        Returns the first BootNotification. Raises `Inconclusive` when it doesn't come, `NotRun` when nothing may
        restart the station.
        """
        self.answers("BootNotification", *(boot_answers or (boot_answer(),)))
        since = self.mark
        await self._restarted(since)
        return await self.next_call("BootNotification", since=since, within=self.patience.boot)

    async def must_boot(self, source: Source) -> ReceivedCall:
        """As `reboot`, but a connection that does not come is a `Violation` of the source."""
        self.answers("BootNotification", boot_answer())
        since, before = self.mark, times.monotonic()
        await self._restarted(since)
        await self.must_connect(source, self.patience.boot, after=before)
        self.checklist.book(source, ())
        return await self.next_call("BootNotification", since=since, within=self.patience.boot)

    async def _restarted(self, since: int) -> None:
        """Restart the station: until its next boot is answered it is accepted no more."""
        await self._restart(self)
        if not self.received("BootNotification", since=since):
            self.registration = None

    async def answer_open_boot(self) -> None:
        """Accept a boot that a case left without an answer, while the station may still wait for that."""
        if self._open_boot is not None:
            (peer, call), self._open_boot = self._open_boot, None
            if peer is self.peer and peer.closed is None:
                with suppress(SocketClosedError):
                    await peer.send(CallResult(call.message_id, boot_answer()(call)).text())
                    self.registration = "Accepted"

    async def restarts(self, since: int, within: float) -> bool:
        """Whether the station leaves, or boots after the bookmark, within so many real seconds."""
        booted = self.first(lambda call: call.action == "BootNotification", since)
        signs = [asyncio.ensure_future(sign) for sign in (self.until_connected(False), booted)]
        try:
            with self.recording.waiting("the restart that was accepted", within):
                done, _ = await asyncio.wait(signs, timeout=within, return_when=asyncio.FIRST_COMPLETED)
            return bool(done)
        finally:
            for sign in signs:
                sign.cancel()
            await asyncio.gather(*signs, return_exceptions=True)

    async def accepted(self) -> None:
        """Connected and accepted; what the station says after a boot may still be on its way."""
        if not (self.connected and self.registration == "Accepted"):
            await self.reboot()

    async def booted(self) -> None:
        """The reusable state Booted: connected, accepted and done with what it says after a boot."""
        if not (self.connected and self.registration == "Accepted"):
            boot = await self.reboot()
            await self.comes("StatusNotification", "NotifyEvent", since=boot.frame)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the station has said nothing for the quiet window, or talks on past patience."""
        deadline = times.monotonic() + self.patience.boot
        while times.monotonic() < deadline:
            heard = len(self.inbox)
            await self.listen(self.patience.quiet)
            if len(self.inbox) == heard:
                return

    def silent_since(self, source: Source, since: int, *allowed: str, until: int | None = None) -> None:
        """Check that the station sent no CALL between two bookmarks, except of the allowed actions."""
        calls = [call for call in self.received(since=since, until=until) if call.action not in allowed]
        wanted = f"no CALL but {', '.join(allowed)}" if allowed else "no CALL"
        misses = (Miss("", wanted, calls[0].action),) if calls else ()
        self.checklist.book(source, misses, frame=calls[0].frame if calls else None)

    def answer(self, call: Call) -> str | None:
        text = super().answer(call)
        if call.action == "BootNotification":
            self.registration = None if text is None else _status(text)
            self._open_boot = None if text is not None or self.peer is None else (self.peer, call)
        return text

    def _text_for(self, call: Call) -> str | None:
        if self.registration != "Accepted" and call.action != "BootNotification" and not self._asked_for(call):
            return CallError(call.message_id, ErrorCode.SECURITY_ERROR, "this station is not accepted").text()
        return super()._text_for(call)

    def _asked_for(self, call: Call) -> bool:
        """Whether a CALL of ours in this case asks for it."""
        ours = (entry.frame for entry in self.recording.frames(Role.CSMS))
        asking = [frame for frame in ours if isinstance(frame, Call)]
        return any(call.action in _ASKS_FOR.get(frame.action, _triggered(frame)) for frame in asking)


_REPORTS = frozenset({"NotifyReport"})
_ASKS_FOR: Mapping[str, frozenset[str]] = {"GetBaseReport": _REPORTS, "GetReport": _REPORTS}
_OF_TRIGGERS = {"Certificate": "SignCertificate"}
"""The CALL that a MessageTrigger asks for, by its last word, where it has not its own name."""


def _triggered(asking: Call) -> frozenset[str]:
    wanted = asking.payload.get("requestedMessage", "") if asking.action == "TriggerMessage" else ""
    others = (action for word, action in _OF_TRIGGERS.items() if str(wanted).endswith(word))
    return frozenset((str(wanted), *others))


def _status(text: str) -> str | None:
    reply = parse(text)
    return str(reply.payload.get("status")) if isinstance(reply, CallResult) else None
