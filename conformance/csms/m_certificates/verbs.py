"""How a station of ours gets certificates, lists them and deletes them."""

from __future__ import annotations

import hashlib
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ocpp_conformance.conformance.case import DriverHand, StationProbe, a_list_with, absent_or
from ocpp_conformance.conformance.csms.demands import ignoring_space
from ocpp_conformance.conformance.csms.verbs import asked
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.transport.pki import new_pki

CSMS_ROOT, MANUFACTURER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"


@cache
def root(kind: str) -> str:
    """A root certificate (PEM) to install as this InstallCertificateUse."""
    assert kind in (CSMS_ROOT, MANUFACTURER_ROOT)
    with new_pki() as pki:
        return pki.root.read_text()


async def certificate_installed(
    station: StationProbe, csms_driver: DriverHand, kind: str, source: Source | None, answer: str = "Accepted"
) -> None:
    """CertificateInstalled: the CSMS has a root certificate installed, which the station answers with this status.

    Without a source it is a precondition.
    """
    wish = {"kind": kind, "certificate": root(kind)}
    install = await asked(station, csms_driver, source, "install_certificate", {"status": answer}, **wish)
    if source is None:
        install.expects(certificateType=kind)
    else:
        install.meets(source, certificateType=kind, certificate=ignoring_space(root(kind)))


async def certificates_listed(
    station: StationProbe, csms_driver: DriverHand, source: Source, kinds: object, *wanted: str, listed: Payload
) -> None:
    """The CSMS asks which certificates there are, of all uses or of those that are `wanted`; the station answers
    `listed`. `kinds` is the demand on certificateType."""
    arguments = {"kinds": list(wanted)} if wanted else {}
    call = await asked(station, csms_driver, source, "list_certificates", listed, **arguments)
    call.meets(source, certificateType=kinds)


async def certificate_deleted(
    station: StationProbe, csms_driver: DriverHand, listing: Source, deleting: Source, algorithm: str, answer: str
) -> None:
    """The CSMS lists the CSMS root that the station holds, and deletes it by the hash that the station told.

    Whether the CSMS lists it once more, before it deletes, is its own business.
    """
    kinds = absent_or(a_list_with(CSMS_ROOT))
    held = hash_of(CSMS_ROOT, algorithm)
    await certificates_listed(station, csms_driver, listing, kinds, CSMS_ROOT, listed=holding(CSMS_ROOT, algorithm))
    delete = await asked(station, csms_driver, deleting, "delete_certificate", {"status": answer}, kind=CSMS_ROOT)
    delete.meets("M04.FR.07", certificateHashData={"hashAlgorithm": algorithm})
    delete.meets(deleting, certificateHashData=held)


def holding(*kinds_and_algorithms: str) -> Payload:
    """A GetInstalledCertificateIdsResponse of one root for each pair of use and hash algorithm."""
    pairs = zip(kinds_and_algorithms[::2], kinds_and_algorithms[1::2], strict=True)
    return {
        "status": "Accepted",
        "certificateHashDataChain": [
            {"certificateType": kind, "certificateHashData": hash_of(kind, algorithm)} for kind, algorithm in pairs
        ],
    }


def hash_of(kind: str, algorithm: str) -> Payload:
    """The CertificateHashDataType of the root of this use, as RFC 6960, 4.1.1 makes it; it is its own issuer."""
    certificate = x509.load_pem_x509_certificate(root(kind).encode())
    key = certificate.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    bits = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": hashlib.new(algorithm, certificate.issuer.public_bytes()).hexdigest(),
        "issuerKeyHash": hashlib.new(algorithm, bits).hexdigest(),
        "serialNumber": f"{certificate.serial_number:x}",
    }
