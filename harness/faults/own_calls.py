"""The departures that faults of a CSMS's own CALLs are made of; all but `writes` are for `call`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import asked, own_calls, system_of
from ocpp_conformance.harness.faults.fault import About, Seams
from ocpp_conformance.harness.faults.kinds import Asking
from ocpp_conformance.harness.rpc import CallResult, Payload, Role


def asks(action: str, change: Callable[[Payload], Payload]) -> About[Asking]:
    """CALLs of this action leave with the changed payload."""

    async def call(original: Any, identity: str, action: str, payload: Payload) -> Any:
        return await original(identity, action, change(payload))

    return asked(call, action)


def writes(action: str, change: Callable[[Payload], Payload]) -> Seams:
    """As `asks`, but behind the CSMS's own look at what it sends."""
    return own_calls(Role.CSMS, lambda frame: [*frame[:3], change(frame[3])], action)


def never_asks(action: str, when: Callable[[Any], bool]) -> About[Asking]:
    """CALLs of this action are not sent while this holds of what is known of the station."""

    async def call(original: Any, identity: str, action: str, payload: Payload) -> Any:
        if when(system_of(original).stations[identity]):
            return CallResult("", {"status": "Rejected"})
        return await original(identity, action, payload)

    return asked(call, action)


def falls_over(action: str, *statuses: str) -> About[Asking]:
    """The connection is closed when a CALL of this action is answered with one of these statuses."""

    async def call(original: Any, identity: str, action: str, payload: Payload) -> Any:
        reply = await original(identity, action, payload)
        if isinstance(reply, CallResult) and reply.payload.get("status") in statuses:
            await system_of(original).stations[identity].peer.socket.close(1011, "an exception that nobody caught")
        return reply

    return asked(call, action)


def without(*names: str) -> Callable[[Payload], Payload]:
    """A change: these fields are left out."""
    return lambda payload: {name: value for name, value in payload.items() if name not in names}


def having(**fields: object) -> Callable[[Payload], Payload]:
    """A change: these fields have these values."""
    return lambda payload: {**payload, **fields}


def inside(name: str, change: Callable[[Payload], Payload]) -> Callable[[Payload], Payload]:
    """A change in the object that this field holds, where it holds one."""
    return lambda payload: {**payload, name: change(payload[name])} if name in payload else payload
