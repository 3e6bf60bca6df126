"""What the RPC cases for a station share: upgrade requests, open CALLs, pings, variables that are put back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

from ocpp_conformance.conformance.case import SILENCE, a_list_with, ignoring_case, variable
from ocpp_conformance.conformance.station.variables import AN_INTEGER, DONE, configured
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Inconclusive, Miss
from ocpp_conformance.harness.peer import reply_to
from ocpp_conformance.harness.probes import CsmsProbe, ReceivedCall, ReceivedReply, absent_or, mismatches, polite_answer
from ocpp_conformance.harness.rpc import Role
from ocpp_conformance.harness.transport import SocketClosedError, UpgradeRequest, limited

COMPONENT = "OCPPCommCtrlr"


def shows(csms: CsmsProbe, source: str, demand: object, actual: object, *, mild: bool = False, seen: str = "") -> None:
    """Check something that is no field of a message; `mild` makes a miss an advisory."""
    csms.checklist.book(source, mismatches(demand, actual), mild=mild, seen=seen)


async def upgrade_request(csms: CsmsProbe) -> UpgradeRequest:
    """What the station asked for when it connected last, also where it was not let in."""
    with suppress(Inconclusive):
        await csms.accepted()
    if csms.connected:
        handshake = csms.live.socket.handshake
        return UpgradeRequest(handshake.path, handshake.request)
    if not csms.upgrades:
        raise csms.checklist.give_up("the station never connected")
    return csms.upgrades[-1].request


# -- CALLs of the station ------------------------------------------------------------------------------------------


async def trigger(csms: CsmsProbe, message: str, **more: object) -> int:
    """Ask the station for a message and have that accepted; returns the bookmark from which it is to come."""
    since = csms.mark
    reply = await csms.call("TriggerMessage", {"requestedMessage": message, **more})
    reply.expects(status="Accepted")
    return since


@asynccontextmanager
async def unanswered(csms: CsmsProbe, action: str = "Heartbeat") -> AsyncIterator[ReceivedCall]:
    """A CALL of the station that was asked for and stays open for the block; it is answered at its end."""
    csms.answers(action, SILENCE)
    since = await trigger(csms, action)
    received = await csms.next_call(action, since=since)
    try:
        yield received
    finally:
        csms.answers(action)
        with suppress(SocketClosedError, Inconclusive):
            await csms.send(reply_to(received.call, Role.CSMS, polite_answer).text())
            received.answered.append(times.monotonic())


async def goes_on(csms: CsmsProbe, source: str, since: int, within: float) -> None:
    """Check that the station sends another CALL, or connects anew, within so many real seconds."""
    began = times.monotonic()
    ways = (csms.next_call(since=since, within=within), csms.wait_upgrade(within, after=began))
    waiting = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        came = any(task.exception() is None for task in done)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    misses = () if came else (Miss("", f"another CALL or connection within {within:g} s", "none"),)
    csms.checklist.book(source, misses, seen=f"after {times.monotonic() - began:.1f} s")


def unknown_properties(csms: CsmsProbe, *replies: ReceivedReply) -> list[str]:
    """What the station's CALLs, and these replies, hold that their schemas don't know."""
    judgements = [message.judgement for message in (*csms.received(), *replies) if message.judgement is not None]
    return [str(f) for judgement in judgements for f in judgement.defects if f.keyword == "additionalProperties"]


# -- pings -----------------------------------------------------------------------------------------------------------


async def answers_ping(csms: CsmsProbe, source: str) -> None:
    """Check that the station answers a ping of ours with a pong."""
    pong = None
    with suppress(SocketClosedError, TimeoutError):
        waiting = await csms.live.socket.ping()
        async with limited(csms.patience.reply):
            pong = await waiting
    misses = () if pong is not None else (Miss("", "a pong", "none"),)
    csms.checklist.book(source, misses)


async def pings_within(csms: CsmsProbe, seconds: float) -> int:
    """How many pings the station sends in so many OCPP seconds."""
    before = len(csms.pings)
    await csms.listen(csms.patience.scaled(seconds))
    return len(csms.pings) - before


# -- variables -------------------------------------------------------------------------------------------------------


def variables(csms: CsmsProbe, **values: int) -> AbstractAsyncContextManager[None]:
    """Variables of OCPPCommCtrlr have these values for the block; the old ones are put back, also when it fails."""
    settings = [variable(COMPONENT, name, attributeValue=str(value)) for name, value in values.items()]
    return configured(csms, *settings, of_connection=True)


async def is_integer_to_set(csms: CsmsProbe, source: str, name: str) -> None:
    """Check that a variable of OCPPCommCtrlr is there, holds an integer and can be written; what the station reports of
    it must not contradict that, but it need not support GetReport."""
    await csms.accepted()
    got = await csms.call("GetVariables", {"getVariableData": [variable(COMPONENT, name)]})
    got.meets(source, getVariableResult=[{"attributeStatus": "Accepted", "attributeValue": AN_INTEGER}])
    same = variable(COMPONENT, name, attributeValue=got["getVariableResult"][0]["attributeValue"])
    put = await csms.call("SetVariables", {"setVariableData": [same]})
    put.meets(source, setVariableResult=[{"attributeStatus": DONE}])
    about = {"component": {"name": COMPONENT}, "variable": {"name": name}}
    since = csms.mark
    asked = await csms.call("GetReport", {"requestId": 801, "componentVariable": [about]})
    if asked["status"] == "Accepted":
        report = await csms.next_call("NotifyReport", since=since, where={"requestId": 801})
        actual = {"type": absent_or("Actual"), "mutability": absent_or("ReadWrite")}  # the defaults may be left out
        item = {
            "variable": {"name": ignoring_case(name)},
            "variableAttribute": a_list_with(actual),
            "variableCharacteristics": absent_or({"dataType": "integer"}),
        }
        report.meets(source, reportData=a_list_with(item))


# -- reconnecting ----------------------------------------------------------------------------------------------------


async def reconnected(csms: CsmsProbe) -> None:
    """Close the connection and have the station back: what it does from the start of a connection shows."""
    lost = await csms.disconnect()
    await csms.wait_connected(csms.patience.too_late(60), after=lost)


async def waits(csms: CsmsProbe, source: str, since: float, least: float, most: float | None = None) -> float:
    """Check how long the station waits before it tries to connect again: `least` to `most` OCPP seconds (default: the
    same) from `since` on. Too early is a miss, too late an advisory. Returns when it came (monotonic)."""
    most = least if most is None else most
    upgrade = await csms.must_connect(source, csms.patience.too_late(most), after=since)
    waited = upgrade.at - since
    seen = f"{waited / csms.patience.time_scale:.1f} s"
    early = waited < csms.patience.too_early(least)
    late = waited > csms.patience.scaled(most) * 1.5 + 1.0
    wanted = f"{least:g} s" if most == least else f"{least:g} to {most:g} s"
    misses = (Miss("wait", wanted, seen),) if early or late else ()
    csms.checklist.book(source, misses, mild=not early, seen=seen)
    return upgrade.at


async def longest_first_wait(csms: CsmsProbe, enough: float, *, tries: int) -> float:
    """Close the connection up to so often; returns the longest wait before the station was back, in OCPP seconds, as
    soon as one is long enough."""
    longest = 0.0
    for _ in range(tries):
        began = times.monotonic()
        await csms.disconnect()
        upgrade = await csms.wait_connected(csms.patience.too_late(enough * 3), after=began)
        longest = max(longest, (upgrade.at - began) / csms.patience.time_scale)
        if longest >= enough:
            break
    return longest
