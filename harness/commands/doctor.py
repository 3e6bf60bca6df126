"""The preflight alone, explained: what was looked at, what was found, what to do next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from ocpp_conformance.harness.commands.diagnosis import Diagnosis, Report
from ocpp_conformance.harness.commands.driver_selftest import try_csms, try_station
from ocpp_conformance.harness.evidence import Binding, Checklist, Inconclusive, Recording
from ocpp_conformance.harness.evidence.verdict import Exit
from ocpp_conformance.harness.peer import CallFailedError, Peer
from ocpp_conformance.harness.probes import CsmsAddress, CsmsProbe, pause
from ocpp_conformance.harness.probes.payloads import boot_answer, booting
from ocpp_conformance.harness.rpc import CallResult, Role
from ocpp_conformance.harness.suite import options, terminal
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.preflight import (
    RETRY,
    SUBPROTOCOL,
    Polite,
    connect,
    refused,
    tls_step,
    with_version,
)
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.dial_in import reset_by_csms
from ocpp_conformance.harness.transport import (
    BadHandshakeError,
    PortTakenError,
    RefusedError,
    Socket,
    TlsError,
    UnreachableError,
)

_REGISTRATIONS = {
    "Accepted": "",
    "Pending": "accept this station at the CSMS; until then cases that need an accepted station are inconclusive",
    "Rejected": "register this station at the CSMS; until then cases that need an accepted station are inconclusive",
}
"""What a BootNotification may be answered with, and the next step."""


class Doctor:
    """A pytest plugin that looks at the described system instead of running cases."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        sut = options.describe(config)
        if sut.embedded:
            raise pytest.UsageError("doctor: there is no external system; give --sut FILE, --csms URL or --listen")
        redact = options.redactor(sut)
        self._say(redact(harmless(f"system under test: {terminal.system(sut)}")))
        for setting in sut.settings:
            self._say(redact(harmless(f"  {setting.name}: {setting.shown} ({setting.origin})")))
        found = examine(sut, lambda finding: self._say(redact(harmless(str(finding)))))
        wrong = [finding.what for finding in found if not finding.good]
        self._say(f"the system can't be judged yet: {wrong[0]}" if wrong else "the system can be judged")
        return Exit.UNREACHABLE if wrong else Exit.OK


def examine(sut: Description, report: Report = lambda _: None) -> list[Diagnosis]:
    """Look at an external system step by step, until one fails; each finding is reported as it is made."""
    findings: list[Diagnosis] = []

    def tell(finding: Diagnosis) -> None:
        findings.append(finding)
        report(finding)

    asyncio.run(_csms(sut, tell) if sut.endpoint is not None else _station(sut, tell))
    return findings


# -- a CSMS ------------------------------------------------------------------------------------------------------------


async def _csms(sut: Description, report: Report) -> None:
    address = sut.address(1)
    reached = await _tcp(address, sut.patience.connect)
    report(reached)
    if not reached.good:
        return
    try:
        socket = await connect(address, sut.patience.connect)
    except RefusedError as error:
        text, step = _halves(refused(address, error))
        text = await with_version(address, sut.patience.reply, text)
        report(Diagnosis("credentials" if error.status == 401 else "upgrade", False, text, step))
        return
    except TlsError as error:
        report(Diagnosis("TLS", False, str(error), tls_step(error)))
        return
    except (BadHandshakeError, UnreachableError) as error:
        report(Diagnosis("upgrade", False, str(error), "is there a WebSocket server at this URL? correct --csms"))
        return
    report(Diagnosis("upgrade", True, f"{address.url} switches to WebSocket"))
    try:
        booted = await _upgraded(sut, address, socket, report)
    finally:
        await socket.close()
    if booted and sut.driver is not None:
        await try_csms(sut, report)


async def _tcp(address: CsmsAddress, seconds: float) -> Diagnosis:
    parts = urlsplit(address.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80)
    deadline = time.monotonic() + seconds
    while True:
        try:
            async with asyncio.timeout(max(deadline - time.monotonic(), 0.05)):
                _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return Diagnosis("TCP", True, f"{host}:{port} takes connections")
        except (OSError, TimeoutError) as error:
            if time.monotonic() + RETRY >= deadline:
                reason = str(error) or f"no answer in {seconds:g} s"
                step = "start the CSMS, correct --csms, or give it more time with --connect-timeout"
                return Diagnosis("TCP", False, f"{host}:{port} takes no connection ({reason})", step)
        await pause(RETRY)


async def _upgraded(sut: Description, address: CsmsAddress, socket: Socket, report: Report) -> bool:
    """Look at the open connection; returns whether the boot was accepted."""
    if socket.subprotocol != SUBPROTOCOL:
        text = f"the CSMS chose {socket.subprotocol or 'none'} where {SUBPROTOCOL} was offered (Part 4, 3.1.2)"
        text = await with_version(address, sut.patience.reply, text)
        report(Diagnosis("subprotocol", False, text, f"make the CSMS speak {SUBPROTOCOL}, and name it in its answer"))
        return False
    report(Diagnosis("subprotocol", True, SUBPROTOCOL))
    if address.password is not None:
        report(Diagnosis("credentials", True, f"{address.identity} is let in with its password"))
    else:
        step = "give --password where the CSMS has one for this identity: more cases run then"
        report(Diagnosis("credentials", True, f"{address.identity} is let in without a password", step))
    peer = Peer(socket, Role.STATION, Polite())
    reading = asyncio.create_task(peer.run())
    try:
        boot = await _boot(peer, sut, address)
        report(boot)
        return boot.good and not boot.step
    finally:
        await socket.close()
        await reading


async def _boot(peer: Peer, sut: Description, address: CsmsAddress) -> Diagnosis:
    try:
        reply = await peer.call(
            "BootNotification", booting(serial_number=address.serial_number), timeout=sut.patience.reply
        )
    except CallFailedError as error:
        step = "see the log of the CSMS, or give it more time with --reply-timeout"
        return Diagnosis("BootNotification", False, f"no usable answer: {error}", step)
    status = reply.payload.get("status") if isinstance(reply, CallResult) else None
    if status not in _REGISTRATIONS:
        step = "see the log of the CSMS: the answer to BootNotification needs a status of RegistrationStatusEnumType"
        return Diagnosis("BootNotification", False, f"no usable answer: {reply.text()}", step)
    return Diagnosis("BootNotification", True, f"answered {status}", _REGISTRATIONS[status])


# -- a charging station ------------------------------------------------------------------------------------------------


async def _station(sut: Description, report: Report) -> None:
    assert sut.listen is not None
    recording = Recording()
    checklist = Checklist("", recording, lambda _: Binding.MUST)
    host, port = sut.listen
    tls, advertised = sut.server_tls, sut.advertised
    restart = reset_by_csms(sut)
    probe = CsmsProbe(recording, checklist, sut.patience, restart, host=host, port=port, tls=tls, advertised=advertised)
    probe.answers("BootNotification", boot_answer())
    probe.registration = "Accepted"  # as after a mere reconnect, until it boots
    try:
        await probe.start()
    except PortTakenError as error:
        report(Diagnosis("TCP", False, *_halves(str(error))))
        return
    try:
        step = f"point the station at {probe.endpoint}/<identity>; waiting up to {sut.patience.boot:g} s for it"
        report(Diagnosis("TCP", True, f"listening on {probe.endpoint}", step))
        await _dialled_in(sut, probe, report)
    finally:
        await probe.stop()


async def _dialled_in(sut: Description, probe: CsmsProbe, report: Report) -> None:
    try:
        upgrade = await probe.wait_connected(sut.patience.boot)
    except Inconclusive:
        report(_nobody(sut, probe))
        return
    report(Diagnosis("upgrade", True, f"{upgrade.identity} asked for {upgrade.request.path}"))
    report(Diagnosis("subprotocol", True, f"it offers {', '.join(upgrade.request.subprotocols)}"))
    if upgrade.credentials is not None:
        report(Diagnosis("credentials", True, f"user name {upgrade.credentials.user}, with a password"))
    else:
        step = "give the station a password: security profile 1 and up need one"
        report(Diagnosis("credentials", True, "none were sent", step))
    try:
        await probe.next_call("BootNotification", within=sut.patience.reply)
        report(Diagnosis("BootNotification", True, "received and answered Accepted"))
    except Inconclusive:
        step = "nothing, where it reconnected without a reboot; else see its log, or give it a longer --reply-timeout"
        report(Diagnosis("BootNotification", True, f"none came within {sut.patience.reply:g} s", step))
    if sut.driver is not None:
        await try_station(sut, probe, upgrade.identity, report)


def _nobody(sut: Description, probe: CsmsProbe) -> Diagnosis:
    offered = [", ".join(upgrade.request.subprotocols) or "none" for upgrade in probe.upgrades]
    if offered:
        text = f"the station offers {offered[-1]}, not {SUBPROTOCOL} (Part 4, 3.1.2)"
        return Diagnosis("subprotocol", False, text, f"set the station to OCPP 2.0.1, subprotocol {SUBPROTOCOL}")
    text = f"no charging station came to {probe.endpoint} within {sut.patience.boot:g} s"
    step = f"point it at {probe.endpoint}/<identity>, open the firewall, or give more time with --connect-timeout"
    return Diagnosis("upgrade", False, text, step)


def _halves(text: str) -> tuple[str, str]:
    """A message and its next step, which follows the last semicolon."""
    what, _, step = text.rpartition("; ")
    return (what, step) if what else (step, "")
