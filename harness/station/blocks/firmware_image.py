"""The firmware of the bundled station as a file, and who may have signed it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

_MAGIC = b"OCPP conformance firmware"


class BadImageError(Exception):
    """A file that can't be installed."""


@dataclass(frozen=True, slots=True)
class Image:
    """A version, and what makes it: `pack` and `read` are the file."""

    version: str
    content: bytes

    def pack(self) -> bytes:
        """As a file: what it is, its version and the checksum of the content, a line each, then the content."""
        return b"\n".join((_MAGIC, self.version.encode(), sha256(self.content).hexdigest().encode(), self.content))

    @classmethod
    def read(cls, file: bytes) -> Image:
        """From a file. Raises `BadImageError` for another one, and one that was damaged before it was signed."""
        magic, _, rest = file.partition(b"\n")
        version, _, rest = rest.partition(b"\n")
        checksum, _, content = rest.partition(b"\n")
        if magic != _MAGIC:
            raise BadImageError("no firmware of this station")
        if sha256(content).hexdigest().encode() != checksum:
            raise BadImageError("the checksum is not that of the content")
        return cls(version.decode(errors="replace"), content)


def trusted(certificate: str, root: str) -> bool:
    """Whether a signing certificate (PEM) is valid now and was issued by this ManufacturerRootCertificate (PEM) itself,
    without one between them (L01.FR.12, L01.FR.21)."""
    from cryptography import x509  # a slow import, needed by few stations
    from cryptography.exceptions import InvalidSignature

    try:
        leaf, issuer = (x509.load_pem_x509_certificate(text.encode()) for text in (certificate, root))
        leaf.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return leaf.not_valid_before_utc <= datetime.now(UTC) <= leaf.not_valid_after_utc


def signed(file: bytes, signature: str, certificate: str) -> bool:
    """Whether the signature (base64) over the whole file is that of the certificate: RSA-PSS with SHA-256
    (L01.FR.04)."""
    from cryptography import x509  # a slow import, needed by few stations
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = x509.load_pem_x509_certificate(certificate.encode()).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
    try:
        key.verify(base64.b64decode(signature, validate=True), file, scheme, hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True
