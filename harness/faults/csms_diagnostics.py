"""Block N: how a CSMS asks for logs and for what a station keeps of a customer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import refuses
from ocpp_conformance.harness.faults.fault import About, Departure, Fault, of_csms
from ocpp_conformance.harness.faults.kinds import Asking, Hearing
from ocpp_conformance.harness.faults.own_calls import asks, falls_over, having, never_asks, without
from ocpp_conformance.harness.rpc import Payload, Role


def _uploading(station: Any) -> bool:
    return any(upload.statuses[-1:] == ["Uploading"] for upload in station.uploads.values())


def _hears(action: str, when: Callable[[Payload], bool]) -> About[Hearing]:
    """For `handle`: messages of this action with such a payload are refused."""
    return refuses(action, lambda _station, call: when(call.payload))


def _by_identifier(payload: Payload) -> Payload:
    token = {"idToken": payload.get("customerIdentifier"), "type": "Central"}
    return {**without("customerIdentifier")(payload), "idToken": payload.get("idToken", token)}


def _only(taken: str) -> Departure:
    return lambda _original, method: method == taken


def _listed_anew(payload: Payload) -> Payload:
    entries = payload.get("localAuthorizationList", [])
    return {**payload, "localAuthorizationList": [{**each, "idTokenInfo": {"status": "Accepted"}} for each in entries]}


def _customer(change: Callable[[Payload], Payload]) -> About[Asking]:
    return asks("CustomerInformation", change)


FAULTS = (
    of_csms(
        "log-always-diagnostics",
        "asks for the diagnostics log, whichever was wanted",
        "N01.FR.03",
        call=asks("GetLog", having(logType="DiagnosticsLog")),
    ),
    of_csms(
        "log-always-security",
        "asks for the security log, whichever was wanted",
        "N01.FR.04",
        call=asks("GetLog", having(logType="SecurityLog")),
    ),
    of_csms(
        "log-once", "asks for no second log while one is uploaded", "N01.FR.12", call=never_asks("GetLog", _uploading)
    ),
    of_csms(
        "log-refusal-fatal",
        "closes the connection when a station has no log",
        "N01.FR.05",
        call=falls_over("GetLog", "Rejected"),
    ),
    of_csms(
        "log-upload-refused",
        "refuses to hear that a log was uploaded",
        "J-4.1.7-01",
        handle=_hears("LogStatusNotification", lambda payload: payload["status"] == "Uploaded"),
    ),
    of_csms(
        "log-cancel-refused",
        "refuses to hear that an upload was cancelled",
        "J-4.1.7-01",
        handle=_hears("LogStatusNotification", lambda payload: payload["status"] == "AcceptedCanceled"),
    ),
    Fault("upload-post-refused", Role.CSMS, "takes logs by PUT alone", "N01.FR.18", {"uploads.takes": _only("PUT")}),
    Fault("upload-put-refused", Role.CSMS, "takes logs by POST alone", "N01.FR.18", {"uploads.takes": _only("POST")}),
    of_csms(
        "customer-report-forgotten",
        "asks for data of a customer without the flag report",
        "N09.FR.01",
        call=_customer(having(report=False)),
    ),
    of_csms(
        "customer-always-reported",
        "wants data reported where it was only to be cleared",
        "N10.FR.06",
        call=_customer(having(report=True)),
    ),
    of_csms(
        "customer-not-cleared",
        "forgets the flag clear",
        "N10.FR.03",
        call=_customer(having(clear=False)),
    ),
    of_csms(
        "customer-named-twice",
        "names a customer by id token and identifier at once",
        "N10.FR.08",
        call=_customer(lambda payload: {"customerIdentifier": "customer", **payload}),
    ),
    of_csms(
        "customer-not-named",
        "asks for data of nobody",
        "N09.FR.04",
        call=_customer(without("idToken", "customerIdentifier", "customerCertificate")),
    ),
    of_csms(
        "customer-identifier-as-token",
        "sends the identifier of a customer as an id token",
        "N10.FR.08",
        call=_customer(_by_identifier),
    ),
    of_csms(
        "customer-refusal-fatal",
        "closes the connection when a station does not report on a customer",
        "N09.FR.03",
        call=falls_over("CustomerInformation", "Rejected"),
    ),
    of_csms(
        "customer-second-part-refused",
        "refuses all but the first part of a report on a customer",
        "J-4.1.7-01",
        handle=_hears("NotifyCustomerInformation", lambda payload: payload["seqNo"] > 0),
    ),
    of_csms(
        "customer-whole-report-refused",
        "refuses a report on a customer that comes in one part",
        "J-4.1.7-01",
        handle=_hears("NotifyCustomerInformation", lambda payload: payload["seqNo"] == 0 and "tbc" not in payload),
    ),
    of_csms(
        "cleared-customer-stays-listed",
        "leaves a customer who was cleared on the local list",
        "N10.FR.02",
        call=never_asks("SendLocalList", lambda _station: True),
    ),
    of_csms(
        "cleared-customer-listed-anew",
        "puts a customer who was cleared on the local list once more",
        "N10.FR.02",
        call=asks("SendLocalList", _listed_anew),
    ),
    of_csms(
        "local-list-version-stays",
        "changes the local list and keeps its version",
        "N10.FR.02",
        call=asks("SendLocalList", having(versionNumber=1)),
    ),
)
