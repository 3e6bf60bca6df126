"""Certificates of ISO 15118: the contract certificates of EVs, and what an OCSP request says of a chain.

Not imported by the package: it brings cryptography along.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from ocpp_conformance.harness.transport.certificates import Root, hash_data, new_request, new_root, signed

RESPONDER = "http://ocsp.example.com"
"""The responderURL of certificates that name none."""
_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract certificate of an EV and those above it without the root, in PEM; `root` is that."""

    chain: str
    root: str

    @property
    def ocsp_data(self) -> list[dict[str, str]]:
        """The OCSPRequestDataType of each certificate of the chain, from the contract on."""
        return ocsp_data(self.chain, self.root)

    @property
    def has_expired(self) -> bool:
        """Whether a certificate of the chain has."""
        return any(each.not_valid_after_utc < datetime.now(UTC) for each in _all_of(self.chain))


def new_contract(emaid: str, *, expired: bool = False) -> Contract:
    """A contract certificate with its CA, of a root of their own."""
    root = new_root("MO root")
    ca = new_root("MO sub CA", signer=root)
    csr, _ = new_request(emaid, "")
    return Contract(signed(ca, csr, days=-1 if expired else 90) + ca.pem, root.pem)


def ocsp_data(chain: str, root: str) -> list[dict[str, str]]:
    """The OCSPRequestDataType of each certificate of a chain (PEM) that goes back to a root (PEM). Raises
    `ValueError`."""
    return [{**each, "responderURL": RESPONDER} for each in chain_hashes(chain, root)]


def chain_hashes(chain: str, root: str) -> list[dict[str, str]]:
    """The CertificateHashDataType of each certificate of such a chain. Raises `ValueError`."""
    texts = [each.public_bytes(_PEM).decode() for each in _all_of(chain)]
    if texts[-1:] == [root]:
        texts.pop()
    return [hash_data(one, issuer) for one, issuer in zip(texts, [*texts[1:], root], strict=True)]


def ocsp_result(certificate: str, issuer: Root) -> str:
    """What a responder says of a certificate (PEM) of this issuer, that it is good: an OCSPResponse of RFC 6960, DER,
    in base64 (M06.FR.08, M06.FR.09)."""
    now = datetime.now(UTC)
    said = ocsp.OCSPResponseBuilder().add_response(
        x509.load_pem_x509_certificate(certificate.encode()),
        issuer.certificate,
        hashes.SHA256(),
        ocsp.OCSPCertStatus.GOOD,
        this_update=now,
        next_update=now + timedelta(days=7),
        revocation_time=None,
        revocation_reason=None,
    )
    signed_by = said.responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
    return base64.b64encode(signed_by.sign(issuer.key, hashes.SHA256()).public_bytes(_DER)).decode()


def _all_of(chain: str) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(chain.encode())
