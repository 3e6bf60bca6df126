"""What our probes answer: as a case plans it, else polite, valid, and committing to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from ocpp_conformance.harness.evidence import HarnessError
from ocpp_conformance.harness.peer import Refusal, reply_to
from ocpp_conformance.harness.rpc import Call, CallError, CallResult, Payload, Role
from ocpp_conformance.harness.times import now
from ocpp_conformance.harness.validation import judge_reply
from ocpp_conformance.schemas.messages import message_schemas

_PREFERRED = ("Accepted", "NotSupported", "NotImplemented", "Rejected", "Unknown", "Failed")


class Silence(Enum):
    """As an answer of ours: leave the CALL unanswered."""

    SILENCE = "silence"


SILENCE = Silence.SILENCE

FixedAnswer = Payload | Refusal | Silence
OurAnswer = FixedAnswer | Callable[[Call], FixedAnswer]


class Planned:
    """What the system's CALLs get, by action, in turn; the last answer stays."""

    def __init__(self, role: Role) -> None:
        self._role, self._answers = role, dict[str, list[OurAnswer]]()

    def plan(self, action: str, answers: Iterable[OurAnswer]) -> None:
        """CALLs of this action get these, and then the last of them."""
        self._answers[action] = list(answers)

    def forget(self) -> None:
        """Plan nothing."""
        self._answers.clear()

    def text_for(self, call: Call) -> str | None:
        """The text that answers a CALL, None where nothing does. Raises `HarnessError` for an invalid payload."""
        planned = self._answers.get(call.action)
        if not planned:
            return reply_to(call, self._role, polite_answer).text()
        plan = planned.pop(0) if len(planned) > 1 else planned[0]
        answer = plan(call) if callable(plan) else plan
        if isinstance(answer, Silence):
            return None
        if isinstance(answer, Refusal):
            return CallError(call.message_id, answer.code, answer.description).text()
        reply = CallResult(call.message_id, answer)
        own = judge_reply(call, reply)
        if own is not None:
            raise HarnessError(f"the case answers {call.action} with an invalid payload: {own.text}")
        return reply.text()


def polite_answer(call: Call) -> Payload:
    """A valid response: the special ones below, else the required fields of the schema with their mildest values."""
    special = _SPECIAL.get(call.action)
    return special(call.payload) if special is not None else _minimal(call.action)


def _get_variables(request: Payload) -> Payload:
    return {"getVariableResult": [_unknown_variable(item) for item in request["getVariableData"]]}


def _set_variables(request: Payload) -> Payload:
    return {"setVariableResult": [_unknown_variable(item) for item in request["setVariableData"]]}


def _unknown_variable(item: Payload) -> Payload:
    """A result names the attribute, Actual where the request names none (B05.FR.12, B06.FR.11)."""
    kind = item.get("attributeType", "Actual")
    place = {"component": item["component"], "variable": item["variable"]}
    return {"attributeStatus": "UnknownVariable", "attributeType": kind, **place}


def _transaction_event(request: Payload) -> Payload:
    return {"idTokenInfo": {"status": "Accepted"}} if "idToken" in request else {}


def _refuse(_: Payload) -> Payload:
    return {"status": "Rejected"}


def _no_monitors(request: Payload) -> Payload:
    """A result for each monitor, none of which is set (N04.FR.01)."""
    echoed = ("type", "severity", "component", "variable")
    results = [{"status": "Rejected", **{name: item[name] for name in echoed}} for item in request["setMonitoringData"]]
    return {"setMonitoringResult": results}


def _no_such_monitors(request: Payload) -> Payload:
    return {"clearMonitoringResult": [{"status": "NotFound", "id": id} for id in request["id"]]}


def _transaction_status(request: Payload) -> Payload:
    """Nothing is queued, and a transaction that is asked for is over (E14.FR.01, E14.FR.02)."""
    return {"messagesInQueue": False, **({"ongoingIndicator": False} if "transactionId" in request else {})}


_NOT_DONE = (
    *("CancelReservation", "ChangeAvailability", "CustomerInformation", "GetCompositeSchedule", "GetLog"),
    *("PublishFirmware", "ReserveNow", "RequestStartTransaction", "RequestStopTransaction", "Reset"),
    *("SetDisplayMessage", "SetMonitoringLevel", "TriggerMessage", "UpdateFirmware"),
)
"""Who accepts one of these promises that more will come (F06.FR.10, B07.FR.03, L01.FR.01, …), or has what it names."""
_NOT_THERE = ("GetBaseReport", "GetReport", "GetMonitoringReport", "SetMonitoringBase")
_UNKNOWN = ("ClearChargingProfile", "ClearDisplayMessage", "GetDisplayMessages")

_SPECIAL: Mapping[str, Callable[[Payload], Payload]] = {
    "BootNotification": lambda _: {"currentTime": now(), "interval": 300, "status": "Accepted"},
    "Heartbeat": lambda _: {"currentTime": now()},
    "Authorize": lambda _: {"idTokenInfo": {"status": "Accepted"}},
    "TransactionEvent": _transaction_event,
    "GetTransactionStatus": _transaction_status,
    "GetVariables": _get_variables,
    "SetVariables": _set_variables,
    **dict.fromkeys(_NOT_DONE, _refuse),
    **dict.fromkeys(_NOT_THERE, lambda _: {"status": "NotSupported"}),
    **dict.fromkeys(_UNKNOWN, lambda _: {"status": "Unknown"}),
    "GetChargingProfiles": lambda _: {"status": "NoProfiles"},
    "SetVariableMonitoring": _no_monitors,
    "ClearVariableMonitoring": _no_such_monitors,
    "UnpublishFirmware": lambda _: {"status": "NoFirmware"},
    "UnlockConnector": lambda _: {"status": "UnlockFailed"},
}


@cache
def _minimal(action: str) -> Payload:
    schema = message_schemas()[action, "Response"]
    value: Payload = _value(schema, schema.get("definitions", {}))
    return value


def _value(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        return _value(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "enum" in schema:
        return next((value for value in _PREFERRED if value in schema["enum"]), schema["enum"][0])
    match schema["type"]:
        case "object":
            return {name: _value(schema["properties"][name], definitions) for name in schema.get("required", ())}
        case "array":
            return [_value(schema["items"], definitions)] * schema.get("minItems", 0)
        case "string":
            return now() if schema.get("format") == "date-time" else ""
        case "boolean":
            return False
        case _:
            return schema.get("minimum", 0)
