"""What either system does with a text that is no frame, and with ids that it can't take."""

from __future__ import annotations

import json
from typing import Any

from ocpp_conformance.harness.faults.departures import (
    NOW,
    die,
    dies,
    errs,
    malformed_get,
    memory_of,
    on_connection,
    system_of,
)
from ocpp_conformance.harness.faults.fault import Seams, of_both, of_csms, of_station
from ocpp_conformance.harness.peer import error_for
from ocpp_conformance.harness.rpc import (
    UNREADABLE_ID,
    Call,
    CallError,
    CallResult,
    Malformed,
    Role,
    Wrong,
    probable_id,
)
from ocpp_conformance.harness.rpc.session import CallReceived, UnknownReply

_FRAMEWORK = "RpcFrameworkError"


def _null_id(malformed: Malformed) -> str | None:
    error = error_for(malformed)
    return None if error is None else error.text().replace('"-1"', "null", 1)


def _empty_id(malformed: Malformed) -> str | None:
    return CallError(malformed.message_id or "", _FRAMEWORK).text()


def _told(malformed: Malformed) -> str:
    return CallError(probable_id(malformed.raw) or UNREADABLE_ID, _FRAMEWORK).text()


def _echo(malformed: Malformed) -> str:
    return f'[4,"-1","{_FRAMEWORK}","can not read "{malformed.raw!s}"",{{}}]'


def _served(malformed: Malformed) -> str:
    return CallResult(malformed.message_id or "-1", {"currentTime": NOW}).text()


def _answered(malformed: Malformed) -> str:
    return CallError(malformed.message_id or "-1", "FormatViolation").text()


def _strange_code(malformed: Malformed) -> str:
    return CallError(malformed.message_id or "-1", "NotAFrame").text()


def _wrong_of(*wrongs: Wrong) -> Any:
    return lambda malformed: malformed.wrong in wrongs


def _mute_afterwards(original: Any, *arguments: Any) -> Any:
    if arguments[-1].wrong is Wrong.NOT_JSON:
        system_of(original).encode = lambda _reply: None
    return original(*arguments)


def _closes(original: Any, *arguments: Any) -> Any:
    """Close the connection politely over anything that can't be read."""
    system = system_of(original)
    if arguments[-1].wrong in (Wrong.NOT_JSON, Wrong.NOT_ARRAY, Wrong.UNREADABLE_ID):
        if hasattr(system, "tasks"):
            system.tasks.start(system.connection.close(), "close")
        else:
            system.background.run(arguments[0].peer.socket.close(1007, "no frame"))
        return None
    return original(*arguments)


def _takes_replies_for_calls(peer: Any) -> None:
    receive = peer._session.receive

    def received(raw: Any) -> Any:
        event = receive(raw)
        unknown = isinstance(event, UnknownReply)
        return CallReceived(Call(event.reply.message_id, "CallResult", {})) if unknown else event

    peer._session.receive = received


def _dies_of_unknown_replies(peer: Any) -> None:
    receive = peer._session.receive

    def received(raw: Any) -> Any:
        event = receive(raw)
        if isinstance(event, UnknownReply):
            peer.socket.abort()
        return event

    peer._session.receive = received


def _long(call: Call) -> bool:
    return len(call.message_id) > 36


def _repeated(role: Role) -> Seams:
    """Die of a message id that came before."""

    def reply(original: Any, *arguments: Any) -> Any:
        seen = memory_of(system_of(original)).setdefault("ids", set())
        if arguments[-1].message_id in seen:
            die(role, original)
        seen.add(arguments[-1].message_id)
        return original(*arguments)

    return {"reply": reply}


def _dead_afterwards(role: Role) -> Seams:
    """Die of the CALL that comes after an invalid one."""

    def reply(original: Any, *arguments: Any) -> Any:
        memory = memory_of(system_of(original))
        if memory.get("poisoned"):
            die(role, original)
        answer = original(*arguments)
        memory["poisoned"] = isinstance(answer, CallError)
        return answer

    return {"reply": reply}


_UNREADABLE = (Wrong.UNREADABLE_ID, Wrong.NOT_ARRAY, Wrong.NOT_JSON)

FAULTS = (
    *of_both(
        "id-null",
        "answers what it can't read with the message id null",
        "J-4.2.3-04",
        lambda _: {"malformed_reply": malformed_get(_null_id)},
    ),
    *of_both(
        "id-empty",
        "answers what it can't read with an empty message id",
        "J-4.2.3-04",
        lambda _: {"malformed_reply": malformed_get(_empty_id, *_UNREADABLE)},
    ),
    of_csms(
        "id-number-served",
        "serves a CALL whose message id is a number",
        "J-4.2.3-04",
        malformed_reply=malformed_get(
            lambda m: json.dumps([3, 17, {"currentTime": NOW}]) if "number" in m.reason else None, Wrong.UNREADABLE_ID
        ),
    ),
    of_csms(
        "id-number-told",
        "answers a CALL whose message id is a number with that id as a text",
        "J-4.2.3-04",
        malformed_reply=malformed_get(_told, Wrong.UNREADABLE_ID),
    ),
    *of_both(
        "not-json-crash",
        "dies of a text that is not JSON",
        "J-4.3-10",
        lambda role: dies(role, "malformed_reply", _wrong_of(Wrong.NOT_JSON)),
    ),
    *of_both(
        "not-array-crash",
        "dies of a message that is no array",
        "J-4.2.3-04",
        lambda role: dies(role, "malformed_reply", _wrong_of(Wrong.NOT_ARRAY)),
    ),
    *of_both(
        "action-number-crash",
        "dies of an action that is no text",
        "J-4.3-10",
        lambda role: dies(role, "malformed_reply", _wrong_of(Wrong.ACTION_NOT_STRING)),
    ),
    *of_both(
        "payload-not-object-crash",
        "dies of a payload that is no object",
        "LIVES-ON",
        lambda role: dies(role, "malformed_reply", _wrong_of(Wrong.PAYLOAD_NOT_OBJECT)),
    ),
    *of_both(
        "garbage-closes",
        "closes the connection over a text that it can't read",
        "J-4.2.3-04",
        lambda _: {"malformed_reply": _closes},
    ),
    *of_both(
        "garbage-mutes",
        "answers nothing more after a text that is not JSON",
        "LIVES-ON",
        lambda _: {"malformed_reply": _mute_afterwards},
    ),
    *of_both(
        "garbage-echoed",
        "quotes broken JSON in its CALLERROR without escaping it",
        "J-4.2.3-03",
        lambda _: {"malformed_reply": malformed_get(_echo, Wrong.NOT_JSON)},
    ),
    *of_both(
        "garbage-code-invented",
        "answers what is no frame with an error code of its own",
        "J-4.2.3-07",
        lambda _: {"malformed_reply": malformed_get(_strange_code, *_UNREADABLE)},
    ),
    *of_both(
        "element-count-ignored",
        "serves a CALL of three or five elements",
        "J-4.3-09",
        lambda _: {"malformed_reply": malformed_get(_served, Wrong.ELEMENT_COUNT)},
    ),
    *of_both(
        "message-type-ignored",
        "serves a message of unknown type",
        "J-4.1.3-02",
        lambda _: {"malformed_reply": malformed_get(_served, Wrong.UNKNOWN_MESSAGE_TYPE)},
    ),
    *of_both(
        "message-type-wrong-id",
        "answers an unknown message type with another id",
        "J-4.4-01",
        lambda _: {
            "malformed_reply": malformed_get(
                lambda _: CallError("another-id", "MessageTypeNotSupported").text(), Wrong.UNKNOWN_MESSAGE_TYPE
            )
        },
    ),
    *of_both(
        "payload-any-served",
        "serves a CALL whose payload is no object",
        "J-4.3-01",
        lambda _: {"malformed_reply": malformed_get(_served, Wrong.PAYLOAD_NOT_OBJECT)},
    ),
    of_station(
        "station-action-any-served",
        "serves a CALL whose action is no text",
        "J-4.3-09",
        malformed_reply=malformed_get(_served, Wrong.ACTION_NOT_STRING),
    ),
    *of_both(
        "malformed-reply-answered",
        "answers malformed replies",
        "J-4.2.3-01",
        lambda _: {"malformed_reply": malformed_get(_answered, Wrong.REPLY)},
    ),
    *of_both(
        "unknown-reply-answered",
        "answers a CALLRESULT or CALLERROR that it can't place",
        "J-4.1.4-02",
        lambda role: on_connection(role, _takes_replies_for_calls),
    ),
    *of_both(
        "unknown-reply-crash",
        "dies of a reply that it can't place",
        "J-4.1.4-02",
        lambda role: on_connection(role, _dies_of_unknown_replies),
    ),
    *of_both(
        "id-37-crash", "dies of a message id of 37 characters", "J-4.1.4-03", lambda role: dies(role, "reply", _long)
    ),
    *of_both("id-repeated-crash", "dies of a message id that was used before", "J-4.2.3-01", _repeated),
    *of_both("dead-after-invalid", "dies of the CALL that follows an invalid one", "LIVES-ON", _dead_afterwards),
    of_station(
        "station-id-of-36-refused",
        "refuses message ids of 36 characters that are no UUID",
        "J-4.1.4-03",
        reply=errs(lambda call: len(call.message_id) == 36 and "-" not in call.message_id),
    ),
)
