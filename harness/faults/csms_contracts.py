"""Blocks A, C and M: what a CSMS makes of contracts of EVs, of OCSP, and of V2G certificates of stations."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from ocpp_conformance.harness.faults.departures import Elements, always, answers_to, heard, own_calls, with_fields
from ocpp_conformance.harness.faults.fault import About, about, of_csms
from ocpp_conformance.harness.faults.kinds import Hearing
from ocpp_conformance.harness.faults.own_calls import asks
from ocpp_conformance.harness.rpc import Call, Payload, Role

STATUS, EXI = "GetCertificateStatus", "Get15118EVCertificate"
_END = "-----END CERTIFICATE-----\n"


def _instead_of(honest: str, told: str) -> Any:
    """For `certificate_status`: another status where the honest one would be this."""
    return lambda original, *arguments: told if original(*arguments) == honest else original(*arguments)


def _by_hashes_alone(original: Any, station: Any, authorize: Payload) -> Any:
    return "CertChainError" if "certificate" in authorize else original(station, authorize)


def _about_another(original: Any, wanted: Any, *more: Any) -> Any:
    """For `responders.lookup`: ask about the certificate with the next serial number."""
    return original([{**each, "serialNumber": f"{int(each['serialNumber'], 16) + 1:x}"} for each in wanted], *more)


def _answers(action: str, answer: Callable[[Payload], Payload], when: Callable[[Payload], bool]) -> About[Hearing]:
    """For `handle`: another answer to such CALLs."""

    def handle(original: Any, station: Any, call: Call) -> Any:
        return answer(original(station, call)) if when(call.payload) else original(station, call)

    return heard(handle, action)


def _told(status: str, token: str) -> About[Hearing]:
    """For `handle`: this of every contract certificate and of its token."""
    told = {"certificateStatus": status, "idTokenInfo": {"status": token}}
    return _answers("Authorize", lambda _: told, _by_contract)


def _blocked(answer: Payload) -> Payload:
    revoked = answer["certificateStatus"] == "CertificateRevoked"
    return {**answer, "idTokenInfo": {"status": "Blocked"}} if revoked else answer


def _by_contract(authorize: Payload) -> bool:
    return "certificate" in authorize or "iso15118CertificateHashData" in authorize


def _of_emaid(event: Payload) -> bool:
    return bool(event.get("idToken", {}).get("type") == "eMAID")


def _in_words(frame: Elements) -> Elements:
    return [*frame[:2], {**frame[2], "exiResponse": "CertificateInstallationRes"}]


def _in_hexadecimal(frame: Elements) -> Elements:
    if "ocspResult" not in frame[2]:
        return frame
    return [*frame[:2], {**frame[2], "ocspResult": base64.b64decode(frame[2]["ocspResult"]).hex()}]


def _cut(frame: Elements) -> Elements:
    chain = frame[3]["certificateChain"]
    return [*frame[:3], {**frame[3], "certificateChain": chain.partition(_END)[0] + _END}]


def _for_v2g(sign: Payload) -> bool:
    return bool(sign.get("certificateType") == "V2GCertificate")


def _of_station(trigger: Payload) -> Payload:
    is_v2g = trigger["requestedMessage"] == "SignV2GCertificate"
    return {**trigger, "requestedMessage": "SignChargingStationCertificate"} if is_v2g else trigger


FAULTS = (
    of_csms(
        "contract-never-looked-at",
        "accepts every contract certificate",
        "C07.FR.05",
        looks_up=always(None),
        certificate_status=always("Accepted"),
    ),
    of_csms(
        "contract-never-accepted",
        "accepts no contract certificate",
        "C07.FR.14",
        certificate_status=always("CertChainError"),
    ),
    of_csms(
        "contract-accepted-by-hashes-alone",
        "accepts no contract whose certificates come along",
        "C07.FR.14",
        certificate_status=_by_hashes_alone,
    ),
    of_csms(
        "revoked-contract-accepted",
        "accepts a contract certificate that was revoked",
        "C07.FR.16",
        certificate_status=_instead_of("CertificateRevoked", "Accepted"),
    ),
    of_csms(
        "revoked-contract-unverified",
        "takes a contract certificate that was revoked for one that can't be verified",
        "C07.FR.16",
        certificate_status=_instead_of("CertificateRevoked", "CertChainError"),
    ),
    of_csms(
        "token-of-revoked-contract-blocked",
        "says of a contract certificate that was revoked that its token is blocked",
        "C07.FR.16",
        handle=_answers("Authorize", _blocked, _by_contract),
    ),
    of_csms(
        "cancelled-contract-accepted",
        "says that a contract is cancelled, and accepts its token",
        "C07.FR.13",
        handle=_told("ContractCancelled", "Accepted"),
    ),
    of_csms(
        "token-of-good-contract-blocked",
        "accepts a contract certificate, and blocks its token",
        "C07.FR.14",
        handle=_told("Accepted", "Blocked"),
    ),
    of_csms(
        "token-of-expired-contract-invalid",
        "says of a contract certificate that has expired that its token is invalid",
        "C07.FR.15",
        handle=_told("CertificateExpired", "Invalid"),
    ),
    of_csms(
        "token-of-contract-without-chain-accepted",
        "can't verify a contract certificate, and accepts its token",
        "C07.FR.17",
        handle=_told("CertChainError", "Accepted"),
    ),
    of_csms(
        "contract-without-status",
        "leaves out what it makes of a contract certificate",
        "C07.FR.14",
        **answers_to("Authorize", with_fields(certificateStatus=None)),
    ),
    of_csms(
        "ocsp-about-another-certificate",
        "asks OCSP responders about other certificates",
        "C07.FR.05",
        **{"responders.lookup": about(_about_another, "Authorize", STATUS)},
    ),
    of_csms(
        "contract-unknown-to-transaction",
        "accepts a contract, and then not the transaction that it is for",
        "E01.FR.11",
        handle=_answers("TransactionEvent", lambda _: {"idTokenInfo": {"status": "Unknown"}}, _of_emaid),
    ),
    of_csms(
        "ocsp-never-known",
        "tells no station what OCSP says",
        "M06.FR.02",
        **answers_to(STATUS, with_fields(status="Failed", ocspResult=None)),
    ),
    of_csms(
        "ocsp-result-missing",
        "tells a station that it knows what OCSP says, and not what",
        "M06.FR.03",
        **answers_to(STATUS, with_fields(ocspResult=None)),
    ),
    of_csms(
        "ocsp-result-hexadecimal",
        "writes what OCSP says in hexadecimal",
        "M06.FR.09",
        **answers_to(STATUS, _in_hexadecimal),
    ),
    of_csms(
        "ev-contract-never-there",
        "has no contract certificate for any EV",
        "M01.FR.01",
        **answers_to(EXI, with_fields(status="Failed")),
    ),
    of_csms(
        "ev-contract-never-updated",
        "has no other contract certificate for an EV",
        "M02.FR.01",
        handle=_answers(EXI, lambda answer: {**answer, "status": "Failed"}, lambda asked: asked["action"] == "Update"),
    ),
    of_csms("ev-contract-in-words", "writes what is for an EV in words", "M01.FR.01", **answers_to(EXI, _in_words)),
    of_csms(
        "v2g-trigger-for-station",
        "has a station renew its own certificate where that for EVs was meant",
        "F06.FR.01",
        call=asks("TriggerMessage", _of_station),
    ),
    of_csms(
        "v2g-csr-rejected",
        "signs no certificate that is shown to EVs",
        "A02.FR.11",
        handle=_answers("SignCertificate", lambda _: {"status": "Rejected"}, _for_v2g),
    ),
    of_csms(
        "certificate-chain-cut",
        "sends a certificate without those above it",
        "A02.FR.11",
        **own_calls(Role.CSMS, _cut, "CertificateSigned"),
    ),
)
