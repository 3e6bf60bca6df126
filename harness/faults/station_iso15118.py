"""A station that mistakes its keys and certificates of ISO 15118, or those that EVs ask it for (A02, M01, M02, M06)."""

from __future__ import annotations

from typing import Any

from ocpp_conformance.harness.faults.departures import always, sent
from ocpp_conformance.harness.faults.fault import of_station


def _of_rsa(original: Any, payload: Any) -> Any:
    """A CSR for an RSA key, which a certificate of ISO 15118 can't have."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    payload = original(payload)
    if payload["certificateType"] != "V2GCertificate":
        return payload
    subject = x509.load_pem_x509_csr(payload["csr"].encode()).subject
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    csr = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
    return {**payload, "csr": csr.public_bytes(serialization.Encoding.PEM).decode()}


def _first(original: Any, found: Any) -> Any:
    return original(found)[:1]


async def _believed(original: Any, action: str, payload: Any, **more: Any) -> Any:
    """A contract that the CSMS refuses passes for one that it accepts."""
    answer = await original(action, payload, **more)
    if payload["idToken"]["type"] != "eMAID":
        return answer
    return {**answer, "idTokenInfo": {**answer["idTokenInfo"], "status": "Accepted"}}


def _kept(original: Any, request: Any) -> Any:
    """What is told of a certificate, whether it was to be cleared or not."""
    return str(request["customerCertificate"]) if "customerCertificate" in request else original(request)


FAULTS = (
    of_station(
        "customer-certificate-kept",
        "keeps the certificate of a customer whom the CSMS had cleared",
        "N10.FR.03",
        customer_data=_kept,
    ),
    of_station(
        "contract-refusal-ignored",
        "charges by a contract that the CSMS refuses",
        "C01.FR.01",
        call=sent(_believed, "Authorize"),
    ),
    of_station(
        "v2g-request-of-rsa",
        "asks for a V2G certificate of an RSA key",
        "A02.FR.03",
        signing_request=_of_rsa,
    ),
    of_station(
        "v2g-status-of-itself-alone",
        "does not ask what OCSP says of those above its V2G certificate",
        "M06.FR.07",
        statuses_due=_first,
    ),
    of_station(
        "contract-never-given",
        "lets no EV charge by the contract certificate that it has just been given",
        "M01.FR.01",
        contract_given=always(False),
    ),
    of_station(
        "contract-not-given-used",
        "authorizes an EV that was given no contract certificate",
        "M02.FR.01",
        contract_given=always(True),
    ),
)
