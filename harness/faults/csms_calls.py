"""The CSMS's own CALLs: their form, their ids, one at a time, and what it does while one is open."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from ocpp_conformance.harness.faults.departures import memory_of, on_connection, system_of
from ocpp_conformance.harness.faults.fault import Departure, of_csms
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Role


def _peer(original: Any, identity: str) -> Any:
    return system_of(original).stations[identity].peer


def _sends(text: Callable[[str, Any], str]) -> Departure:
    """For `call`: send what `text(action, payload)` makes and don't wait for the answer."""

    async def call(original: Any, identity: str, action: str, payload: Any) -> Any:
        await _peer(original, identity).send(text(action, payload))
        return CallResult("", {"status": "Rejected"})

    return call


def _with_id(make: Callable[[Any], str]) -> Departure:
    """For `call`: send the CALL with the id that is made for the connection."""

    async def call(original: Any, identity: str, action: str, payload: Any) -> Any:
        peer = _peer(original, identity)
        return await peer.call(action, payload, message_id=make(peer))

    return call


def _counted(peer: Any) -> str:
    memory = memory_of(peer)
    memory["calls"] = memory.get("calls", 0) + 1
    return str(memory["calls"])


async def _stuck(original: Any, identity: str, action: str, payload: Any) -> Any:
    memory = memory_of(system_of(original))
    async with memory.setdefault("line", asyncio.Lock()):
        if identity in memory:
            return CallResult("", {"status": "Rejected"})
        reply = await original(identity, action, payload)
        if isinstance(reply, CallError):
            memory[identity] = "stuck"
        return reply


def _busy(original: Any, station: Any, call: Call) -> Any:
    if station.peer.open_call is not None:
        return CallError(call.message_id, ErrorCode.GENERIC_ERROR, "busy")
    return original(station, call)


def _no_pongs(peer: Any) -> None:
    protocol = peer.socket._connection.protocol
    send = protocol.send_frame
    protocol.send_frame = lambda frame: None if frame.opcode == 10 else send(frame)


FAULTS = (
    of_csms(
        "action-with-suffix",
        "sends the action with its suffix Request",
        "J-4.1.6-01",
        call=_sends(lambda action, payload: json.dumps([2, str(uuid4()), f"{action}Request", payload])),
    ),
    of_csms(
        "call-five-elements",
        "sends CALLs of five elements",
        "J-4.2.1-01",
        call=_sends(lambda action, payload: json.dumps([2, str(uuid4()), action, payload, {}])),
    ),
    of_csms(
        "call-payload-invalid",
        "sends TriggerMessage with a message that can't be triggered",
        "J-4.1.7-01",
        call=_sends(lambda action, _: json.dumps([2, str(uuid4()), action, {"requestedMessage": "Authorize"}])),
    ),
    of_csms(
        "call-of-1.6",
        "sends a CALL that only OCPP 1.6 has",
        "J-4.1.6-01",
        call=_sends(lambda _action, _payload: json.dumps([2, str(uuid4()), "GetConfiguration", {}])),
    ),
    of_csms(
        "calls-in-parallel",
        "sends CALLs without waiting for answers",
        "J-4.1.1-01",
        call=_sends(lambda action, payload: Call(str(uuid4()), action, payload).text()),
    ),
    of_csms("call-id-constant", "gives all its CALLs the same id", "J-4.1.4-01", call=_with_id(lambda _: "1")),
    of_csms(
        "call-id-long", "gives its CALLs ids of 40 characters", "J-4.1.4-03", call=_with_id(lambda _: f"{uuid4()}-ocpp")
    ),
    of_csms("call-id-restarts", "counts its message ids anew on each connection", "J-E4.2-01", call=_with_id(_counted)),
    of_csms("stuck-after-callerror", "sends no CALL after a CALLERROR", "J-4.1.1-02", call=_stuck),
    of_csms("busy-while-calling", "refuses CALLs while its own is open", "J-4.1.1-06", reply=_busy),
    of_csms("ping-unanswered", "never answers a WebSocket ping", "J-5.2-01", **on_connection(Role.CSMS, _no_pongs)),
)
