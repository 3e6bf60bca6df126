"""Block N: events, logs, what a station keeps of a customer."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.authorization import token_key
from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import CustomerReport, Progress, StationRecord, kept
from ocpp_conformance.harness.rpc import Call, CallResult, Payload, Reply

_CUSTOMER = {"identifier": "customerIdentifier", "certificate": "customerCertificate"}


async def log(csms: Decisions, station: StationRecord, kind: str, location: str) -> Reply:
    """GetLog (N01); `kind` is DiagnosticsLog or SecurityLog, `location` the URL to upload it to."""
    payload = {"logType": kind, "requestId": csms.next_id(), "log": {"remoteLocation": location}}
    return await csms.call(station.identity, "GetLog", payload)


async def customer_information(
    csms: Decisions, station: StationRecord, report: bool, clear: bool, customer: Payload
) -> Reply:
    """CustomerInformation (N09, N10). The customer is an `id_token` with its `type`, an `identifier`, or the
    CertificateHashDataType of a `certificate`. Whoever is cleared leaves the local list too (N10.FR.02).

    Raises `InvalidCallError` for another customer.
    """
    reference = _reference(customer)
    payload = {"requestId": csms.next_id(), "report": report, "clear": clear} | reference
    reply = await csms.call(station.identity, "CustomerInformation", payload)
    if clear and "idToken" in reference and isinstance(reply, CallResult) and reply.payload.get("status") == "Accepted":
        await _unlist(csms, station, reference["idToken"])
    return reply


def notify_event(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.events.extend(call.payload["eventData"])
    return {}  # N07.FR.03


def notify_customer(_: Decisions, station: StationRecord, call: Call) -> Payload:
    request_id = call.payload["requestId"]
    kept(station.customers, request_id, CustomerReport(request_id)).take(call.payload, call.payload["data"])
    return {}


def log_status(_: Decisions, station: StationRecord, call: Call) -> Payload:
    station.log_status = call.payload
    request_id = call.payload.get("requestId")
    if request_id is not None:  # only Idle comes without one
        kept(station.uploads, request_id, Progress(request_id)).tell(call.payload["status"])
    return {}


def log_answered(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    kept(station.uploads, request["requestId"], Progress(request["requestId"])).answer = response["status"]


def _reference(customer: Payload) -> dict[str, Payload]:
    if set(customer) == {"id_token", "type"}:
        return {"idToken": {"idToken": customer["id_token"], "type": customer["type"]}}
    made = given(**{wire: customer.get(name) for name, wire in _CUSTOMER.items()})
    if len(made) == len(customer) == 1:
        return made
    rule = "give id_token and type, identifier, or certificate (N09.FR.04, N10.FR.08)"
    raise InvalidCallError("CustomerInformation", f"customer {sorted(customer)}: {rule}")


async def _unlist(csms: Decisions, station: StationRecord, id_token: Payload) -> None:
    listed = station.local_list
    if token_key(id_token["idToken"], id_token["type"]) not in listed.entries:
        return
    payload = {
        "versionNumber": listed.version + 1,
        "updateType": "Differential",
        "localAuthorizationList": [{"idToken": id_token}],
    }
    await csms.call(station.identity, "SendLocalList", payload)


HANDLERS: Mapping[str, Handler] = {
    "LogStatusNotification": log_status,
    "NotifyCustomerInformation": notify_customer,
    "NotifyEvent": notify_event,
}
LEARNERS: Mapping[str, Learner] = {"GetLog": log_answered}
OPERATIONS: Mapping[str, Operation] = {"customer_information": customer_information, "log": log}
