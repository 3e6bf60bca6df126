"""Certificates on the fly: those of an honest CSMS and station, and one of each kind that must be refused.

Not imported by the package: it brings trustme and cryptography along, which only TLS cases need.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ocpp_conformance.harness.transport.authority import Authority
from ocpp_conformance.harness.transport.certificates import Root
from ocpp_conformance.harness.transport.tls import ClientTls, ServerTls

HOSTS = ("localhost", "127.0.0.1", "::1")
"""What the certificate of the CSMS is for."""
LASTING = 90
"""Days that a certificate is valid for: longer than the month before whose end a station renews it (A03.FR.02)."""
OTHER_HOST, OTHER_NAME = "csms.invalid", "another-station"


class Flaw(StrEnum):
    """What is wrong with a certificate; the value completes "a certificate …"."""

    OTHER_ROOT = "of an unknown root"
    EXPIRED = "that has expired"
    OTHER_NAME = "for another name"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A chain and its private key, both files of PEM."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """A certificate signing request (PEM), and the file of PEM with the private key that it was made with."""

    csr: str
    key: Path


class Pki:
    """A root of our own, in a folder: `with new_pki() as pki`. Each certificate is made when it is asked for.

    `own` are certificate and private key (PEM) of a root that is there already. `hosts` are those that the CSMS is
    certified for, the first as common name (A00.FR.510), `days` how long certificates are good.
    """

    def __init__(
        self, folder: Path, own: tuple[bytes, bytes] | None = None, hosts: tuple[str, ...] = HOSTS, days: int = LASTING
    ) -> None:
        self._folder, self._made, self._hosts, self._days = folder, 0, hosts, days
        self._ca, self._other_ca = trustme.CA() if own is None else trustme.CA.from_pem(*own), trustme.CA()
        self.root = folder / "root.pem"
        self._ca.cert_pem.write_to_path(str(self.root))
        self.revoked = folder / "revoked.pem"
        self.revoke()

    def csms(self, flaw: Flaw | None = None, *, rsa: bool = False) -> Certificate:
        """The certificate of a CSMS at our hosts; `OTHER_NAME` is for another host. Its key is for ECDSA, or RSA."""
        hosts = (OTHER_HOST,) if flaw is Flaw.OTHER_NAME else self._hosts
        return self._issue(hosts, hosts[0], flaw, trustme.KeyType.RSA if rsa else trustme.KeyType.ECDSA)

    def station(
        self, serial_number: str, flaw: Flaw | None = None, *, rsa: bool = False, days: int | None = None
    ) -> Certificate:
        """The certificate of a station: its serial number is the common name (A00.FR.405)."""
        name = OTHER_NAME if flaw is Flaw.OTHER_NAME else serial_number
        return self._issue(
            ("station.invalid",), name, flaw, trustme.KeyType.RSA if rsa else trustme.KeyType.ECDSA, days
        )

    def signer(self, name: str, flaw: Flaw | None = None) -> Certificate:
        """A certificate for RSA, to sign firmware with, issued by the root itself."""
        return self._issue(("firmware.invalid",), name, flaw, trustme.KeyType.RSA)

    def server(self, flaw: Flaw | None = None, *, demand_client: bool = False) -> ServerTls:
        """TLS as a CSMS does it; with `demand_client` as in security profile 3."""
        certificate, rsa = self.csms(flaw), self.csms(flaw, rsa=True)
        tls = ServerTls(certificate.chain, certificate.key, rsa=(rsa.chain, rsa.key))
        return replace(tls, client_ca=self.root, revoked=self.revoked) if demand_client else tls

    def server_of(self, root: Root, *hosts: str) -> ServerTls:
        """TLS as a CSMS does it, at these hosts and at ours, whose certificate another root has issued; the
        root itself is not shown."""
        pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        key = root.key.private_bytes(pem, form, serialization.NoEncryption())
        issued = trustme.CA.from_pem(root.pem.encode(), key).issue_cert(
            *{*hosts, *self._hosts}, common_name=self._hosts[0]
        )
        made = self._written(issued)
        return ServerTls(made.chain, made.key)

    def revoke(self, *certificates: Certificate) -> None:
        """Write the list of revoked certificates; a server reads it when it starts."""
        now, root = datetime.now(UTC), x509.load_pem_x509_certificate(self.root.read_bytes())
        builder = x509.CertificateRevocationListBuilder().issuer_name(root.subject)
        builder = builder.last_update(now - timedelta(days=1)).next_update(now + timedelta(days=30))
        for each in certificates:
            number = x509.load_pem_x509_certificate(each.chain.read_bytes()).serial_number
            entry = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(now - timedelta(days=1))
            builder = builder.add_revoked_certificate(entry.build())
        signed = builder.sign(self._root_key(), hashes.SHA256())
        self.revoked.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def client(self, serial_number: str | None = None, flaw: Flaw | None = None) -> ClientTls:
        """TLS as a station does it; with a serial number as in security profile 3."""
        if serial_number is None:
            return ClientTls(self.root)
        return self.client_with(self.station(serial_number, flaw))

    def client_with(self, certificate: Certificate) -> ClientTls:
        """TLS as a station with this certificate does it."""
        return ClientTls(self.root, certificate.chain, certificate.key)

    def request(self, subject: str | x509.Name) -> SigningRequest:
        """What a station asks a CSMS to sign: a CSR for this subject (a text: common name), with a new key."""
        key = ec.generate_private_key(ec.SECP256R1())
        if isinstance(subject, str):
            subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        csr = x509.CertificateSigningRequestBuilder(subject).sign(key, hashes.SHA256())
        path = self._next().key
        pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        path.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
        return SigningRequest(csr.public_bytes(pem).decode(), path)

    def client_of(self, request: SigningRequest, chain: str) -> ClientTls:
        """TLS of a station with the certificate chain (PEM) that it got for its request."""
        path = self._next().chain
        path.write_text(chain)
        return ClientTls(self.root, path, request.key)

    def sign(self, csr: str, common_name: str) -> str:
        """Have the root sign the CSR (PEM) of a station, as `Authority.sign` does."""
        root = x509.load_pem_x509_certificate(self._ca.cert_pem.bytes())
        return Authority(root, self._root_key()).sign(csr, common_name)

    def authority(self) -> Root:
        """The root with its key."""
        return Root(x509.load_pem_x509_certificate(self._ca.cert_pem.bytes()), self._root_key())

    def _issue(
        self,
        hosts: tuple[str, ...],
        name: str,
        flaw: Flaw | None,
        key_type: trustme.KeyType = trustme.KeyType.ECDSA,
        days: int | None = None,
    ) -> Certificate:
        now = datetime.now(UTC)
        left = timedelta(days=self._days if days is None else days)
        begin, end = now - timedelta(days=30), now + (timedelta(days=-1) if flaw is Flaw.EXPIRED else left)
        ca = self._other_ca if flaw is Flaw.OTHER_ROOT else self._ca
        issued = ca.issue_cert(*hosts, common_name=name, not_before=begin, not_after=end, key_type=key_type)
        return self._written(issued)

    def _written(self, issued: trustme.LeafCert) -> Certificate:
        made = self._next()
        for number, blob in enumerate(issued.cert_chain_pems):
            blob.write_to_path(str(made.chain), append=number > 0)
        issued.private_key_pem.write_to_path(str(made.key))
        return made

    def _root_key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_pem_private_key(self._ca.private_key_pem.bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey), "the kind that trustme makes"
        return key

    def _next(self) -> Certificate:
        """Names for the files of another certificate."""
        self._made += 1
        return Certificate(self._folder / f"{self._made}.pem", self._folder / f"{self._made}.key")


def subject_of(certificate: Path) -> x509.Name:
    """The subject of the first certificate in a file of PEM. Raises `OSError` and `ValueError`."""
    return x509.load_pem_x509_certificate(certificate.read_bytes()).subject


def common_name_of(certificate: Path) -> str | None:
    """The common name of the first certificate in a file of PEM, where it has one. Raises as `subject_of` does."""
    names = subject_of(certificate).get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else None


def problem_of(request: SigningRequest, chain: str) -> str | None:
    """Why a chain (PEM) doesn't begin with a certificate for the request; None when it does."""
    try:
        certificate = x509.load_pem_x509_certificate(chain.encode())
    except ValueError:
        return "a text that doesn't begin with a certificate (PEM)"
    der, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    asked = x509.load_pem_x509_csr(request.csr.encode()).public_key()
    same = certificate.public_key().public_bytes(der, form) == asked.public_bytes(der, form)
    return None if same else "a certificate for another key"


@contextmanager
def new_pki() -> Iterator[Pki]:
    """A PKI whose files live as long as the block."""
    with TemporaryDirectory(prefix="ocpp-pki-") as folder:
        yield Pki(Path(folder))
