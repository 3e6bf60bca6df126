"""A mobility operator in our hand: it issues the contract certificates of EVs, and says by OCSP what they are worth.

Not imported by the package: it brings cryptography along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from ocpp_conformance.harness.transport.certificates import Root, new_root
from ocpp_conformance.harness.transport.ocsp import CertId, algorithm_of, asked_in, data_of, is_issuer

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_SIGNS = x509.KeyUsage(True, True, False, False, True, False, False, False, False)
_ISSUES = x509.KeyUsage(False, False, False, False, False, True, True, False, False)


@dataclass(frozen=True)
class Issued:
    """A certificate and those above it, without the root, in PEM; the OCSPRequestDataType of each, and the serial
    number of the first."""

    chain: str
    ocsp_data: list[dict[str, str]]
    serial_number: int


class Operator:
    """The CAs of a mobility operator, from the one that issues contracts to the root; a root alone makes a CA below it.

    `revoked` are the serial numbers that its responder answers `revoked` to.
    """

    def __init__(self, cas: Sequence[Root]) -> None:
        self._cas = list(cas)
        self._contracts: dict[int, x509.Certificate] = {}
        self.revoked: set[int] = set()

    @property
    def root(self) -> str:
        """Its root certificate (PEM)."""
        return self._cas[-1].pem

    def contract(self, emaid: str, responder: str, *, days: int = 90) -> Issued:
        """A contract certificate for an eMAID, which names this responder; expired with less than no days."""
        ca = self._issuing(responder)
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_name(emaid), key, ca, responder, _SIGNS, days)
        self._contracts[made.serial_number] = made
        return self._issued(made, responder)

    def sub_cas(self, responder: str) -> Issued:
        """The CA that issues contracts, and those above it without the root."""
        return self._issued(self._issuing(responder).certificate, responder)

    def answer(self, request: bytes) -> bytes:
        """The OCSPResponse (DER) for an OCSPRequest (DER): about certificates that it has issued. Says nothing about
        when there will be another one, so that nobody keeps it. Raises as `ocsp.asked_in` does."""
        asked = asked_in(request)
        certificate, issuer = self._find(asked)
        if certificate is None or issuer is None:
            return ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED).public_bytes(_DER)
        now = datetime.now(UTC)
        is_revoked = asked.serial_number in self.revoked
        made = (
            ocsp.OCSPResponseBuilder()
            .add_response(
                certificate,
                issuer.certificate,
                algorithm_of(asked),
                ocsp.OCSPCertStatus.REVOKED if is_revoked else ocsp.OCSPCertStatus.GOOD,
                this_update=now,
                next_update=None,
                revocation_time=now - timedelta(days=1) if is_revoked else None,
                revocation_reason=x509.ReasonFlags.cessation_of_operation if is_revoked else None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer.certificate)
            .certificates([issuer.certificate])
            .sign(issuer.key, hashes.SHA256())
        )
        return made.public_bytes(_DER)

    def asked_about(self, request: bytes, issued: Issued) -> str | None:
        """Why an OCSPRequest (DER) isn't a valid one about the first of these certificates; None where it is."""
        try:
            asked = asked_in(request)
        except ValueError:
            return "no OCSPRequest in DER"
        if asked.serial_number != issued.serial_number:
            return "an OCSPRequest about another certificate"
        return None if self._find(asked)[1] is not None else "an OCSPRequest with other hashes of the issuer"

    def _find(self, asked: CertId) -> tuple[x509.Certificate | None, Root | None]:
        """The certificate that is asked about and its issuer, each where they are its own."""
        below = [each.certificate for each in self._cas[:-1]] + list(self._contracts.values())
        found = next((each for each in below if each.serial_number == asked.serial_number), None)
        return found, next((ca for ca in self._cas if is_issuer(ca.pem, asked)), None)

    def _issuing(self, responder: str) -> Root:
        if len(self._cas) == 1:
            key = ec.generate_private_key(ec.SECP256R1())
            self._cas.insert(0, Root(_certificate(_name("MO sub CA"), key, self._cas[0], responder, _ISSUES, 60), key))
        return self._cas[0]

    def _issued(self, first: x509.Certificate, responder: str) -> Issued:
        own = [each.certificate for each in self._cas]
        line = own if first in own else [first, *own]
        data = [data_of(one, issuer, responder) for one, issuer in pairwise(line)]
        return Issued("".join(each.public_bytes(_PEM).decode() for each in line[:-1]), data, first.serial_number)


def new_operator() -> Operator:
    """One with a root of its own."""
    return Operator([new_root("MO root")])


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, issuer: Root, responder: str, usage: x509.KeyUsage, days: int
) -> x509.Certificate:
    now = datetime.now(UTC)
    place = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(responder))
    constraints = x509.BasicConstraints(ca=usage.key_cert_sign, path_length=None)
    return (
        x509.CertificateBuilder(issuer.certificate.subject, name, key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(constraints, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), critical=False)
        .add_extension(x509.AuthorityInformationAccess([place]), critical=False)
        .sign(issuer.key, hashes.SHA256())
    )
