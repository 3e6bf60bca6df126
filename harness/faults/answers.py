"""The form of what either system answers: CALLRESULT and CALLERROR as arrays."""

from __future__ import annotations

import json
from typing import Any

from ocpp_conformance.harness.faults.departures import (
    Elements,
    Silence,
    answers_to,
    empty_results_as,
    errors_as,
    heard,
    memory_of,
    on_connection,
    system_of,
    with_fields,
)
from ocpp_conformance.harness.faults.fault import Seams, about, of_both, of_csms, of_station
from ocpp_conformance.harness.rpc import CallError, Role

_OLD_SPELLING = {
    "FormatViolation": "FormationViolation",
    "OccurrenceConstraintViolation": "OccurenceConstraintViolation",
    "RpcFrameworkError": "FormationViolation",
}
"""What OCPP 1.6 calls them."""

_ASKED = {Role.CSMS: "Heartbeat", Role.STATION: "GetVariables"}
"""The action whose CALLRESULTs have the wrong form, so that the rest goes on."""


def _results(change: Any) -> Any:
    return lambda role: answers_to(_ASKED[role], change)


def _errors(change: Any) -> Any:
    return lambda _role: {"encode": errors_as(change)}


def _wrong_id(original: Any, reply: Any) -> Any:
    return original(reply).replace(json.dumps(reply.message_id), json.dumps(f"{reply.message_id[:-1]}x"), 1)


def _number_id(original: Any, reply: Any) -> Any:
    text = original(reply)
    return text.replace(f'"{reply.message_id}"', str(int(reply.message_id)), 1) if reply.message_id.isdigit() else text


def _lower_id(frame: Elements) -> Elements:
    return [frame[0], frame[1].lower(), *frame[2:]]


def _id_as_told(frame: Elements) -> Elements:
    """Another id in place of the CALL's, unless it is "-1"."""
    return [frame[0], frame[1] if frame[1] == "-1" else f"x{frame[1][1:]}", *frame[2:]]


def _twice(peer: Any) -> None:
    send = peer.send

    async def sends(raw: Any, **how: Any) -> None:
        await send(raw, **how)
        if json.loads(raw)[0] in (3, 4):
            await send(raw, **how)

    peer.send = sends


def _overtaken(role: Role) -> Seams:
    """Hold the answers to one action back until the next CALL has been answered."""
    action = {Role.CSMS: "StatusNotification", Role.STATION: "TriggerMessage"}[role]

    def reply(original: Any, *arguments: Any) -> Any:
        peer = arguments[0].peer if role is Role.CSMS else system_of(original).connection.link
        memory_of(peer).setdefault("overtaken", set()).add(arguments[-1].message_id)
        return original(*arguments)

    def tap(peer: Any) -> None:
        send, memory = peer.send, memory_of(peer)

        async def sends(raw: Any, **how: Any) -> None:
            if json.loads(raw)[1] in memory.get("overtaken", ()):
                memory["held"] = raw
                return
            await send(raw, **how)
            if "held" in memory:
                await send(memory.pop("held"))

        peer.send = sends

    tapped = {seam: about(departure, action) for seam, departure in on_connection(role, tap).items()}
    return {"reply": heard(reply, action), **tapped}


def _in_single_quotes(original: Any, reply: Any) -> Any:
    return original(reply).replace('"', "'")


def _list_unwrapped(frame: Elements) -> Elements:
    payload = {n: v[0] if isinstance(v, list) and len(v) == 1 else v for n, v in frame[2].items()}
    return [*frame[:2], payload]


def _unanswered(original: Any, *arguments: Any) -> Any:
    reply = original(*arguments)
    return Silence() if isinstance(reply, CallError) and reply.code == "NotSupported" else reply


FAULTS = (
    of_csms("reply-wrong-id", "replies with another message id", "J-4.1.4-02", encode=_wrong_id),
    *of_both(
        "result-wrong-id",
        "writes another message id into a CALLRESULT",
        "J-4.1.4-02",
        _results(_id_as_told),
    ),
    *of_both("error-wrong-id", "writes another message id into a CALLERROR", "J-4.1.4-02", _errors(_id_as_told)),
    of_csms("id-as-number", "writes a message id of digits as a number", "J-4.1.4-02", encode=_number_id),
    *of_both("id-in-lower-case", "writes message ids in lower case", "J-4.1.4-02", _results(_lower_id)),
    of_csms(
        "quotes-unescaped",
        "doesn't escape quotes in its answers",
        "J-4.1.2-01",
        encode=lambda original, reply: original(reply).replace('\\"', '"'),
    ),
    *of_both(
        "answers-in-single-quotes",
        "writes its answers with single quotes",
        "J-4.1.2-01",
        lambda _: {"encode": _in_single_quotes},
    ),
    *of_both(
        "answers-binary",
        "sends its answers in binary frames",
        "J-4.1.2-01",
        lambda _: {"encode": lambda original, reply: original(reply).encode()},
    ),
    *of_both("answers-twice", "answers each CALL twice", "J-4.1.4-02", lambda role: on_connection(role, _twice)),
    *of_both(
        "answers-in-wrong-order",
        "answers one kind of CALL only after the next one",
        "J-4.1.4-02",
        _overtaken,
    ),
    *of_both(
        "result-four-elements",
        "repeats the action in a CALLRESULT",
        "J-4.2.2-02",
        _results(lambda f: [3, f[1], "Repeated", f[2]]),
    ),
    *of_both(
        "message-type-text",
        "writes the message type of a CALLRESULT as a text",
        "J-4.1.3-01",
        _results(lambda f: ["3", *f[1:]]),
    ),
    *of_both(
        "payload-in-list",
        "puts the payload of a CALLRESULT into a list",
        "J-4.1.5-01",
        _results(lambda f: [3, f[1], [f[2]]]),
    ),
    of_csms(
        "payload-null",
        "writes an empty payload as null",
        "J-4.1.5-02",
        encode=empty_results_as(lambda f: [3, f[1], None]),
    ),
    of_station(
        "station-list-unwrapped",
        "writes a list of one element as the element",
        "J-4.1.5-04",
        answers_to("GetVariables", _list_unwrapped),
    ),
    *of_both(
        "custom-vendor-common",
        "names a vendor by a common name in its customData",
        "J-9-03",
        _results(with_fields(customData={"vendorId": "The Vendor"})),
    ),
    *of_both(
        "error-as-result", "tells errors in a CALLRESULT", "J-4.2.3-02", _errors(lambda f: [3, f[1], {"error": f[2]}])
    ),
    *of_both("error-four-elements", "leaves the details out of a CALLERROR", "J-4.2.3-06", _errors(lambda f: f[:4])),
    *of_both(
        "error-code-of-1.6",
        "spells error codes as OCPP 1.6 does",
        "J-4.2.3-07",
        _errors(lambda f: [*f[:2], _OLD_SPELLING.get(f[2], f[2]), *f[3:]]),
    ),
    *of_both(
        "error-code-invented",
        "uses an error code of its own for everything",
        "J-4.2.3-07",
        _errors(lambda f: [*f[:2], "Wrong", *f[3:]]),
    ),
    *of_both(
        "error-description-long",
        "sends error descriptions of 300 characters",
        "J-4.2.3-08",
        _errors(lambda f: [*f[:3], "x" * 300, f[4]]),
    ),
    *of_both(
        "error-description-null",
        "sends null as the error description",
        "J-4.2.3-08",
        _errors(lambda f: [*f[:3], None, f[4]]),
    ),
    *of_both(
        "error-details-text", "sends the error details as a text", "J-4.2.3-09", _errors(lambda f: [*f[:4], "no"])
    ),
    *of_both(
        "unsupported-unanswered",
        "leaves an action that it doesn't support unanswered",
        "J-4.3-06",
        lambda _: {"reply": _unanswered},
    ),
)
