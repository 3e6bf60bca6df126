"""Certificates as OCPP has them: their hash data, root certificates, CSRs, and what is wrong with a chain.

Not imported by the package: it brings cryptography along, which only TLS needs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import NameOID

from ocpp_conformance.harness.transport.basic_auth import Secret

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo


@dataclass(frozen=True)
class Root:
    """A root certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        """The certificate in PEM."""
        return self.certificate.public_bytes(_PEM).decode()


def new_root(name: str, *, signer: Root | None = None, expired: bool = False) -> Root:
    """A root certificate of its own making, or one that the `signer` vouches for (M05.FR.10)."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, issuer_key = (subject, key) if signer is None else (signer.certificate.subject, signer.key)
    made = (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=subject, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=-1 if expired else 60))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_SIGNS_CERTIFICATES, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
    return Root(made, key)


def signed(root: Root, csr: str, *, common_name: str | None = None, days: int = 90) -> str:
    """A certificate in PEM for the key of a CSR and, unless a common name is given, for its subject; valid for so many
    days, and expired with fewer than none. Raises `ValueError` for a text that is no CSR."""
    request, now = x509.load_pem_x509_csr(csr.encode()), datetime.now(UTC)
    named = common_name and x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    key = request.public_key()
    made = (
        x509.CertificateBuilder(root.certificate.subject, named or request.subject, key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=29))  # later than the one that it replaces
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.key.public_key()), critical=False)
        .sign(root.key, hashes.SHA256())
    )
    return made.public_bytes(_PEM).decode()


_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def hash_data(certificate: str, issuer: str, algorithm: str = "SHA256") -> dict[str, str]:
    """The CertificateHashDataType of a certificate and its issuer, both PEM, as RFC 6960, 4.1.1 makes it; only the
    first of a chain counts. Raises `ValueError`."""
    one = x509.load_pem_x509_certificate(certificate.encode())
    key = x509.load_pem_x509_certificate(issuer.encode()).public_key()
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": hashlib.new(algorithm, one.issuer.public_bytes()).hexdigest(),
        "issuerKeyHash": hashlib.new(algorithm, _key_bits(key)).hexdigest(),
        "serialNumber": f"{one.serial_number:x}",
    }


def _key_bits(key: object) -> bytes:
    """The value of the subject public key field, without tag, length and unused bits."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    if isinstance(key, rsa.RSAPublicKey):
        return key.public_bytes(_DER, serialization.PublicFormat.PKCS1)
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return key.public_bytes_raw()
    raise ValueError(f"a key of the kind {type(key).__name__}")


def der_of(pem: str) -> bytes:
    """The first certificate of a chain (PEM) as DER. Raises `ValueError`."""
    return x509.load_pem_x509_certificate(pem.encode()).public_bytes(_DER)


def issued_by(certificate: str, issuer: str) -> bool:
    """Whether the first certificate of one PEM was issued by the first of the other."""
    one, other = (x509.load_pem_x509_certificate(text.encode()) for text in (certificate, issuer))
    return _issued_by(one, other)


def root_problem(pem: str) -> str | None:
    """Why a text is no root certificate that can be installed; None where it is one."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except ValueError:
        return "no certificate in PEM"
    if not _is_ca(certificate):
        return "not the certificate of a CA"
    return _problem(certificate)


def new_request(common_name: str, organization: str) -> tuple[str, Secret]:
    """A CSR in PEM for a fresh key pair (A02.FR.02, A02.FR.03), and its private key in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = ((NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, common_name))  # A00.FR.509, A00.FR.511
    subject = x509.Name([x509.NameAttribute(kind, text) for kind, text in names if text])
    csr = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
    private = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return csr.public_bytes(_PEM).decode(), Secret(private.decode())


def chain_problem(chain: str, csr: str, roots: Iterable[str]) -> str | None:
    """Why a chain (PEM) is not for this CSR or leads to none of these roots (PEM); None where it is good
    (A02.FR.06)."""
    try:
        first, *above = x509.load_pem_x509_certificates(chain.encode())
    except ValueError:
        return "no certificate in PEM"
    wanted = x509.load_pem_x509_csr(csr.encode())
    if first.public_key() != wanted.public_key():
        return "a certificate for another key"
    if common_names(first.subject) != common_names(wanted.subject):
        return "a certificate for another name"
    trusted = [x509.load_pem_x509_certificate(root.encode()) for root in roots]
    if not _leads_to(first, above, trusted):
        return "a certificate of no root that is installed"
    return next((problem for problem in map(_problem, (first, *above)) if problem is not None), None)


def request_problem(csr: str) -> str | None:
    """Why a text is no CSR as it must be: PKCS #10 in PEM, signed with its own key, which is strong enough
    (A02.FR.03, A00.FR.502, A00.FR.503)."""
    try:
        request = x509.load_pem_x509_csr(csr.encode())
    except ValueError:
        return "no CSR in PEM"
    if not request.is_signature_valid:
        return "a CSR that is not signed with its own key"
    return key_problem(request.public_key())


def v2g_request_problem(csr: str) -> str | None:
    """Why a text is no CSR for a certificate of ISO 15118: one as it must be, for an elliptic key of 256 bits."""
    problem = request_problem(csr)
    if problem is not None:
        return problem
    key = x509.load_pem_x509_csr(csr.encode()).public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256:
        return None
    return f"a key of {getattr(key, 'key_size', '?')} bits that is no elliptic one of 256 or more"


def key_problem(key: object) -> str | None:
    """Why a public key is too weak: RSA and DSA have 2048 bits or more, elliptic ones 224 (A00.FR.502, A00.FR.503)."""
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) and key.key_size < 2048:
        return f"a key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < 224:
        return f"an elliptic key of {key.key_size} bits"
    return None


def key_of_request(csr: str) -> bytes:
    """The public key in a CSR (PEM), as DER. Raises `ValueError` for a text that is none."""
    return x509.load_pem_x509_csr(csr.encode()).public_key().public_bytes(_DER, _PUBLIC)


def key_of(certificate: bytes) -> bytes:
    """The public key in a certificate (DER), as DER. Raises `ValueError`."""
    return x509.load_der_x509_certificate(certificate).public_key().public_bytes(_DER, _PUBLIC)


def days_left(certificate: bytes) -> float:
    """Days until a certificate (DER) expires, negative since it has. Raises `ValueError`."""
    left = x509.load_der_x509_certificate(certificate).not_valid_after_utc - datetime.now(UTC)
    return left.total_seconds() / timedelta(days=1).total_seconds()


def names_of_request(csr: str) -> list[str]:
    """The common names in a CSR (PEM). Raises `ValueError` for a text that is none."""
    return common_names(x509.load_pem_x509_csr(csr.encode()).subject)


def common_names(name: x509.Name) -> list[str]:
    """Its common names."""
    return [str(each.value) for each in name.get_attributes_for_oid(NameOID.COMMON_NAME)]


def _problem(certificate: x509.Certificate) -> str | None:
    now = datetime.now(UTC)
    if now > certificate.not_valid_after_utc:
        return "a certificate that has expired"
    if now < certificate.not_valid_before_utc:
        return "a certificate that is not valid yet"
    return key_problem(certificate.public_key())


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _leads_to(
    certificate: x509.Certificate, above: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate]
) -> bool:
    """Whether a chain, each issued by the next and those above CAs, ends at something trusted."""
    if any(_issued_by(certificate, root) for root in trusted):
        return True
    if not above:
        return False
    issuer, *others = above
    return _is_ca(issuer) and _issued_by(certificate, issuer) and _leads_to(issuer, others, trusted)


def goes_back_to(
    certificate: x509.Certificate, others: Sequence[x509.Certificate], trusted: Sequence[x509.Certificate]
) -> bool:
    """Whether something trusted has issued a certificate, or a CA among the others that goes back to it in turn."""
    left = [each for each in others if each != certificate]
    return any(_issued_by(certificate, root) for root in trusted) or any(
        _is_ca(each) and _issued_by(certificate, each) and goes_back_to(each, left, trusted) for each in left
    )
