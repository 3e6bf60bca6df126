"""After a case that failed: does the CSMS still answer? If not, it is restarted, or the run stops with what it has."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from ocpp_conformance.harness.evidence.verdict import RED, verdict_of
from ocpp_conformance.harness.peer import CallFailedError, Peer
from ocpp_conformance.harness.probes import pause
from ocpp_conformance.harness.probes.payloads import booting
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.suite.harmless import harmless
from ocpp_conformance.harness.suite.preflight import RETRY, Polite, connect
from ocpp_conformance.harness.suite.run import CaseRun
from ocpp_conformance.harness.suite.state import ERROR, RUN, SUITE, SuiteState
from ocpp_conformance.harness.sut.description import Description
from ocpp_conformance.harness.sut.restart import restart
from ocpp_conformance.harness.transport import BadHandshakeError, RefusedError, TlsError, UnreachableError

SETTLED = 0.05
"""Real seconds between the end of a case and the look: a reconnect at once has brought servers down."""


def look_after(item: pytest.Item) -> None:
    """Look at an external CSMS after a case that is red; stop the run where it is gone and nothing brings it back.

    It is asked with an identity that no case has, where the pattern of identities makes one, and asked again as long as
    an answer may take.
    """
    run, state = item.stash[RUN], item.config.stash[SUITE]
    red = verdict_of(item.stash.get(ERROR, None), run.checklist.checks) in RED
    if state.sut.endpoint is None or not red or state.unreachable:
        return
    number = len(item.session.items) + 1 if not state.sut.identities else run.number
    gone = asyncio.run(_pulse(state.sut, number, state.sut.patience.reply))
    if gone and state.sut.restart:
        _say(item.config, f"the CSMS no longer answers after {run.case.id} ({gone}); it is restarted")
        gone = _restarted(state.sut, run, gone)
    if gone:
        stop(item.session, state, f"after {run.case.id} the CSMS no longer answers: {gone}")


def _say(config: pytest.Config, text: str) -> None:
    out = config.pluginmanager.get_plugin("terminalreporter")
    if out is not None:
        out.ensure_newline()
        out.line(harmless(text))


def stop(session: pytest.Session, state: SuiteState, why: str) -> None:
    """End the run after this case, with the report of what ran."""
    state.unreachable = session.shouldstop = why
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["unreachable"] = why


def _restarted(sut: Description, run: CaseRun, gone: str) -> str:
    """Restart it; returns what is wrong still."""
    run.recording.note(f"the CSMS no longer answers ({gone}); it is restarted")
    trouble = restart(sut)
    if trouble:
        return f"{gone}; {trouble}"
    still = asyncio.run(_pulse(sut, run.number, sut.patience.boot))
    return f"{still}, also after its restart" if still else ""


async def _pulse(sut: Description, n: int, seconds: float) -> str:
    """What is wrong with the CSMS, as the n-th case reaches it, tried again for so long; empty when it lives."""
    deadline, tries = time.monotonic() + seconds, 0
    await pause(SETTLED)
    while True:
        wrong, tries = await _look(sut, n), tries + 1
        if not wrong:
            return ""
        if time.monotonic() >= deadline:
            return f"{wrong}; asked {tries} times in {seconds:g} s as {sut.address(n).identity}"
        await pause(RETRY)


async def _look(sut: Description, n: int) -> str:
    address = sut.address(n)
    try:
        socket = await connect(address, sut.patience.connect)
    except RefusedError as error:
        return str(error) if error.status >= 500 else ""  # who refuses is alive
    except TlsError:
        return ""
    except (BadHandshakeError, UnreachableError) as error:
        return str(error)
    peer = Peer(socket, Role.STATION, Polite())
    reading = asyncio.create_task(peer.run())
    try:
        await peer.call("BootNotification", booting(serial_number=address.serial_number), timeout=sut.patience.reply)
    except CallFailedError as error:
        return str(error)
    finally:
        await socket.close()
        await reading
    return ""
