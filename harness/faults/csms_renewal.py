"""New passwords, new certificates and higher security profiles, handled wrongly by a CSMS."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import (
    Elements,
    always,
    answers_to,
    own_calls,
    refuses,
    system_of,
    with_fields,
)
from ocpp_conformance.harness.faults.fault import about, of_csms
from ocpp_conformance.harness.rpc import Call, CallResult, Role


def _taken_for_accepted(original: Any, station: Any, call: Call, reply: Any) -> None:
    """For `_learn`: what a station says to SetVariables is taken for Accepted."""
    if call.action == "SetVariables" and isinstance(reply, CallResult):
        results = [{**result, "attributeStatus": "Accepted"} for result in reply.payload["setVariableResult"]]
        reply = CallResult(reply.message_id, {"setVariableResult": results})
    original(station, call, reply)


def _any_profile(original: Any, request: Any) -> Any:
    """For `decide`: forget which security profile a station has had."""
    for station in system_of(original).stations.values():
        station.security_profile = 0
    return original(request)


def _of_another_key(frame: Elements) -> Elements:
    from ocpp_conformance.harness.transport.pki import new_pki  # brings cryptography along

    with new_pki() as pki:
        return [*frame[:3], {**frame[3], "certificateChain": pki.station("another").chain.read_text()}]


def _without_type(frame: Elements) -> Elements:
    return [*frame[:3], {name: value for name, value in frame[3].items() if name != "certificateType"}]


def _turned_away(original: Any, identity: str, name: str | None) -> bool:
    """For `certificate_matches`: no station gets in any more that has accepted a new certificate."""
    return original(identity, name) and "Accepted" not in system_of(original).stations[identity].signed


def _tells_invalid_certificate(_: Any, call: Call) -> bool:
    return bool(call.payload["type"] == "InvalidChargingStationCertificate")


FAULTS = (
    of_csms("old-password-kept", "goes on to take the password that was replaced", "A01.FR.03", register=always(None)),
    of_csms(
        "rejected-password-demanded",
        "demands a new password that the station has rejected",
        "A01.FR.04",
        _learn=about(_taken_for_accepted, "SetVariables"),
    ),
    of_csms(
        "csr-rejected",
        "rejects every certificate signing request",
        "A02.FR.11",
        **answers_to("SignCertificate", with_fields(status="Rejected")),
    ),
    of_csms(
        "certificate-never-sent",
        "accepts a certificate signing request and sends no certificate",
        "A02.FR.11",
        later=lambda _original, work: work.close(),
    ),
    of_csms(
        "certificate-of-another-key",
        "sends a certificate that isn't for the key of the request",
        "A02.FR.11",
        **own_calls(Role.CSMS, _of_another_key, "CertificateSigned"),
    ),
    of_csms(
        "certificate-type-missing",
        "leaves out which certificate it sends",
        "A02.FR.14",
        **own_calls(Role.CSMS, _without_type, "CertificateSigned"),
    ),
    of_csms(
        "renewed-station-turned-away",
        "turns a station away once it has a new certificate",
        "A00.FR.403",
        certificate_matches=_turned_away,
    ),
    of_csms(
        "rejected-certificate-event-refused",
        "refuses to be told that a certificate of its own was invalid",
        "A04.FR.03",
        handle=refuses("SecurityEventNotification", _tells_invalid_certificate),
    ),
    of_csms(
        "lower-profile-let-in",
        "lets a station in with a lower security profile than it has had",
        "A05.FR.07",
        decide=_any_profile,
    ),
)
