"""What either system makes of values at their limits: the mistakes that generated inputs are there to find."""

from __future__ import annotations

import re
from typing import Any

from ocpp_conformance.harness.faults.departures import die, dies, errs, memory_of, system_of
from ocpp_conformance.harness.faults.fault import Seams, of_both, of_csms, of_station
from ocpp_conformance.harness.rpc import MESSAGE_ID_LENGTH, Call, CallResult, ErrorCode, Malformed, Role, Wrong

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def _model(call: Call) -> str:
    return str(call.payload.get("chargingStation", {}).get("model", ""))


def _variables(call: Call) -> list[str]:
    items = [*call.payload.get("getVariableData", ()), *call.payload.get("setVariableData", ())]
    return [str(item["variable"]["name"]) for item in items if isinstance(item, dict) and "variable" in item]


def _surrogates(role: Role) -> Seams:
    def malformed_reply(original: Any, *arguments: Any) -> Any:
        malformed: Malformed = arguments[-1]
        if isinstance(malformed.raw, str) and _SURROGATE.search(malformed.raw):
            die(role, original)
        return original(*arguments)

    return {"malformed_reply": malformed_reply}


def _cut_id(original: Any, *arguments: Any) -> Any:
    call: Call = arguments[-1]
    return original(*arguments[:-1], Call(call.message_id[:MESSAGE_ID_LENGTH], call.action, call.payload))


def _served_once(original: Any, *arguments: Any) -> Any:
    malformed: Malformed = arguments[-1]
    memory = memory_of(system_of(original))
    if malformed.wrong is not Wrong.NOT_JSON or memory.get("served"):
        return original(*arguments)
    memory["served"] = True
    return CallResult("served", {}).text()


FAULTS = (
    of_csms(
        "limit-off-by-one",
        "refuses a model of 20 characters, which is just allowed",
        "J-4.1.7-01",
        reply=errs(lambda call: len(_model(call)) >= 20, ErrorCode.PROPERTY_CONSTRAINT_VIOLATION),
    ),
    of_station(
        "station-limit-off-by-one",
        "refuses a variable whose name has 50 characters, which is just allowed",
        "J-4.1.7-01",
        reply=errs(
            lambda call: any(len(name) >= 50 for name in _variables(call)), ErrorCode.PROPERTY_CONSTRAINT_VIOLATION
        ),
    ),
    of_csms(
        "long-text-crash",
        "dies of an id token of 3000 characters, for which its database has no room",
        "LIVES-ON",
        **dies(Role.CSMS, "reply", lambda call: len(str(call.payload)) > 2500 and call.action == "Authorize"),
    ),
    *of_both("surrogate-crash", "dies of an escaped surrogate that stands alone", "LIVES-ON", _surrogates),
    of_csms(
        "not-json-served-once",
        "answers the first text that is not JSON with a CALLRESULT, and no other one",
        "J-4.3-10",
        malformed_reply=_served_once,
    ),
    *of_both("id-cut", "cuts a longer message id at 36 characters", "J-4.1.4-02", lambda _: {"reply": _cut_id}),
)
