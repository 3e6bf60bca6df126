"""The certificate with which a station signs in (security profile 3)."""

from __future__ import annotations

import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import Upgrade
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.transport.certificates import common_names, key_problem

_OLD_HASHES = ("md5", "sha1", "sha224")
"""What the guideline of the BSI that A00.FR.504 names doesn't recommend for signatures."""


def is_proper(csms: CsmsProbe, upgrade: Upgrade, boot: ReceivedCall) -> None:
    """Check the certificate that the station showed as it connected: its key, its serial number, and that its common
    name is the serial number of the station, which the boot tells."""
    shown = upgrade.request.certificate
    if shown is None:
        raise csms.checklist.give_up("the station showed no certificate")
    certificate = x509.load_der_x509_certificate(shown)
    key = certificate.public_key()
    weak = key_problem(key)
    strength = "A00.FR.503" if isinstance(key, ec.EllipticCurvePublicKey) else "A00.FR.502"
    _book(csms, strength, None if weak is None else Miss("key", "2048 bits, or 224 of an elliptic one", weak))
    number = certificate.serial_number
    _book(csms, "A00.FR.508", Miss("serial number", "a positive one", str(number)) if number <= 0 else None)
    _book(csms, "A00.FR.511", _name_miss(common_names(certificate.subject), boot))


def has_strong_key(csms: CsmsProbe, certificate: bytes) -> None:
    """Check that the key of a certificate (DER) is as good as a symmetric one of 112 bits."""
    weak = key_problem(x509.load_der_x509_certificate(certificate).public_key())
    _book(csms, "A00.FR.501", None if weak is None else Miss("key", "112 bits of security", weak))


def is_named(request: ReceivedCall, source: Source) -> None:
    """Check that a CSR names the organization that is to own the certificate."""
    subject = x509.load_pem_x509_csr(request["csr"].encode()).subject
    named = any(str(each.value).strip() for each in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME))
    misses = () if named else (Miss("/csr", "an organizationName in the subject", subject.rfc4514_string()),)
    request.checklist.book(source, misses, frame=request.frame)


def is_signed_well(request: ReceivedCall, source: Source) -> None:
    """Check that the hash in the signature of a CSR is none of those that are no longer recommended."""
    algorithm = x509.load_pem_x509_csr(request["csr"].encode()).signature_hash_algorithm
    name = "none of its own" if algorithm is None else algorithm.name
    misses = (Miss("/csr", "a signature with SHA-256 or better", name),) if name in _OLD_HASHES else ()
    request.checklist.book(source, misses, frame=request.frame)


def _name_miss(names: list[str], boot: ReceivedCall) -> Miss | None:
    told = (boot["chargingStation"] or {}).get("serialNumber")
    if told is not None and names != [told]:
        return Miss("common name", repr(told), ", ".join(map(repr, names)) or "none")
    strange = [name for name in names if "://" in name or _is_address(name)]
    if strange or not names:
        return Miss("common name", "a serial number", ", ".join(map(repr, strange)) or "none")
    return None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _book(csms: CsmsProbe, source: Source, miss: Miss | None) -> None:
    csms.checklist.book(source, () if miss is None else (miss,))
