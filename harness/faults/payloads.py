"""What either system makes of payloads, and what it writes into its own: schema, text, customData."""

from __future__ import annotations

import json
from typing import Any

from ocpp_conformance.harness.faults.departures import (
    answers_to,
    dies,
    errs,
    errs_at,
    own_calls,
    serves,
    with_fields,
)
from ocpp_conformance.harness.faults.fault import Fault, of_both, of_csms, of_station
from ocpp_conformance.harness.faults.kinds import Making
from ocpp_conformance.harness.rpc import Call, ErrorCode, Role, Wrong


def _text(call: Call) -> str:
    return json.dumps(dict(call.payload), ensure_ascii=False)


def _custom(call: Call) -> Any:
    return call.payload.get("customData")


def _any_case(original: Any, *arguments: Any) -> Any:
    call = arguments[-1]
    known = {"heartbeat": "Heartbeat", "getvariables": "GetVariables"}
    return original(*arguments[:-1], Call(call.message_id, known.get(call.action, call.action), call.payload))


def _custom_matters(original: Any, id_token: Any) -> Any:
    return "Blocked" if "customData" in id_token else original(id_token)


def _signed(call: Call) -> bool:
    return call.action.endswith("-Signed")


_PROPERTY = ErrorCode.PROPERTY_CONSTRAINT_VIOLATION

TAKEN = (
    *of_both(
        "missing-field-served",
        "serves CALLs without required fields",
        "J-4.3-07",
        lambda r: serves(r, Wrong.OCCURRENCE),
    ),
    *of_both(
        "wrong-type-served", "serves CALLs with values of a wrong type", "J-4.3-12", lambda r: serves(r, Wrong.TYPE)
    ),
    *of_both(
        "wrong-value-served",
        "serves CALLs with values that are not allowed",
        "J-4.3-08",
        lambda r: serves(r, Wrong.VALUE),
    ),
    *of_both(
        "unknown-property-served",
        "serves CALLs with properties that the schema doesn't have",
        "J-9-01",
        lambda r: serves(r, Wrong.UNKNOWN_PROPERTY),
    ),
    *of_both(
        "unknown-action-served",
        "serves actions that do not exist",
        "J-4.3-05",
        lambda r: serves(r, Wrong.UNKNOWN_ACTION),
    ),
    *of_both(
        "other-direction-served",
        "serves actions of the other direction",
        "J-4.3-06",
        lambda r: serves(r, Wrong.UNSUPPORTED_ACTION),
    ),
    *of_both("action-case-ignored", "ignores the letter case of actions", "J-4.2.1-02", lambda _: {"reply": _any_case}),
    *of_both("signed-crash", "dies of a signed message", "J-7.2-01", lambda role: dies(role, "reply", _signed)),
    *of_both(
        "unknown-property-odd-code",
        "refuses unknown properties with a code of its own",
        "J-4.2.3-07",
        lambda _: {"reply": errs(lambda c: {"surprise", "battery"} & set(c.payload) != set(), "Unexpected")},
    ),
    *of_both(
        "custom-data-refused",
        "refuses customData",
        "J-9-04",
        lambda _: {"reply": errs(lambda c: "vendorId" in _text(c), _PROPERTY)},
    ),
    *of_both(
        "custom-extras-refused",
        "refuses customData with more in it than the vendorId",
        "J-9-02",
        lambda _: {"reply": errs(lambda c: len(_custom(c) or ()) > 1 and "vendorId" in _custom(c), _PROPERTY)},
    ),
    *of_both(
        "custom-data-bad-code",
        "refuses customData without vendorId with a code of its own",
        "J-9-02",
        lambda _: {"reply": errs(lambda c: "vendorId" not in (_custom(c) or {"vendorId"}), "NoVendor")},
    ),
    of_csms(
        "nested-custom-data-refused",
        "refuses customData inside transactionInfo",
        "J-9-04",
        reply=errs(lambda c: "customData" in c.payload.get("transactionInfo", {}), _PROPERTY),
    ),
    of_csms(
        "custom-data-matters",
        "blocks an id token that carries customData",
        "J-9-04",
        token_status=_custom_matters,
    ),
    of_csms(
        "long-text-refused",
        "has no room for texts of 50 characters",
        "J-4.2.3-01",
        reply=errs(lambda c: "V" * 40 in _text(c)),
    ),
    of_csms("ascii-only", "refuses text beyond US-ASCII", "J-4.1.2-01", reply=errs(lambda c: not _text(c).isascii())),
    of_station(
        "station-ascii-only",
        "dies of text beyond US-ASCII",
        "J-4.1.2-01",
        dies(Role.STATION, "reply", lambda c: not _text(c).isascii()),
    ),
    of_csms(
        "status-refused",
        "answers StatusNotification with a CALLERROR",
        "J-4.2.3-01",
        reply=errs_at("StatusNotification"),
    ),
    of_station(
        "variables-refused",
        "answers GetVariables with a CALLERROR",
        "J-4.1.7-01",
        reply=errs_at("GetVariables"),
    ),
    of_station(
        "stop-refusal-as-error",
        "answers RequestStopTransaction with a CALLERROR where it means Rejected",
        "J-4.2.2-01",
        reply=errs_at("RequestStopTransaction"),
    ),
    of_station(
        "unknown-variable-as-error",
        "answers a CALLERROR when asked for a variable that it doesn't have",
        "J-4.2.3-01",
        reply=errs(lambda c: "NoSuchCtrlr" in _text(c)),
    ),
)


def _gets(**more: object) -> Making:
    return lambda original, item: {**original(item), **more}


def _boot_answer(name: str, breaks: str, **fields: object) -> Fault:
    return of_csms(name, breaks, "J-4.1.7-01", **answers_to("BootNotification", with_fields(**fields)))


def _authorize_answer(name: str, breaks: str, **fields: object) -> Fault:
    seams = answers_to("Authorize", with_fields(**fields))
    return of_csms(name, breaks, "J-4.1.7-01", **seams)


def _heartbeat_answer(name: str, breaks: str, source: str, **fields: object) -> Fault:
    return of_csms(name, breaks, source, **answers_to("Heartbeat", with_fields(**fields)))


def _call(action: str, name: str, breaks: str, **fields: object) -> Fault:
    """The station's CALLs of this action have these fields; None takes one out."""

    def change(frame: list[Any]) -> list[Any]:
        payload = {**frame[3], **fields}
        return [*frame[:3], {field: value for field, value in payload.items() if value is not None}]

    return of_station(name, breaks, "J-4.1.7-01", own_calls(Role.STATION, change, action))


WRITTEN = (
    _boot_answer("interval-soon", 'sends "interval": "soon" in the BootNotificationResponse', interval="soon"),
    _boot_answer("interval-missing", "leaves the interval out of the BootNotificationResponse", interval=None),
    _boot_answer("boot-status-lower-case", "answers a boot with a status in lower case", status="accepted"),
    _boot_answer("boot-extra-property", "adds a property of its own to the BootNotificationResponse", tenant="A"),
    _boot_answer(
        "boot-time-without-zone",
        "sends a local time without a zone in the BootNotificationResponse",
        currentTime="2026-01-01T12:00:00",
    ),
    of_csms(
        "boot-optional-null",
        "writes an unused optional field as null",
        "J-4.1.5-03",
        **answers_to("BootNotification", lambda f: [*f[:2], {**f[2], "statusInfo": None}]),
    ),
    of_csms(
        "boot-optional-empty",
        "writes an unused optional field as an empty object",
        "J-4.1.5-03",
        **answers_to("BootNotification", with_fields(statusInfo={})),
    ),
    of_csms(
        "reason-not-ascii",
        "sends a reason code beyond US-ASCII",
        "J-4.1.2-03",
        **answers_to("BootNotification", with_fields(statusInfo={"reasonCode": "Größe"})),
    ),
    _heartbeat_answer("heartbeat-without-time", "answers a Heartbeat with nothing", "J-4.1.7-01", currentTime=None),
    _heartbeat_answer(
        "heartbeat-time-number", "answers a Heartbeat with a number of seconds", "J-4.1.7-01", currentTime=1767268800
    ),
    _heartbeat_answer(
        "heartbeat-time-in-microseconds",
        "sends timestamps with six decimals",
        "J-4.1.7-01",
        currentTime="2026-01-01T12:00:00.123456Z",
    ),
    _authorize_answer("authorize-without-info", "answers Authorize without idTokenInfo", idTokenInfo=None),
    _authorize_answer("authorize-info-text", "answers Authorize with a text as idTokenInfo", idTokenInfo="Accepted"),
    _authorize_answer(
        "authorize-status-of-1.6",
        "answers Authorize with a status of its own",
        idTokenInfo={"status": "AuthorizationOK"},
    ),
    _authorize_answer(
        "authorize-group-null",
        "writes null as the group of an id token",
        idTokenInfo={"status": "Unknown", "groupIdToken": {}},
    ),
    of_csms(
        "group-not-ascii",
        "sends a group of id tokens beyond US-ASCII",
        "J-4.1.2-03",
        **answers_to(
            "Authorize",
            with_fields(idTokenInfo={"status": "Accepted", "groupIdToken": {"idToken": "Größe", "type": "Central"}}),
        ),
    ),
    of_csms(
        "status-answer-full",
        "answers a StatusNotification with a property that the schema doesn't have",
        "J-4.1.7-01",
        **answers_to("StatusNotification", with_fields(status="Accepted")),
    ),
    of_csms(
        "event-answer-cost-text",
        "answers a TransactionEvent with the cost as a text",
        "J-4.1.7-01",
        **answers_to("TransactionEvent", with_fields(totalCost="0.00")),
    ),
    of_station(
        "reason-in-german",
        "sends a reason code beyond US-ASCII",
        "J-4.1.2-03",
        get_variable=_gets(attributeStatusInfo={"reasonCode": "Schlüssel"}),
    ),
    of_station(
        "unused-null", "writes null for unused fields", "J-4.1.5-03", get_variable=_gets(attributeStatusInfo=None)
    ),
    of_station(
        "own-custom-without-vendor",
        "sends customData without a vendorId",
        "J-9-02",
        get_variable=_gets(customData={"x": 1}),
    ),
    of_station(
        "value-as-number",
        "sends the value of a variable as a number",
        "J-4.1.7-01",
        get_variable=_gets(attributeValue=60),
    ),
    of_station(
        "own-unknown-property",
        "sends properties that the schema doesn't have",
        "J-9-01",
        own_calls(Role.STATION, lambda f: [*f[:3], {**f[3], "surprise": 1}], "Heartbeat"),
    ),
    of_station(
        "payload-empty-list",
        "writes an empty payload as a list",
        "J-4.1.5-01",
        own_calls(Role.STATION, lambda f: [*f[:3], []], "Heartbeat"),
    ),
    of_station(
        "payload-empty-null",
        "writes an empty payload as null",
        "J-4.1.5-02",
        own_calls(Role.STATION, lambda f: [*f[:3], None], "Heartbeat"),
    ),
    _call("BootNotification", "boot-without-station", "leaves chargingStation out of its boot", chargingStation=None),
    _call("BootNotification", "boot-reason-misspelt", "boots with a reason that OCPP doesn't have", reason="PoweredUp"),
    _call("StatusNotification", "status-of-1.6", "reports connector states of OCPP 1.6", connectorStatus="Charging"),
    _call("StatusNotification", "status-id-text", "writes the EVSE as a text", evseId="1"),
    _call(
        "StatusNotification",
        "status-time-without-zone",
        "reports connector states with a time without a zone",
        timestamp="2026-01-01T12:00:00",
    ),
    _call(
        "StatusNotification",
        "status-time-in-microseconds",
        "reports connector states with six decimals",
        timestamp="2026-01-01T12:00:00.123456Z",
    ),
    _call("SecurityEventNotification", "security-event-untyped", "sends a security event without a type", type=None),
    _call("Authorize", "authorize-untyped", "asks about an id token without its type", idToken={"idToken": "04A2B3C4"}),
    _call("TransactionEvent", "event-trigger-invented", "makes up a triggerReason", triggerReason="Plugged"),
    _call("TransactionEvent", "event-offline-empty", "writes an empty list of meter values", meterValue=[]),
)

FAULTS = (*TAKEN, *WRITTEN)
