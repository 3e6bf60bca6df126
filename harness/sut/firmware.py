"""Firmware for a station under test: images, what they are signed with, and what it has to refuse."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ocpp_conformance.harness.station.blocks.firmware_image import Image
from ocpp_conformance.harness.sut.description import FirmwareFiles
from ocpp_conformance.harness.transport.pki import Certificate, Flaw, new_pki


@dataclass(frozen=True, slots=True)
class Signed:
    """An image as a file, the certificate of who signed it (PEM) and the signature (base64)."""

    file: bytes
    certificate: str
    signature: str


@dataclass(frozen=True, slots=True)
class FirmwareSet:
    """What the cases of an update need. `root` is the ManufacturerRootCertificate (PEM) behind it, None where the
    station has its own.

    `good` can be installed. The signature of `misplaced` is a real one, but of another file; `damaged` is signed well,
    and its installation fails.
    """

    root: str | None
    good: Signed
    misplaced: Signed
    damaged: Signed


@cache
def for_bundled_station() -> FirmwareSet:
    """Firmware of the bundled station; made once, as the key takes its time."""
    with new_pki() as pki:
        made = pki.signer("Firmware Signing")
        file, other = (Image(version, b"what makes the station tick").pack() for version in ("2.0", "2.2"))
        broken = file[:-1] + b"?"
        certificate = _certificate(made)
        good = Signed(file, certificate, _signature(made, file))
        misplaced = Signed(file, certificate, _signature(made, other))
        damaged = Signed(broken, certificate, _signature(made, broken))
        return FirmwareSet(pki.root.read_text(), good, misplaced, damaged)


def of(given: FirmwareFiles) -> FirmwareSet:
    """Firmware of an external station: the signature of its damaged image is a real one that doesn't fit the other."""
    file, certificate = given.file.read_bytes(), given.signing_certificate.read_text()
    good = Signed(file, certificate, given.signature)
    misplaced = Signed(file, certificate, given.damaged_signature)
    return FirmwareSet(
        None, good, misplaced, Signed(given.damaged_file.read_bytes(), certificate, given.damaged_signature)
    )


@cache
def of_unknown_root() -> str:
    """A certificate (PEM) to sign firmware with that no station trusts."""
    with new_pki() as pki:
        return _certificate(pki.signer("Firmware Signing", Flaw.OTHER_ROOT))


def _certificate(made: Certificate) -> str:
    return made.chain.read_text()


def _signature(made: Certificate, file: bytes) -> str:
    key = serialization.load_pem_private_key(made.key.read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey), "the signature is RSA-PSS with SHA-256 (L01.FR.04)"
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    return base64.b64encode(key.sign(file, scheme, hashes.SHA256())).decode()
