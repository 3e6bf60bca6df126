"""What a CSMS says of id tokens, and what it does with TransactionEvents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import (
    Silence,
    always,
    answers_to,
    errs,
    heard,
    refuses,
    replies,
    system_of,
    with_fields,
)
from ocpp_conformance.harness.faults.fault import About, about, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing, Making
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.rpc import Call, CallResult, ErrorCode, Payload


def _instead_of(honest: str, status: str) -> Making:
    """Another status where the honest one would be this."""
    return lambda original, id_token: status if original(id_token) == honest else original(id_token)


def _case_sensitive(original: Any, id_token: Payload) -> Any:
    return original(id_token) if id_token["idToken"] == id_token["idToken"].upper() else "Unknown"


def _cut(original: Any, id_token: Payload) -> Any:
    """Take a token for the first known one that starts like it."""
    start = id_token["idToken"][:2].casefold()
    known = (text for text, kind in system_of(original).records.tokens if kind == id_token["type"])
    return original({**id_token, "idToken": next((text for text in known if text[:2] == start), id_token["idToken"])})


def _is_key_code(call: Call) -> bool:
    id_token = call.payload.get("idToken")
    return isinstance(id_token, dict) and id_token.get("type") == "KeyCode"


def _error_for_unknown(original: Any, id_token: Payload) -> Any:
    if original(id_token) == "Unknown":
        raise Refusal(ErrorCode.GENERIC_ERROR, "unknown token")
    return original(id_token)


def _tag_info(original: Any, reply: Any) -> Any:
    if isinstance(reply, CallResult) and "idTokenInfo" in reply.payload:
        reply = CallResult(reply.message_id, {"idTagInfo": reply.payload["idTokenInfo"]})
    return original(reply)


def _event_answer(change: Callable[[Payload], Payload], kind: str | None = None) -> About[Hearing]:
    """For `handle`: another answer to TransactionEvents of this type."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        answer = original(station, call)
        return change(answer) if kind in (None, call.payload["eventType"]) else answer

    return heard(handle, "TransactionEvent")


def _nothing(_answer: Payload) -> Payload:
    return {}


def _invalid(answer: Payload) -> Payload:
    return {"idTokenInfo": {"status": "Invalid"}} if "idTokenInfo" in answer else answer


def _hangs_up(original: Any, station: Any, call: Call) -> Any:
    if call.payload["eventType"] == "Started":
        station.peer.socket.abort()
    return original(station, call)


def _starts_again_from_0(station: Any, call: Call) -> bool:
    return call.payload["eventType"] == "Started" and call.payload["seqNo"] == 0 and len(station.transactions) > 0


def _accepted(answer: Payload) -> Payload:
    return {name: {**info, "status": "Accepted"} for name, info in answer.items()}


def _without_group(answer: Payload) -> Payload:
    return {name: {part: info[part] for part in info if part != "groupIdToken"} for name, info in answer.items()}


def _only_by(change: Callable[[Payload], Payload], kind: str) -> About[Hearing]:
    """For `handle`: another answer where a transaction is stopped by another token than it was started with."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        transaction = station.transactions.get(call.payload["transactionInfo"]["transactionId"])
        before = None if transaction is None else transaction.id_token
        answer = original(station, call)
        stops = call.payload["eventType"] == kind and call.payload["triggerReason"] == "StopAuthorized"
        return change(answer) if stops and before != call.payload.get("idToken") else answer

    return heard(handle, "TransactionEvent")


FAULTS = (
    of_csms("every-token-accepted", "answers Accepted to every id token", "C01.FR.07", token_status=always("Accepted")),
    of_csms(
        "unknown-token-accepted",
        "accepts id tokens that nobody knows",
        "C01.FR.07",
        token_status=_instead_of("Unknown", "Accepted"),
    ),
    of_csms(
        "invalid-token-blocked",
        "says Blocked of an invalid id token",
        "C01.FR.07",
        token_status=_instead_of("Invalid", "Blocked"),
    ),
    of_csms(
        "blocked-token-accepted",
        "accepts a blocked id token",
        "C01.FR.07",
        token_status=_instead_of("Blocked", "Accepted"),
    ),
    of_csms(
        "expired-token-accepted",
        "accepts an expired id token",
        "C01.FR.07",
        token_status=_instead_of("Expired", "Accepted"),
    ),
    of_csms(
        "accepted-token-unknown",
        "doesn't know an id token that it should accept",
        "C01.FR.07",
        token_status=_instead_of("Accepted", "Unknown"),
    ),
    of_csms(
        "token-case-sensitive", "knows an id token in one letter case only", "C01.FR.07", token_status=_case_sensitive
    ),
    of_csms("token-cut", "looks at the first byte of an id token only", "C01.FR.07", token_status=_cut),
    of_csms(
        "unknown-token-error",
        "answers an unknown id token with a CALLERROR",
        "J-4.2.2-01",
        token_status=about(_error_for_unknown),  # a goal that names the token fails too, and sends nothing
    ),
    of_csms(
        "id-tag-info",
        "answers with idTagInfo, as OCPP 1.6, where idTokenInfo is due",
        "C01.FR.07",
        encode=about(_tag_info, "Authorize", "TransactionEvent"),
    ),
    of_csms(
        "started-without-token-info",
        "leaves idTokenInfo out of the answer to Started",
        "E03.FR.02",
        handle=_event_answer(_nothing, "Started"),
    ),
    of_csms(
        "updated-without-token-info",
        "leaves idTokenInfo out of the answer to Updated",
        "E02.FR.02",
        handle=_event_answer(_nothing, "Updated"),
    ),
    of_csms(
        "ended-without-token-info",
        "leaves idTokenInfo out of the answer to Ended",
        "E01.FR.12",
        handle=_event_answer(_nothing, "Ended"),
    ),
    of_csms(
        "token-invalid-in-transaction",
        "finds a token invalid in a TransactionEvent that it accepted in Authorize",
        "E01.FR.11",
        handle=_event_answer(_invalid),
    ),
    of_csms(
        "started-needs-token",
        "refuses a transaction that starts without an id token",
        "J-4.1.7-01",
        handle=refuses(
            "TransactionEvent",
            lambda _, call: call.payload["eventType"] == "Started" and "idToken" not in call.payload,
        ),
    ),
    of_csms(
        "seqno-never-restarts",
        "refuses a Started with seqNo 0 of a station that has had a transaction",
        "J-4.1.7-01",
        handle=refuses("TransactionEvent", _starts_again_from_0),
    ),
    of_csms(
        "ended-refused",
        "refuses the Ended of a transaction",
        "J-4.1.7-01",
        handle=refuses("TransactionEvent", lambda _, call: call.payload["eventType"] == "Ended"),
    ),
    of_csms(
        "charging-refused",
        "refuses the chargingState Charging",
        "J-4.1.7-01",
        handle=refuses(
            "TransactionEvent",
            lambda _, call: call.payload["transactionInfo"].get("chargingState") == "Charging",
        ),
    ),
    of_csms(
        "started-hang-up",
        "drops the connection when a transaction starts",
        "J-4.1.7-01",
        handle=heard(_hangs_up, "TransactionEvent"),
    ),
    of_csms(
        "started-unanswered",
        "never answers a Started",
        "J-4.1.7-01",
        reply=heard(
            replies(lambda call: call.payload.get("eventType") == "Started", lambda _: Silence()), "TransactionEvent"
        ),
    ),
    of_csms(
        "cached-token-unchecked",
        "believes a station that a token in a TransactionEvent is accepted",
        "C12.FR.03",
        handle=_event_answer(_accepted),
    ),
    of_csms(
        "group-never-told",
        "never says that a token belongs to a group",
        "C01.FR.06",
        token_info=lambda original, id_token: {"status": original(id_token)["status"]},
    ),
    of_csms(
        "group-told-once",
        "leaves the group of a token out of its answers to TransactionEvents",
        "C09.FR.12",
        handle=_event_answer(_without_group),
    ),
    of_csms(
        "group-of-its-own",
        "names as group of a token the token itself",
        "C09.FR.02",
        token_info=lambda original, id_token: {**original(id_token), "groupIdToken": id_token},
    ),
    of_csms(
        "group-can-not-stop",
        "lets nobody stop a transaction but who started it",
        "C09.FR.03",
        handle=_only_by(_invalid, "Updated"),
    ),
    of_csms(
        "master-pass-can-not-stop",
        "finds a token invalid that ends the transaction of another",
        "E01.FR.11",
        handle=_only_by(_invalid, "Ended"),
    ),
    of_csms(
        "key-code-refused",
        "answers a KeyCode with a CALLERROR",
        "C04.FR.01",
        reply=heard(errs(_is_key_code, ErrorCode.PROPERTY_CONSTRAINT_VIOLATION), "Authorize"),
    ),
    of_csms(
        "vendor-data-accepted",
        "accepts data of any vendor",
        "P02.FR.06",
        **answers_to("DataTransfer", with_fields(status="Accepted")),
    ),
    of_csms(
        "vendor-data-rejected",
        "rejects data of an unknown vendor without saying why",
        "P02.FR.06",
        **answers_to("DataTransfer", with_fields(status="Rejected")),
    ),
)
