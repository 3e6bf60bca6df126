"""Blocks C and M: contract certificates of EVs (C07, M01, M02), and what OCSP says of certificates (C07, M06)."""

from __future__ import annotations

import base64
from collections.abc import Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ocpp_conformance.harness.csms.decisions import Decisions, Handler
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Role
from ocpp_conformance.harness.times import wall
from ocpp_conformance.harness.validation import judge_call

if TYPE_CHECKING:
    from cryptography import x509

_LOOKED_UP = ("Authorize", "GetCertificateStatus")
"""The actions of CALLs for which responders are asked."""
RESULT_SIZE = 5500
"""Characters of an ocspResult."""
NOT_ACCEPTED = ("Blocked", "Expired", "Invalid", "Unknown")
"""What of an eMAID makes a contract one that was cancelled (C07.FR.13)."""
OF_TOKEN: Mapping[str, str] = {
    "CertificateExpired": "Expired",  # C07.FR.15
    "CertificateRevoked": "Invalid",  # C07.FR.16
    "CertChainError": "Invalid",  # C07.FR.17
}
"""What a certificate that is no good makes of the id token."""


def lookup(csms: Decisions, station: StationRecord, call: Call) -> Coroutine[Any, Any, object] | None:
    """What has to be waited for before a CALL can be answered: OCSP responders; None for nothing."""
    if call.action not in _LOOKED_UP or judge_call(call, Role.STATION) is not None or not csms.may_serve(station, call):
        return None
    if call.action == "GetCertificateStatus":
        return csms.responders.lookup([call.payload["ocspRequestData"]])
    if not is_by_contract(call.payload):
        return None
    chain = _chain(call.payload)
    return csms.responders.lookup(_ocsp_data(csms, call.payload, chain or ()), chain or ())


def is_by_contract(authorize: Payload) -> bool:
    """Whether an AuthorizeRequest is about a contract certificate."""
    return "certificate" in authorize or "iso15118CertificateHashData" in authorize


def authorized(csms: Decisions, station: StationRecord, authorize: Payload) -> Payload:
    """The AuthorizeResponse for a contract certificate (C07.FR.13 to C07.FR.17)."""
    status, info = csms.certificate_status(station, authorize), csms.token_info(authorize["idToken"])
    if status in OF_TOKEN:
        return {"idTokenInfo": {"status": OF_TOKEN[status]}, "certificateStatus": status}
    cancelled = info["status"] in NOT_ACCEPTED
    return {"idTokenInfo": info, "certificateStatus": "ContractCancelled" if cancelled else status}


def certificate_status(csms: Decisions, authorize: Payload) -> str:
    """The AuthorizeCertificateStatus of a contract certificate by itself, whatever its eMAID is worth: of the chain
    where that came, and by what OCSP says of all of it."""
    chain = _chain(authorize)
    if chain is not None:
        if any(each.not_valid_after_utc.timestamp() < wall() for each in chain):
            return "CertificateExpired"
        if not _is_good(csms, chain, authorize["idToken"]):
            return "CertChainError"
    wanted = _ocsp_data(csms, authorize, chain or ())
    said = [csms.responders.said(each) for each in wanted]
    if any(each is not None and each.trusted and each.status == "revoked" for each in said):
        return "CertificateRevoked"
    if not said or not all(each is not None and each.trusted and each.status == "good" for each in said):
        return "CertChainError"
    return "Accepted" if chain is not None or _is_below_a_root(csms, wanted) else "CertChainError"


def status_asked(csms: Decisions, _: StationRecord, call: Call) -> Payload:
    """Answer GetCertificateStatus with what the responder has said (M06.FR.02 to M06.FR.04)."""
    said = csms.responders.said(call.payload["ocspRequestData"])
    result = None if said is None else base64.b64encode(said.der).decode()
    if result is None or len(result) > RESULT_SIZE:
        return {"status": "Failed"}
    return {"status": "Accepted", "ocspResult": result}


def ev_certificate(csms: Decisions, _: StationRecord, call: Call) -> Payload:
    """Hand the request of an EV on to the pool of contract certificates (M01, M02)."""
    pool = csms.config.contract_pool
    answer = None if pool is None else pool(call.payload["action"], call.payload["exiRequest"])
    return {"status": "Failed", "exiResponse": ""} if answer is None else {"status": "Accepted", "exiResponse": answer}


def _chain(authorize: Payload) -> list[x509.Certificate] | None:
    """The certificates that came, the contract first; none of them where the text is no PEM."""
    from cryptography import x509

    if "certificate" not in authorize:
        return None
    try:
        return x509.load_pem_x509_certificates(authorize["certificate"].encode())
    except ValueError:
        return []


def _is_good(csms: Decisions, chain: list[x509.Certificate], id_token: Payload) -> bool:
    """Whether a chain goes back to a known root, and is for this eMAID."""
    from ocpp_conformance.harness.transport.certificates import common_names, goes_back_to

    if not chain or any(each.not_valid_before_utc > datetime.now(UTC) for each in chain):
        return False
    names = [_bare(name) for name in common_names(chain[0].subject)]
    is_its = id_token["type"] != "eMAID" or _bare(id_token["idToken"]) in names
    return is_its and goes_back_to(chain[0], chain[1:], _roots(csms))


def _bare(emaid: str) -> str:
    """An eMAID without its separators, its check digit and its letter case, none of which has to be there."""
    return emaid.replace("-", "").casefold()[:14]


def _ocsp_data(csms: Decisions, authorize: Payload, chain: Sequence[x509.Certificate]) -> list[Payload]:
    """The OCSPRequestDataType of all that has to be looked at: as it came, else of those of the chain that name a
    responder, as the contract must."""
    from ocpp_conformance.harness.transport.ocsp import data_of, responder_of

    if "iso15118CertificateHashData" in authorize:
        return list(authorize["iso15118CertificateHashData"])
    known, found = [*chain[1:], *_roots(csms)], list[Payload]()
    for certificate in chain:
        responder = responder_of(certificate)
        issuer = next((each for each in known if each.subject == certificate.issuer), None)
        if responder is not None and issuer is not None and certificate not in _roots(csms):
            found.append(data_of(certificate, issuer, responder))
        elif certificate is chain[0]:
            return []
    return found


def _is_below_a_root(csms: Decisions, wanted: list[Payload]) -> bool:
    """Whether a known root has issued one of these."""
    from ocpp_conformance.harness.transport.ocsp import id_of, is_issuer

    return any(is_issuer(root, id_of(each)) for each in wanted for root in csms.config.contract_roots)


def _roots(csms: Decisions) -> list[x509.Certificate]:
    from cryptography import x509

    return [x509.load_pem_x509_certificate(root.encode()) for root in csms.config.contract_roots]


HANDLERS: Mapping[str, Handler] = {
    "Get15118EVCertificate": ev_certificate,
    "GetCertificateStatus": status_asked,
}
