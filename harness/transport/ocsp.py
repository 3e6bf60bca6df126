"""OCSP (RFC 6960) as OCPP has it: what is asked of a responder about a certificate, and what it says.

Not imported by the package: it brings cryptography along.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from ocpp_conformance.harness.transport.certificates import goes_back_to, hash_data

_ALGORITHMS: Mapping[str, Callable[[], hashes.HashAlgorithm]] = {
    "SHA1": hashes.SHA1,
    "SHA256": hashes.SHA256,
    "SHA384": hashes.SHA384,
    "SHA512": hashes.SHA512,
}
_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER


@dataclass(frozen=True, slots=True)
class CertId:
    """A certificate as OCSP names it: hashes (in hexadecimal, small letters) of its issuer, and its serial number."""

    algorithm: str
    name_hash: str
    key_hash: str
    serial_number: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a responder has said of a certificate: the OCSPResponse (DER), `good`, `revoked` or `unknown`, until when
    that may be kept (seconds since 1970, None: not at all), and whether one of those that we trust has signed it."""

    der: bytes
    status: str
    until: float | None
    trusted: bool


def id_of(data: Mapping[str, Any]) -> CertId:
    """The certificate of a CertificateHashDataType or OCSPRequestDataType. Raises `ValueError`."""
    names = (data["issuerNameHash"], data["issuerKeyHash"])
    name_hash, key_hash = (bytes.fromhex(text).hex() for text in names)
    return CertId(data["hashAlgorithm"], name_hash, key_hash, int(data["serialNumber"], 16))


def request_for(id: CertId) -> bytes:
    """An OCSPRequest (DER) about one certificate. Raises `ValueError` for hashes of another length."""
    name_hash, key_hash = bytes.fromhex(id.name_hash), bytes.fromhex(id.key_hash)
    algorithm = algorithm_of(id)
    builder = ocsp.OCSPRequestBuilder()
    return builder.add_certificate_by_hash(name_hash, key_hash, id.serial_number, algorithm).build().public_bytes(_DER)


def algorithm_of(id: CertId) -> hashes.HashAlgorithm:
    """The hash by which a certificate is named."""
    return _ALGORITHMS[id.algorithm]()


def asked_in(request: bytes) -> CertId:
    """The certificate that an OCSPRequest (DER) asks about. Raises `ValueError` for what is none, and
    `NotImplementedError` for one about several certificates."""
    read = ocsp.load_der_ocsp_request(request)
    return CertId(_name_of(read.hash_algorithm), *_hashes(read), read.serial_number)


def read_answer(answer: bytes, id: CertId, roots: Sequence[str], chain: Sequence[x509.Certificate] = ()) -> Said | None:
    """What an OCSPResponse (DER) says of a certificate; None where it says nothing. Those in it and of the `chain` are
    trusted where they lead to one of these roots (PEM). Raises `ValueError` for what is no OCSPResponse."""
    read = ocsp.load_der_ocsp_response(answer)
    if read.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return None
    try:
        about = CertId(_name_of(read.hash_algorithm), *_hashes(read), read.serial_number)
    except ValueError:  # a responder that answers with another hash, or about several
        return None
    if about != id:
        return None
    until = None if read.next_update_utc is None else read.next_update_utc.timestamp()
    trusted = _is_signed_by(read, id, [*read.certificates, *chain], _certificates(roots))
    return Said(answer, read.certificate_status.name.lower(), until, trusted)


def is_response(content: bytes) -> bool:
    """Whether this is an OCSPResponse (DER)."""
    try:
        ocsp.load_der_ocsp_response(content)
    except ValueError:
        return False
    return True


def response_problem(answer: bytes, serial_number: int) -> str | None:
    """Why this is no OCSPResponse (DER) that says something about the certificate with this serial number."""
    try:
        read = ocsp.load_der_ocsp_response(answer)
    except ValueError:
        return "no OCSPResponse in DER"
    if read.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return f"an OCSPResponse that says {read.response_status.name.lower()}"
    about = [each.serial_number for each in read.responses]
    return None if serial_number in about else "an OCSPResponse about another certificate"


def responder_of(certificate: x509.Certificate) -> str | None:
    """The URL of the responder that a certificate names."""
    try:
        told = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return None
    places = (each.access_location for each in told if each.access_method == AuthorityInformationAccessOID.OCSP)
    return next((str(place.value) for place in places if isinstance(place, x509.UniformResourceIdentifier)), None)


def data_of(certificate: x509.Certificate, issuer: x509.Certificate, responder: str) -> dict[str, str]:
    """The OCSPRequestDataType of a certificate."""
    texts = (each.public_bytes(_PEM).decode() for each in (certificate, issuer))
    return {**hash_data(*texts), "responderURL": responder}


def is_issuer(root: str, id: CertId) -> bool:
    """Whether a certificate (PEM) is the issuer that the hashes are of."""
    name = x509.load_pem_x509_certificate(root.encode()).subject
    own = hash_data(root, root, id.algorithm)
    named = hashlib.new(id.algorithm, name.public_bytes()).hexdigest()
    return (named, own["issuerKeyHash"]) == (id.name_hash, id.key_hash)


def _certificates(texts: Sequence[str]) -> list[x509.Certificate]:
    return [x509.load_pem_x509_certificate(text.encode()) for text in texts]


def _hashes(read: ocsp.OCSPRequest | ocsp.OCSPResponse) -> tuple[str, str]:
    return read.issuer_name_hash.hex(), read.issuer_key_hash.hex()


def _name_of(algorithm: hashes.HashAlgorithm) -> str:
    return algorithm.name.upper()


def _is_signed_by(
    read: ocsp.OCSPResponse, id: CertId, others: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]
) -> bool:
    """Whether the issuer of the certificate has signed this, or who may do so for it; RFC 6960, 4.2.2.2."""
    now = datetime.now(UTC)
    for signer in (*others, *roots):
        is_current = signer.not_valid_before_utc <= now <= signer.not_valid_after_utc
        if not (is_current and _has_signed(signer, read) and (signer in roots or goes_back_to(signer, others, roots))):
            continue
        issuers = [each for each in (*others, *roots) if _is_named(each, id)]
        if signer in issuers or (_may_answer(signer) and any(_issued(signer, each) for each in issuers)):
            return True
    return False


def _is_named(certificate: x509.Certificate, id: CertId) -> bool:
    return is_issuer(certificate.public_bytes(_PEM).decode(), id)


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    return goes_back_to(certificate, (), (issuer,))


def _may_answer(certificate: x509.Certificate) -> bool:
    try:
        told = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in told


def _has_signed(signer: x509.Certificate, read: ocsp.OCSPResponse) -> bool:
    key, algorithm = signer.public_key(), read.signature_hash_algorithm
    if algorithm is None:
        return False
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(read.signature, read.tbs_response_bytes, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(read.signature, read.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        else:
            return False
    except InvalidSignature:
        return False
    return True
