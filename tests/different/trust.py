"""The root certificates of the different station: told by SHA-384 in capital letters, the newest first."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

USES = ("CSMSRootCertificate", "ManufacturerRootCertificate", "V2GRootCertificate")


class Trust:
    """What was installed, with its use."""

    def __init__(self) -> None:
        self.held: list[tuple[str, x509.Certificate]] = []

    def install(self, use: str, pem: str) -> str:
        try:
            found = x509.load_pem_x509_certificate(pem.encode())
        except ValueError:
            return "Rejected"
        if use not in USES or not found.not_valid_before_utc <= datetime.now(UTC) <= found.not_valid_after_utc:
            return "Rejected"
        self.held = [(use, found), *(each for each in self.held if each[1] != found)]
        return "Accepted"

    def listed(self, uses: list[str]) -> list[dict]:
        return [{"certificateType": use, "certificateHashData": _told(each)} for use, each in self.held if use in uses]

    def delete(self, wanted: dict) -> str:
        kept = [each for each in self.held if _told(each[1]) != wanted]
        gone, self.held = len(self.held) - len(kept), kept
        return "Accepted" if gone else "NotFound"


def _told(root: x509.Certificate) -> dict:
    """A root is its own issuer."""
    bits = root.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {
        "hashAlgorithm": "SHA384",
        "issuerNameHash": hashlib.sha384(root.issuer.public_bytes()).hexdigest().upper(),
        "issuerKeyHash": hashlib.sha384(bits).hexdigest().upper(),
        "serialNumber": f"{root.serial_number:X}",
    }
