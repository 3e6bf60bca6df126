"""The departures that many faults are made of.

`reply`, `handle` and `malformed_reply` of both systems have what came as their last argument, so one departure serves
both. What a departure remembers belongs to the system that it broke, never to the fault.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from ocpp_conformance.harness.faults.fault import About, Departure, Seams, about
from ocpp_conformance.harness.faults.kinds import Asking, Encoding, Hearing, Reading, Sending
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, ErrorCode, Malformed, Payload, Reply, Role, Wrong
from ocpp_conformance.harness.validation import judge_call

Elements = list[Any]
"""A frame as a JSON array."""
Change = Callable[[Elements], object]
When = Callable[[Call], bool]

NOW = "2026-01-01T12:00:00.000Z"

_MEMORIES: WeakKeyDictionary[Any, dict[str, Any]] = WeakKeyDictionary()


def always(value: object) -> Departure:
    """Decide the same whatever is asked."""
    return lambda _original, *_arguments: value


def always_awaited(value: object) -> Departure:
    """As `always`, for a decision that is awaited."""

    async def departure(_original: Any, *_arguments: Any, **_more: Any) -> object:
        return value

    return departure


def system_of(original: Any) -> Any:
    """The system, or the part of one, whose decision this is."""
    return original.__self__


def memory_of(owner: Any) -> dict[str, Any]:
    """What departures remember of a system, a connection, …; it goes with it."""
    return _MEMORIES.setdefault(owner, {})


# -- departures that come of certain actions alone ---------------------------------------------------------------------


def heard(departure: Hearing, *actions: str) -> About[Hearing]:
    """For `reply`, `handle` and `may_serve`: depart at CALLs of these actions."""

    def decide(original: Any, *arguments: Any) -> Any:
        return departure(original, *arguments) if arguments[-1].action in actions else original(*arguments)

    return about(decide, *actions)


def asked(departure: Asking, *actions: str) -> About[Asking]:
    """For `call` of the CSMS: depart at its CALLs of these actions."""

    def call(original: Any, identity: str, action: str, payload: Payload) -> Awaitable[Reply]:
        decide = partial(departure, original) if action in actions else original
        return decide(identity, action, payload)

    return about(call, *actions)


def sent(departure: Sending, *actions: str) -> About[Sending]:
    """For `call` of the station: depart at its CALLs of these actions."""

    def call(original: Any, action: str, payload: Any, **more: Any) -> Awaitable[Payload]:
        decide = partial(departure, original) if action in actions else original
        return decide(action, payload, **more)

    return about(call, *actions)


class Silence:
    """For `reply`: an answer that is never sent."""

    def text(self) -> None:
        return None


# -- answers as text ---------------------------------------------------------------------------------------------------


def errors_as(change: Change) -> Encoding:
    """For `encode`: CALLERRORs leave as the changed elements."""
    return _written(lambda reply: isinstance(reply, CallError), change)


def empty_results_as(change: Change) -> Encoding:
    """For `encode`: CALLRESULTs with an empty payload leave as the changed elements."""
    return _written(lambda reply: isinstance(reply, CallResult) and not reply.payload, change)


def _written(fits: Callable[[Reply], bool], change: Change) -> Encoding:
    def encode(original: Any, reply: Reply) -> str | None:
        text: str | None = original(reply)
        return json.dumps(change(json.loads(text))) if text is not None and fits(reply) else text

    return encode


def with_fields(**fields: object) -> Change:
    """A CALLRESULT whose payload has these fields; None takes one out."""

    def change(frame: Elements) -> Elements:
        payload = {**frame[2], **fields}
        return [*frame[:2], {name: value for name, value in payload.items() if value is not None}]

    return change


def answers_to(action: str, change: Change) -> Seams:
    """CALLRESULTs to CALLs of this action leave as the changed elements."""

    def reply(original: Any, *arguments: Any) -> Any:
        memory_of(system_of(original))[arguments[-1].message_id] = action
        return original(*arguments)

    def encode(original: Any, answer: Reply) -> str | None:
        text: str | None = original(answer)
        meant = memory_of(system_of(original)).pop(answer.message_id, None) is not None
        if text is None or not meant or not isinstance(answer, CallResult):
            return text
        return json.dumps(change(json.loads(text)))

    return {"reply": heard(reply, action), "encode": about(encode, action)}


# -- answers as decisions ----------------------------------------------------------------------------------------------


def replies(when: When, make: Callable[[Call], Reply | Silence]) -> Hearing:
    """For `reply`: such CALLs get this answer."""

    def reply(original: Any, *arguments: Any) -> Any:
        return make(arguments[-1]) if when(arguments[-1]) else original(*arguments)

    return reply


def errs(when: When, code: str = ErrorCode.INTERNAL_ERROR) -> Hearing:
    """For `reply`: such CALLs get a CALLERROR with this code."""
    return replies(when, lambda call: CallError(call.message_id, code, "broken on purpose"))


def errs_at(action: str, code: str = ErrorCode.INTERNAL_ERROR) -> About[Hearing]:
    """For `reply`: CALLs of this action get a CALLERROR with this code."""
    return heard(errs(lambda _: True, code), action)


def refuses(action: str, when: Callable[[Any, Call], bool] = lambda _station, _call: True) -> About[Hearing]:
    """For `handle` of the CSMS: such valid CALLs of this action get a CALLERROR."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        if when(station, call):
            raise Refusal(ErrorCode.INTERNAL_ERROR, "broken on purpose")
        return original(station, call)

    return heard(handle, action)


def serves(role: Role, *wrongs: Wrong) -> Seams:
    """A system of this role answers CALLs that are wrong in these ways as if nothing were."""

    def wrong(call: Call) -> bool:
        judgement = judge_call(call, role.other)
        return judgement is not None and judgement.wrong in wrongs

    return {"reply": replies(wrong, lambda call: CallResult(call.message_id, {}))}


def malformed_get(text: Callable[[Malformed], str | None], *wrongs: Wrong) -> Reading:
    """For `malformed_reply`: texts that are no frames, wrong in these ways (none: in any), get this text."""

    def malformed_reply(original: Any, *arguments: Any) -> Any:
        malformed = arguments[-1]
        return text(malformed) if malformed.wrong in (wrongs or Wrong) else original(*arguments)

    return malformed_reply


# -- connections -------------------------------------------------------------------------------------------------------


def die(role: Role, original: Any) -> None:
    """Lose the connection: a CSMS has an exception that nobody caught, a station drops the socket."""
    if role is Role.CSMS:
        raise RuntimeError("an exception that nobody caught")
    system_of(original).connection.link.socket.abort()


def dies(role: Role, decision: str, when: Callable[[Any], bool]) -> Seams:
    """The connection is lost over such a CALL or text."""

    def departure(original: Any, *arguments: Any) -> Any:
        if when(arguments[-1]):
            die(role, original)
        return original(*arguments)

    return {decision: departure}


def on_connection(role: Role, change: Callable[[Any], None]) -> Seams:
    """Change the peer of each new connection before it is used."""

    def connected(original: Any, station: Any, peer: Any) -> None:
        change(peer)
        original(station, peer)

    async def online(original: Any, outage: float | None) -> None:
        change(system_of(original).connection.link)
        await original(outage)

    return {"connected": connected} if role is Role.CSMS else {"online": online}


def own_calls(role: Role, change: Change, action: str | None = None) -> Seams:
    """The system's own CALLs of this action (None: of any) leave as the changed elements."""

    def tap(peer: Any) -> None:
        send = peer.send

        async def sends(raw: Any, **how: Any) -> None:
            elements = json.loads(raw)
            mine = elements[0] == 2 and action in (None, elements[2])
            await send(json.dumps(change(elements)) if mine else raw, **how)

        peer.send = sends

    tapped = on_connection(role, tap)
    return tapped if action is None else {seam: about(departure, action) for seam, departure in tapped.items()}
