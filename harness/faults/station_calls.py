"""A station's own CALLs: their form, their ids, one at a time, and what it does while one is open."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import Change, memory_of, own_calls, sent, system_of
from ocpp_conformance.harness.faults.fault import About, Seams, about, of_station
from ocpp_conformance.harness.faults.kinds import Sending
from ocpp_conformance.harness.peer import NoAnswerError
from ocpp_conformance.harness.rpc import Call, Role


def _named(id_of: Callable[[Any], str]) -> About[Sending]:
    """For `call`: Heartbeats get the id that `id_of(station)` makes."""

    def call(original: Any, action: str, payload: Any, **_: Any) -> Any:
        return original(action, payload, message_id=id_of(system_of(original)))

    return sent(call, "Heartbeat")


def _counts_anew(original: Any, action: str, payload: Any, *, message_id: str | None = None) -> Any:
    memory = memory_of(system_of(original))
    if action == "BootNotification":
        memory["numbers"] = itertools.count(1)
    own = f"no-{next(memory['numbers'])}" if action == "Heartbeat" else message_id
    return original(action, payload, message_id=own)


async def _does_not_wait(original: Any, action: str, payload: Any, *, message_id: str | None = None) -> Any:
    await system_of(original).connection.link.send(Call(message_id or "heartbeat", action, payload).text())
    return {"currentTime": "2024-01-01T00:00:00Z"}


def _stalls_at(error: str) -> Sending:
    """For `call`: after such an error nothing is sent any more."""

    async def call(original: Any, action: str, payload: Any, **how: Any) -> Any:
        async with memory_of(system_of(original)).setdefault("line", asyncio.Lock()):
            try:
                return await original(action, payload, **how)
            except Exception as raised:
                if type(raised).__name__ == error:
                    await asyncio.Event().wait()  # and keeps the line for good
                raise

    return call


def _mute_while_asking(original: Any, reply: Any) -> Any:
    return None if system_of(original).connection.link.open_call is not None else original(reply)


def _call(change: Change) -> Seams:
    return own_calls(Role.STATION, change, "Heartbeat")


FAULTS = (
    of_station("own-call-five-elements", "sends CALLs of five elements", "J-4.2.1-01", _call(lambda f: [*f, {}])),
    of_station(
        "own-action-with-suffix",
        "appends Request to the action",
        "J-4.1.6-01",
        _call(lambda f: [*f[:2], "HeartbeatRequest", f[3]]),
    ),
    of_station(
        "own-id-overlong",
        "sends message ids of 40 characters",
        "J-4.1.4-03",
        call=_named(lambda station: f"{next(memory_of(station).setdefault('n', itertools.count(1))):040}"),
    ),
    of_station(
        "own-id-constant", "gives all its Heartbeats the same id", "J-4.1.4-01", call=_named(lambda _: "heartbeat")
    ),
    of_station(
        "own-ids-counted-anew",
        "counts its message ids anew after a restart",
        "J-E4.2-01",
        call=about(_counts_anew, "Heartbeat"),
    ),
    of_station(
        "own-calls-in-parallel",
        "does not wait for the answer to a CALL",
        "J-4.1.1-01",
        call=sent(_does_not_wait, "Heartbeat"),
    ),
    of_station(
        "stalls-after-callerror",
        "sends nothing more after a CALLERROR",
        "J-4.1.1-02",
        call=_stalls_at("CallRefusedError"),
    ),
    of_station(
        "stalls-after-silence",
        "sends nothing more after a CALL without answer",
        "J-4.1.1-03",
        call=_stalls_at(NoAnswerError.__name__),
    ),
    of_station(
        "mute-while-asking", "serves nothing while its own CALL is open", "J-4.1.1-06", encode=_mute_while_asking
    ),
)
