"""The CALLs of a CSMS that stand for intents, worded by the harness: what a relay has the system send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ocpp_conformance.harness.rpc import Call, Payload, Role
from ocpp_conformance.harness.sut.driver import Dictation, Intent
from ocpp_conformance.harness.sut.intents import GOALS
from ocpp_conformance.harness.validation import judge_call

RESERVED = timedelta(hours=1)
"""How long a reservation lasts."""
Arguments = Mapping[str, Any]


class NotWordedError(ValueError):
    """There is no CALL for this intent, or its arguments make none that is valid."""


def dictation(intent: Intent) -> Dictation:
    """The CALL for an intent, of a CSMS and valid. The same intent always gets the same ids, so that it can be asked
    for twice. Raises `NotWordedError`."""
    if intent.name not in _PAYLOADS:
        raise NotWordedError(f"no CALL of a CSMS stands for {intent.name}")
    arguments = {name: value for name, value in intent.arguments.items() if value is not None}
    number = int(intent.id[:7], 16)
    try:
        payload = _given(_PAYLOADS[intent.name](arguments, number))
    except KeyError as error:
        raise NotWordedError(f"{intent} makes no CALL: {error} is missing") from None
    action = str(GOALS[intent.name].action)
    judgement = judge_call(Call("", action, payload), Role.CSMS)
    if judgement is not None:
        raise NotWordedError(f"{intent} makes no valid {action}: {judgement.text}")
    return Dictation(action, payload)


def _given(payload: dict[str, Any]) -> Payload:
    return {name: value for name, value in payload.items() if value is not None}


def _now(later: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + later).isoformat(timespec="seconds").replace("+00:00", "Z")


def _evse(arguments: Arguments) -> Payload | None:
    if "evse" not in arguments:
        return None
    return _given({"id": arguments["evse"], "connectorId": arguments.get("connector")})


def _token(arguments: Arguments) -> Payload:
    return {"idToken": arguments["id_token"], "type": arguments["type"]}


def _variable(item: Arguments) -> dict[str, Any]:
    """`component`, `variable`, and where wanted `component_instance`, `evse`, `connector`, `instance`."""
    component = {"name": item["component"], "instance": item.get("component_instance"), "evse": _evse(item)}
    if "variable" not in item:
        return {"component": _given(component)}
    return {
        "component": _given(component),
        "variable": _given({"name": item["variable"], "instance": item.get("instance")}),
    }


def _attribute(item: Arguments) -> Payload:
    more = {"attributeType": item.get("attribute"), "attributeValue": item.get("value")}
    return _given(_variable(item) | more)


def _entry(item: Arguments) -> Payload:
    """Of the local list; what else is to be known of the id token the system can't be told."""
    return {"idToken": _token(item)} | ({} if item.get("remove") else {"idTokenInfo": {"status": "Accepted"}})


def _customer(customer: Arguments) -> Payload:
    if "id_token" in customer:
        return {"idToken": _token(customer)}
    return _given(
        {"customerIdentifier": customer.get("identifier"), "customerCertificate": customer.get("certificate")}
    )


def _profile(a: Arguments, number: int) -> dict[str, Any]:
    of_transaction = a["purpose"] == "TxProfile"
    schedule = {
        "id": number,
        "chargingRateUnit": "A",
        "startSchedule": None if of_transaction else _now(),
        "chargingSchedulePeriod": [{"startPeriod": 0, "limit": a["limit"]}],
    }
    profile = {
        "id": number,
        "stackLevel": 0,
        "chargingProfilePurpose": a["purpose"],
        "chargingProfileKind": "Relative" if of_transaction else "Absolute",
        "chargingSchedule": [_given(schedule)],
        "transactionId": a.get("transaction_id"),
    }
    return {"evseId": a["evse"], "chargingProfile": _given(profile)}


def _password(a: Arguments, _: int) -> dict[str, Any]:
    variable = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "BasicAuthPassword"}}
    return {"setVariableData": [{**variable, "attributeValue": a["password"]}]}


def _firmware(a: Arguments, number: int) -> dict[str, Any]:
    firmware = {
        "location": a["location"],
        "retrieveDateTime": a.get("retrieve_at") or _now(),
        "installDateTime": a.get("install_at"),
        "signingCertificate": a.get("signing_certificate"),
        "signature": a.get("signature"),
    }
    return {"requestId": number, "firmware": _given(firmware)}


def _network(a: Arguments, _: int) -> dict[str, Any]:
    connection = {
        "ocppVersion": "OCPP20",
        "ocppTransport": "JSON",
        "ocppCsmsUrl": a["url"],
        "messageTimeout": 30,
        "securityProfile": a["security_profile"],
        "ocppInterface": "Wired0",
    }
    return {"configurationSlot": a["slot"], "connectionData": connection}


_PAYLOADS: Mapping[str, Callable[[Arguments, int], dict[str, Any]]] = {
    "remote_start": lambda a, n: {"evseId": a.get("evse"), "remoteStartId": n, "idToken": _token(a)},
    "remote_stop": lambda a, _: {"transactionId": a["transaction_id"]},
    "transaction_status": lambda a, _: {"transactionId": a.get("transaction_id")},
    "reset": lambda a, _: {"type": a["kind"], "evseId": a.get("evse")},
    "unlock": lambda a, _: {"evseId": a["evse"], "connectorId": a["connector"]},
    "change_availability": lambda a, _: {
        "operationalStatus": "Operative" if a["operative"] else "Inoperative",
        "evse": _evse(a),
    },
    "read_variables": lambda a, _: {"getVariableData": [_attribute(item) for item in a["variables"]]},
    "write_variables": lambda a, _: {"setVariableData": [_attribute(item) for item in a["variables"]]},
    "change_password": _password,
    "base_report": lambda a, n: {"requestId": n, "reportBase": a["kind"]},
    "report": lambda a, n: {
        "requestId": n,
        "componentVariable": [_variable(item) for item in a.get("variables", ())] or None,
        "componentCriteria": a.get("criteria"),
    },
    "clear_cache": lambda _a, _: {},
    "send_local_list": lambda a, _: {
        "updateType": a["kind"],
        "versionNumber": a["version"],
        "localAuthorizationList": [_entry(item) for item in a["entries"]] or None,
    },
    "local_list_version": lambda _a, _: {},
    "reserve": lambda a, _: {
        "id": a["id"],
        "expiryDateTime": _now(RESERVED),
        "idToken": _token(a),
        "evseId": a.get("evse"),
    },
    "cancel_reservation": lambda a, _: {"reservationId": a["id"]},
    "set_profile": _profile,
    "clear_profile": lambda a, _: {
        # K10.FR.02: a criterion there must be
        "chargingProfileCriteria": {"chargingProfilePurpose": a["purpose"]} if "purpose" in a else {"stackLevel": 0}
    },
    "composite_schedule": lambda a, _: {"evseId": a["evse"], "duration": a["duration"]},
    "trigger": lambda a, _: {"requestedMessage": a["requested_message"], "evse": a.get("evse")},
    "firmware": _firmware,
    "log": lambda a, n: {"requestId": n, "logType": a["kind"], "log": {"remoteLocation": a["location"]}},
    "install_certificate": lambda a, _: {"certificateType": a["kind"], "certificate": a["certificate"]},
    "delete_certificate": lambda a, _: {"certificateHashData": a["hash"]},
    "list_certificates": lambda a, _: {"certificateType": a.get("kinds")},
    "customer_information": lambda a, n: {
        "requestId": n,
        "report": a["report"],
        "clear": a["clear"],
        **_customer(a["customer"]),
    },
    "set_network_profile": _network,
    "data_transfer": lambda a, _: {
        "vendorId": a["vendor_id"],
        "messageId": a.get("message_id"),
        "data": a.get("data"),
    },
}

WORDED = frozenset(_PAYLOADS)
"""The intents for which there is a CALL."""
