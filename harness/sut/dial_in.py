"""The external charging station: awaited once, then lent to one case after the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from ocpp_conformance.harness.evidence import (
    Binding,
    Checklist,
    CloseEntry,
    FrameEntry,
    Inconclusive,
    Miss,
    NotRun,
    Recording,
)
from ocpp_conformance.harness.peer import CallFailedError
from ocpp_conformance.harness.probes import CsmsProbe, one_of
from ocpp_conformance.harness.probes.payloads import boot_answer, variable
from ocpp_conformance.harness.probes.received import ReceivedReply
from ocpp_conformance.harness.rpc import Call, CallResult, Role
from ocpp_conformance.harness.rpc.protocol import OCPP_201
from ocpp_conformance.harness.sut.carriers import Carrier
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.driver import CaseDriver
from ocpp_conformance.harness.sut.operator import CaseOperator, Operator, OperatorDriver
from ocpp_conformance.harness.sut.restart import restart
from ocpp_conformance.harness.validation import judge_reply

BACK_OFF = ("RetryBackOffWaitMinimum", "RetryBackOffRepeatTimes", "RetryBackOffRandomRange")
"""The variables that say how long a station waits (Part 4, 8.1 to 8.3)."""
MOST_DOUBLINGS = 16
"""So often a wait is doubled at most when we count how long it may get: more is no time for anybody to wait."""


class NobodyCameError(Exception):
    """No station connected, or it did not boot."""


class DialIn:
    """Listens for the station under test: `start()`, `wait()`, then `lend(…)` for each case.

    `identity` is the station's, once it has come. `between` takes what it says while no case has it. `gone` says that
    it did not come back after a case.
    """

    def __init__(
        self,
        sut: Description,
        say: Callable[[str], None] = print,
        carrier: Carrier | None = None,
        operator: Operator | None = None,
        between: Recording | None = None,
    ) -> None:
        assert sut.listen is not None
        self._sut, self._say, self._carrier, self._operator = sut, say, carrier, operator
        self.identity: str | None = None
        self.gone = self._never_resets = ""
        self._back_off = sut.patience.back_off
        self._between = between or Recording()
        self._unchecked = Checklist("", self._between, lambda _: Binding.MUST)
        host, port = sut.listen
        self._probe = CsmsProbe(
            self._between,
            self._unchecked,
            sut.patience,
            self._restart,
            host=host,
            port=port,
            tls=sut.server_tls,
            advertised=sut.advertised,
        )

    async def start(self) -> None:
        """Listen, on the loop that runs. Raises `PortTakenError`."""
        self.loop = asyncio.get_running_loop()
        await self._probe.start()

    async def stop(self) -> None:
        """Close the connection and stop listening."""
        await self._probe.stop()

    async def wait(self) -> None:
        """Wait for the station to connect and boot. Raises `NobodyCameError` with what was seen and what to do."""
        probe, limit = self._probe, self._sut.patience.boot
        probe.registration = "Accepted"  # as after a mere reconnect, until it boots
        self._say(f"waiting up to {limit:g} s for a charging station at {probe.endpoint}/<identity> …")
        try:
            upgrade = await probe.wait_connected(limit)
        except Inconclusive:
            seen = "; ".join(f"{u.request.path} offering {u.request.subprotocols}" for u in probe.upgrades)
            root = "the root of --tls-cert" if self._sut.pki is None else self._sut.pki / "root.pem"
            trust = "" if self._sut.server_tls is None else f" and trusting {root}"
            raise NobodyCameError(
                f"no charging station connected to {probe.endpoint} within {limit:g} s"
                f"{f' (refused: {seen})' if seen else ''}; point the station at {probe.endpoint}/<identity>, "
                f"offering the subprotocol {OCPP_201.subprotocol}{trust}, or give more time with --connect-timeout"
            ) from None
        self.identity = upgrade.identity
        probe.paths.add(upgrade.place)
        self._say(f"{upgrade.identity} is connected")
        probe.answers("BootNotification", boot_answer())
        try:
            await probe.next_call("BootNotification", within=self._sut.patience.reply)
        except Inconclusive:
            self._say("it did not boot by itself, as after a mere reconnect; it will be reset where a case needs that")
        else:
            await probe.settled()  # what it says of its boot belongs to no case
        self._back_off = await self._longest_back_off()

    async def _longest_back_off(self) -> float:
        """Seconds that the station may wait before it connects again, as its variables say, at most our patience."""
        probe, patience = self._probe, self._sut.patience
        data = {"getVariableData": [variable("OCPPCommCtrlr", name) for name in BACK_OFF]}
        told: dict[str, str] = {}
        with suppress(CallFailedError, Inconclusive):
            reply = await probe.live.call("GetVariables", data, timeout=patience.reply)
            asked = Call(reply.message_id, "GetVariables", data)
            if isinstance(reply, CallResult) and judge_reply(asked, reply) is None:
                results = reply.payload["getVariableResult"]
                told = {each["variable"]["name"].lower(): each.get("attributeValue", "") for each in results}
        texts = [told.get(name.lower(), "") for name in BACK_OFF]
        values = [int(text) for text in texts if text.isdecimal()]
        if len(values) < len(BACK_OFF):
            return patience.back_off
        minimum, doublings, spread = values
        longest = minimum * 2.0 ** min(doublings, MOST_DOUBLINGS) + spread
        return max(min(longest + patience.connect, patience.back_off), patience.boot)

    @asynccontextmanager
    async def lend(self, recording: Recording, checklist: Checklist) -> AsyncIterator[CsmsProbe]:
        """The probe for one case. Afterwards the station is parked: accepted, with nothing of the case left."""
        probe = self._probe
        probe.begin(recording, checklist)
        if not probe.connected:
            await probe.wait_connected(self._back_off)
        try:
            yield probe
        finally:
            await self._park()
            probe.begin(self._between, self._unchecked)
            probe.answers("BootNotification", boot_answer())

    async def _restart(self, probe: CsmsProbe) -> None:
        """Reboot the station: by its driver where that can switch it off and on, else by a Reset, and where that is
        forbidden by a person."""
        sut, operator, power = self._sut, self._operator, ("power_cycle",)
        if self._carrier is not None and sut.driver is not None and sut.can("power_cycle"):
            driver = self._carrier.facing(self.identity)
            await CaseDriver(driver, sut.driver.timeout, power, probe.recording).intend("power_cycle")
        elif operator is not None and not sut.may_reset:
            person = OperatorDriver(operator, probe, probe.checklist.case_id, "needs a reboot")
            await CaseOperator(operator, person, power, probe.recording).intend("power_cycle")
        else:
            await self._reset(probe)

    async def _reset(self, probe: CsmsProbe) -> None:
        """Restart it by a Reset. One that accepts and then goes on as if nothing had been said breaks B11.FR.03, once:
        no case asks it again."""
        if self._never_resets:
            raise NotRun(f"needs a reboot, and the station {self._never_resets}", "mend that, or give a driver")
        since, limit = probe.mark, probe.patience.reset
        reply = await reset_by_csms(self._sut)(probe)
        if reply["status"] == "Accepted" and not await probe.restarts(since, limit):
            self._never_resets = f"said Accepted to a Reset and did nothing for {limit:g} s"
            misses = (Miss("", f"a restart within {limit:g} s of Accepted", "none"),)
            probe.checklist.book("B11.FR.03", misses, frame=reply.frame, needed=True)

    async def _park(self) -> None:
        probe = self._probe
        probe.accepting = True
        probe.answers("BootNotification", boot_answer())
        try:
            due = _reset_due(probe.recording)
            if probe.connected and due is not None:
                # it may be about to leave: the next case would lose its first message
                patience = self._sut.patience
                await probe.restarts(probe.mark, patience.quiet if "evseId" in due.payload else patience.reply)
            if not probe.connected:
                await self._comes_back()
            await probe.answer_open_boot()
            if probe.registration != "Accepted":
                await self._accept()
        except Inconclusive as error:
            probe.recording.note(f"left behind: {error.what}")

    async def _comes_back(self) -> None:
        """Wait for the station; one that stays away is restarted, where there is a command for that."""
        probe, limit = self._probe, self._sut.patience.boot
        try:
            probe.recording.note(f"the station may wait for {self._back_off:.0f} s; to restart it is quicker")
            await probe.wait_connected(self._back_off)
            return
        except Inconclusive as error:
            self.gone = error.what
        if self._sut.restart:
            probe.recording.note(f"{self.gone}; it is restarted")
            self.gone = await asyncio.to_thread(restart, self._sut)
        if not self.gone:
            try:
                await probe.wait_connected(limit)
            except Inconclusive as error:
                self.gone = f"{error.what}, also after its restart"
        if self.gone:
            raise Inconclusive(self.gone)

    async def _accept(self) -> None:
        """Have the station boot again: asked for while Pending, else when its time has come, which it may have chosen
        itself (B03.FR.05)."""
        probe, patience = self._probe, self._sut.patience
        since = probe.mark
        if probe.registration == "Pending":
            with suppress(CallFailedError):
                wish = {"requestedMessage": "BootNotification"}
                await probe.live.call("TriggerMessage", wish, timeout=patience.reply)
        await probe.next_call("BootNotification", since=since, within=max(patience.too_late(10), patience.boot))
        await probe.listen(patience.quiet)  # a station takes a moment to act on the answer, and then tells of itself


def _reset_due(recording: Recording) -> Call | None:
    """The Reset that the station accepted in this case and that it has neither left nor booted for since."""
    asked, due = dict[str, Call](), None
    for entry in recording.entries:
        match entry:
            case CloseEntry() | FrameEntry(sender=Role.STATION, frame=Call(action="BootNotification")):
                due = None
            case FrameEntry(sender=Role.CSMS, frame=Call(action="Reset") as call):
                asked[call.message_id] = call
            case FrameEntry(sender=Role.STATION, frame=CallResult(payload={"status": "Accepted"}) as reply):
                due = asked.get(reply.message_id, due)
    return due


def reset_by_csms(sut: Description) -> Callable[[CsmsProbe], Awaitable[ReceivedReply]]:
    """How an external station is restarted: Reset Immediate, where that is permitted."""

    async def restart(probe: CsmsProbe) -> ReceivedReply:
        if not sut.may_reset:
            raise NotRun("needs a reboot of the station", "leave out --no-reset or give --operator terminal")
        reply = await probe.call("Reset", {"type": "Immediate"})
        reply.expects(status=one_of("Accepted", "Scheduled"))
        return reply

    return restart
