"""Samples of block A."""

from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..sample import csms, held, held_only, idle, missed, station

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CS001")])
KEY = ec.generate_private_key(ec.SECP256R1())
USAGE = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
EXTENDED = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
WANTED = {"certificateType": "ChargingStationCertificate"}


def pem(*extensions, hash=hashes.SHA256, key=KEY):
    begin, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(NAME, NAME, key.public_key(), 1, begin, end)
    for extension in extensions:
        made = made.add_extension(extension, critical=False)
    return made.sign(key, hash and hash()).public_bytes(serialization.Encoding.PEM).decode()


def signed(chain, **more):
    return csms("CertificateSigned", {"certificateChain": chain, **more})


def update(**firmware):
    return csms("UpdateFirmware", {"firmware": firmware})


def asks(answer="Accepted", **request):
    return station("SignCertificate", request, answer={"status": answer})


def triggers(answer="Accepted"):
    return csms("TriggerMessage", {"requestedMessage": "SignChargingStationCertificate"}, answer={"status": answer})


def password(value, component="SecurityCtrlr"):
    item = {"component": {"name": component}, "variable": {"name": "BasicAuthPassword"}, "attributeValue": value}
    return csms("SetVariables", {"setVariableData": [item]})


def profile(number):
    about = {"component": {"name": "SecurityCtrlr"}, "variable": {"name": "SecurityProfile"}}
    told = {**about, "attributeStatus": "Accepted", "attributeValue": number}
    return csms("GetVariables", {"getVariableData": [about]}, answer={"getVariableResult": [told]})


GOOD = "a-good-password-1"

SAMPLES = {
    "certificates_are_x509_in_pem": [
        held("a certificate of a station", signed(pem())),
        held("its serial number", signed(pem())).about("A00.FR.508"),
        held("a chain", signed(pem() + pem())),
        held("a root", csms("InstallCertificate", {"certificate": pem()})),
        held("who signs firmware", update(signingCertificate=pem())),
        missed("no certificate", signed("x")),
        missed("a broken one", csms("InstallCertificate", {"certificate": pem().replace("MII", "AAA", 1)})),
        idle("firmware without one", update()),
    ],
    "issued_certificates_are_hashed_with_sha256": [
        held("SHA-256", signed(pem())),
        missed("SHA-224", signed(pem(hash=hashes.SHA224))).mildly(),
        idle("SHA-384", signed(pem(hash=hashes.SHA384))),
        idle("a signature without a hash", signed(pem(hash=None, key=ed25519.Ed25519PrivateKey.generate()))),
        idle("no certificate", signed("x")),
    ],
    "issued_certificates_restrict_their_key": [
        held("with Key Usage", signed(pem(USAGE))),
        missed("without", signed(pem(EXTENDED))),
        idle("no certificate", signed("x")),
    ],
    "issued_certificates_have_no_extended_key_usage": [
        held("without", signed(pem(USAGE))),
        missed("with one", signed(pem(USAGE, EXTENDED))),
        idle("no certificate", signed("x")),
    ],
    "a_certificate_says_what_it_was_asked_for": [
        held("triggered", triggers(), asks(**WANTED), signed("x", **WANTED)),
        held("by itself", asks(**WANTED), signed("x", **WANTED)).about("A03.FR.14"),
        held("by itself the second time", triggers(), asks(**WANTED), asks(**WANTED), signed("x", **WANTED)).about(
            "A03.FR.14"
        ),
        missed("no type", triggers(), asks(**WANTED), signed("x")),
        missed("another type", asks(**WANTED), signed("x", certificateType="V2GCertificate")).about("A03.FR.14"),
        idle("a trigger that was rejected", triggers("Rejected"), asks(**WANTED), signed("x", **WANTED)),
        idle("no type asked for", triggers(), asks(), signed("x")),
        idle("not accepted", triggers(), asks(answer="Rejected", **WANTED), signed("x")),
        idle("not in the conversation", signed("x")),
    ],
    "passwords_are_long_enough_and_plain": [
        held("in profile 1", profile("1"), password(GOOD)),
        held("in profile 2", profile("2"), password(GOOD)).about("A00.FR.304"),
        held_only("in a profile that nobody told", password(GOOD)),
        held_only("of 64 characters", password("a" * 64)),
        missed("short", password("short")),
        missed("long", profile("2"), password("a" * 65)).about("A00.FR.304"),
        missed("another alphabet", password("pässword-of-somebody")),
        idle("another variable", password("short", "OCPPCommCtrlr")),
    ],
}
