"""What the renewal of a V2G certificate needs: a CSR as ISO 15118 has it, and a look at what comes of it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocpp_conformance.conformance.case import StationProbe, absent_or
from ocpp_conformance.conformance.csms.a_security.renewal import SIGNING
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.transport.certificates import goes_back_to, key_problem

OF_V2G = "V2GCertificate"
_SUBJECT = {
    NameOID.COUNTRY_NAME: "NL",
    NameOID.ORGANIZATION_NAME: "OCPP conformance",
    NameOID.ORGANIZATIONAL_UNIT_NAME: "Stations",
    NameOID.COMMON_NAME: "NLOCPE00000001",
}


@dataclass(frozen=True)
class V2gRequest:
    """A CSR (PEM) for a station's V2G certificate, and the key that it is for."""

    csr: str
    key: ec.EllipticCurvePublicKey

    @classmethod
    def new(cls) -> Self:
        """One with a new key: country, organization, unit, and a SECC id as common name."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in _SUBJECT.items()])
        made = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
        return cls(made.public_bytes(serialization.Encoding.PEM).decode(), key.public_key())


async def v2g_certificate_sent(
    station: StationProbe, request: V2gRequest, root: str, source: Source, since: int
) -> ReceivedCall:
    """The CSMS sends a certificate for the request, which goes back to this V2G root (PEM). That it is PEM, with a key
    that is strong enough, is advice: another party makes it."""
    late = station.patience.too_late(SIGNING)
    signed = await station.must_send(source, "CertificateSigned", since=since, within=late)
    signed.meets(source, certificateType=absent_or(OF_V2G))
    signed.meets("A02.FR.14", certificateType=OF_V2G)
    chain = _read(signed["certificateChain"])
    problem = _problem(chain, request, root)
    misses = () if problem is None else (Miss("/certificateChain", "a certificate for the CSR", problem),)
    signed.checklist.book(source, misses, frame=signed.frame)

    form = None if "-----BEGIN CERTIFICATE-----" in signed["certificateChain"] else "another form"
    advised = (("a certificate in PEM", form), ("a strong key", chain and key_problem(chain[0].public_key())))
    found = tuple(Miss("/certificateChain", wanted, str(found)) for wanted, found in advised if found)
    signed.checklist.book(source, found, frame=signed.frame, mild=True)
    return signed


def _read(text: str) -> list[x509.Certificate]:
    """The certificates of a chain in PEM, or the one in DER and base64; none where it is neither."""
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        pass
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(text))]
    except (binascii.Error, ValueError):
        return []


def _problem(chain: list[x509.Certificate], request: V2gRequest, root: str) -> str | None:
    if not chain:
        return "no certificate"
    if chain[0].public_key() != request.key:
        return "a certificate for another key"
    trusted = x509.load_pem_x509_certificates(root.encode())
    return None if goes_back_to(chain[0], chain[1:], trusted) else "a certificate that does not go back to the V2G root"
