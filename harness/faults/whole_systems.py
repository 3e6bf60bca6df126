"""Systems that are bad as a whole, of both roles; most cases turn red on them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from itertools import count, islice
from typing import Any

from ocpp_conformance.harness.faults.departures import (
    NOW,
    Elements,
    always,
    always_awaited,
    memory_of,
    on_connection,
    own_calls,
    system_of,
)
from ocpp_conformance.harness.faults.fault import Departure, Fault, Seams, of_csms, of_station
from ocpp_conformance.harness.rpc import CallResult, Malformed, Role
from ocpp_conformance.harness.transport import Accept, Refuse

_SLOW = 8.0
"""Real seconds that a slow system takes for each message: more than our instruments wait."""
_FLOOD = 100
"""CALLs behind each message of a flood."""

_ACCEPTED = {"status": "Accepted", "currentTime": NOW, "interval": 10, "idTokenInfo": {"status": "Accepted"}}
"""What an answer to a station may have in it, all at its best."""
_FIELDS = {
    "BootNotification": ("status", "currentTime", "interval"),
    "Heartbeat": ("currentTime",),
    "Authorize": ("idTokenInfo",),
    "DataTransfer": ("status",),
    "TransactionEvent": ("idTokenInfo",),
}
_OLD_STATUS = {"Accepted": "Accepted", "Blocked": "Blocked", "Expired": "Expired", "ConcurrentTx": "ConcurrentTx"}


# -- answers -----------------------------------------------------------------------------------------------------------


def _echoes(_original: Any, *arguments: Any) -> CallResult:
    return CallResult(arguments[-1].message_id, arguments[-1].payload)


def _echoes_text(_original: Any, *arguments: Any) -> Any:
    return arguments[-1].raw


def _always_accepts(_original: Any, _station: Any, call: Any) -> CallResult:
    fields = _FIELDS.get(call.action, ())
    return CallResult(call.message_id, {name: _ACCEPTED[name] for name in fields})


def _accepts(_original: Any, call: Any) -> CallResult:
    return CallResult(call.message_id, {"status": "Accepted"})


def _relays(original: Any, *arguments: Any) -> Any:
    """Hand everything on as it is: what can be answered is, whatever is wrong with it."""
    call = arguments[-1]
    try:
        payload = system_of(original).handle(*arguments)
    except Exception:
        payload = None
    return CallResult(call.message_id, payload or {})


def _served(malformed: Malformed) -> str:
    return CallResult(malformed.message_id or "-1", {}).text()


def _lets_in(_original: Any, request: Any) -> Accept:
    return Accept(next(iter(request.subprotocols), None))


def _answers_old(original: Any, reply: Any) -> Any:
    """The payloads of OCPP 1.6: idTagInfo, listVersion, and status words of its own."""
    if isinstance(reply, CallResult):
        payload = dict(reply.payload)
        if "idTokenInfo" in payload:
            payload["idTagInfo"] = {"status": _OLD_STATUS.get(payload.pop("idTokenInfo")["status"], "Invalid")}
        if "versionNumber" in payload:
            payload["listVersion"] = payload.pop("versionNumber")
        if "getVariableResult" in payload:
            payload = {"configurationKey": [], "unknownKey": []}
        if "interval" in payload:
            payload["heartbeatInterval"] = payload.pop("interval")
        reply = replace(reply, payload=payload)
    return original(reply)


def _calls_old(frame: Elements) -> Elements:
    """The CALLs of a station of OCPP 1.6."""
    kind, message_id, action, payload = frame
    match action:
        case "BootNotification":
            about = payload["chargingStation"]
            payload = {"chargePointModel": about["model"], "chargePointVendor": about["vendorName"]}
        case "StatusNotification":
            old = {"connectorId": payload["connectorId"], "errorCode": "NoError"}
            payload = {**old, "status": "Preparing" if payload["connectorStatus"] == "Occupied" else "Available"}
        case "Authorize":
            payload = {"idTag": payload["idToken"]["idToken"]}
        case "TransactionEvent":
            action = {"Started": "StartTransaction", "Ended": "StopTransaction"}.get(
                payload["eventType"], "MeterValues"
            )
            payload = {"connectorId": 1, "idTag": "04A2B3C4", "meterStart": 0, "timestamp": payload["timestamp"]}
    return [kind, message_id, action, payload]


# -- time --------------------------------------------------------------------------------------------------------------


def _slows(peer: Any) -> None:
    """Take a while for each message that is sent; a connection that ends wakes it up."""
    send = peer.send

    async def sends(raw: Any, **how: Any) -> None:
        try:
            async with asyncio.timeout(_SLOW):
                await peer.socket.wait_closed()
        except TimeoutError:
            pass
        await send(raw, **how)

    peer.send = sends


def _call(number: int, action: str, payload: Any) -> str:
    return json.dumps([2, f"flood-{number}", action, payload])


def _floods(role: Role, action: str, payload: Any) -> Seams:
    """Send one CALL after the other behind each message, without waiting for any."""
    numbers = count()

    def tap(peer: Any) -> None:
        send = peer.send

        async def sends(raw: Any, **how: Any) -> None:
            await send(raw, **how)
            for number in islice(numbers, _FLOOD):
                await send(_call(number, action, payload))

        peer.send = sends

    return on_connection(role, tap)


# -- crashes -----------------------------------------------------------------------------------------------------------


def _refused_after_the_crash(original: Any, request: Any) -> Any:
    return Refuse(503, "down") if memory_of(system_of(original)).get("down") else original(request)


def _crashes(original: Any, station: Any, call: Any) -> Any:
    if call.action == "BootNotification":
        memory_of(system_of(original))["down"] = True
        asyncio.get_running_loop().call_soon(station.peer.socket.abort)
    return original(station, call)


async def _gone_after_boot(original: Any, action: str, payload: Any, **how: Any) -> Any:
    station = system_of(original)
    answer = await original(action, payload, **how)
    if action == "BootNotification":
        station.retry_wait = lambda _attempt: 1e6
        station.connection.link.socket.abort()
    return answer


def _csms(name: str, breaks: str, source: str, **seams: Departure) -> Fault:
    return replace(of_csms(name, breaks, source, **seams), whole=True)


def _station(name: str, breaks: str, source: str, seams: Seams | None = None, **more: Departure) -> Fault:
    return replace(of_station(name, breaks, source, seams, **more), whole=True)


_MUTE: dict[str, Departure] = {"encode": always(None), "malformed_reply": always(None)}

FAULTS = (
    _csms("silent", "lets everybody in and never says a word", "J-4.1.7-01", **_MUTE),
    _csms(
        "relay-only",
        "forwards what it is told and checks nothing",
        "J-4.1.7-02",
        decide=_lets_in,
        reply=_relays,
        malformed_reply=lambda _original, _station, malformed: _served(malformed),
    ),
    _csms(
        "echo",
        "answers each message with itself",
        "J-4.1.7-01",
        reply=_echoes,
        malformed_reply=_echoes_text,
    ),
    _csms(
        "always-accepted",
        "answers Accepted to everybody and everything",
        "A00.FR.207",
        decide=_lets_in,
        reply=_always_accepts,
        malformed_reply=lambda _original, _station, malformed: _served(malformed),
    ),
    _csms("1.6-messages", "speaks OCPP 1.6 under the name of ocpp2.0.1", "J-4.1.6-01", encode=_answers_old),
    _csms("slow", "takes longer for each answer than anybody waits", "J-4.1.7-01", **on_connection(Role.CSMS, _slows)),
    _csms(
        "flood",
        "floods a station with CALLs, without waiting for answers",
        "J-4.1.1-01",
        **_floods(Role.CSMS, "ClearCache", {}),
    ),
    _csms(
        "crash-after-boot",
        "crashes right after its first answer to a boot",
        "J-4.1.7-01",
        handle=_crashes,
        decide=_refused_after_the_crash,
    ),
    _station("station-silent", "connects and never says a word", "B01.FR.01", _MUTE, online=always_awaited(None)),
    _station(
        "station-relay-only",
        "forwards what it is told and checks nothing",
        "J-4.1.7-02",
        reply=_relays,
        malformed_reply=lambda _original, malformed: _served(malformed),
        may_send=always(True),
        boot_retry_wait=always(1.0),
    ),
    _station(
        "station-echo", "answers each message with itself", "J-4.1.7-01", reply=_echoes, malformed_reply=_echoes_text
    ),
    _station(
        "station-always-accepted",
        "answers Accepted to everything and does nothing",
        "J-4.1.7-01",
        reply=_accepts,
        malformed_reply=lambda _original, malformed: _served(malformed),
    ),
    _station(
        "station-1.6-messages",
        "speaks OCPP 1.6 under the name of ocpp2.0.1",
        "J-4.1.6-01",
        own_calls(Role.STATION, _calls_old),
        encode=_answers_old,
    ),
    _station(
        "station-slow",
        "takes longer for each message than anybody waits",
        "J-4.1.7-01",
        on_connection(Role.STATION, _slows),
    ),
    _station(
        "station-flood",
        "floods the CSMS with Heartbeats, without waiting for answers",
        "J-4.1.1-01",
        _floods(Role.STATION, "Heartbeat", {}),
    ),
    _station(
        "station-crash-after-boot", "is gone right after its boot was answered", "J-3.1-02", call=_gone_after_boot
    ),
)
