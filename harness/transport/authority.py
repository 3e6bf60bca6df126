"""A CA that signs the certificates of stations (Part 2, A02).

Not imported by the package: it brings cryptography along, which only TLS needs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from ocpp_conformance.harness.transport.tls import TlsSettingError

_PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey
_PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
_DER, _PEM = serialization.Encoding.DER, serialization.Encoding.PEM

_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
"""All that a station does with its key: sign the handshake of TLS."""


class Authority:
    """A CA: its certificate and its private key."""

    def __init__(self, certificate: x509.Certificate, key: _PrivateKey) -> None:
        self._certificate, self._key = certificate, key
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        self._padding = pss if isinstance(key, rsa.RSAPrivateKey) else None

    def sign(self, csr: str, common_name: str, days: int = 90) -> str:
        """Sign the CSR (PEM) of a station; returns the certificate (PEM), valid for so many days, and behind it the one
        of the CA unless that is a root.

        Raises `ValueError` for a text that is no CSR, one that is not signed with its own key, a weak key
        (A00.FR.502, A00.FR.503) and another common name (A00.FR.405).
        """
        request = x509.load_pem_x509_csr(csr.encode())
        key = request.public_key()
        if not request.is_signature_valid:
            raise ValueError("the CSR is not signed with its own key")
        if not isinstance(key, _PublicKey) or key.key_size < (2048 if isinstance(key, rsa.RSAPublicKey) else 224):
            raise ValueError("the key of the CSR is neither RSA of 2048 bits nor elliptic of 224 bits or more")
        names = [name.value for name in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
        if names != [common_name]:
            raise ValueError(f"the common name of the CSR is {names}; it must be [{common_name!r}]")
        made, own = self._sign(request.subject, key, days), self._certificate
        chain = [made] if own.issuer == own.subject else [made, own]
        return "".join(each.public_bytes(_PEM).decode() for each in chain)

    def _sign(self, subject: x509.Name, key: _PublicKey, days: int) -> x509.Certificate:
        now, issuer_key = datetime.now(UTC), self._key.public_key()
        return (
            x509.CertificateBuilder(issuer_name=self._certificate.subject, subject_name=subject, public_key=key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))  # the clock of a station may be behind
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_SIGNS_ONLY, critical=True)  # A00.FR.512; no Extended Key Usage: A00.FR.514
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
            .sign(self._key, hashes.SHA256(), rsa_padding=self._padding)  # A00.FR.505, A00.FR.506
        )


def authority(certificate: Path, key: Path) -> Authority:
    """The CA of these files of PEM. Raises `TlsSettingError` for what is no CA certificate, no RSA or elliptic key
    without a passphrase, and for two that don't belong together."""
    try:
        own = x509.load_pem_x509_certificate(certificate.read_bytes())
        is_ca = own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (OSError, ValueError, x509.ExtensionNotFound) as error:
        raise TlsSettingError(f"{certificate}: can't be used ({error}); give the certificate of a CA (PEM)") from None
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:  # TypeError: it wants a passphrase
        raise TlsSettingError(f"{key}: can't be used ({error}); give a private key (PEM, no passphrase)") from None
    if not is_ca:
        raise TlsSettingError(f"{certificate}: its basic constraints say that it is no CA; give the certificate of one")
    if not isinstance(private, _PrivateKey):
        raise TlsSettingError(f"{key}: neither RSA nor elliptic; a CA signs with one of these (A00.FR.505)")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    if private.public_key().public_bytes(_DER, form) != own.public_key().public_bytes(_DER, form):
        raise TlsSettingError(f"{key}: not the key of {certificate}; give the two that belong together")
    return Authority(own, private)
