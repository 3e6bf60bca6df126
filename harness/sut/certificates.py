"""The certificates of a case on security profile 2 or 3: the right ones, and those that must be refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ocpp_conformance.harness.sut.description import SERIAL_NUMBER, Description
from ocpp_conformance.harness.transport import ClientTls, ServerTls
from ocpp_conformance.harness.transport.authority import Authority, authority
from ocpp_conformance.harness.transport.certificates import Root, names_of_request, new_root, signed
from ocpp_conformance.harness.transport.pki import LASTING, OTHER_NAME, Flaw, Pki, SigningRequest, new_pki, subject_of
from ocpp_conformance.harness.transport.pki_folder import read


@dataclass(frozen=True, slots=True)
class Own:
    """The certificate with which the bundled station begins: the days that are left of it, and whether its key is for
    RSA."""

    days: int = LASTING
    rsa: bool = False


USUAL = Own()
OWN: Mapping[str, Own] = {"PART2-CS-A00-07": Own(rsa=True), "PART2-CS-A03-": Own(days=20)}
"""How the ids of cases of our own begin → what the station begins them with."""


class Certificates:
    """Made for the case. `flaws` are the kinds of bad certificates that can be shown: of an external system we hold no
    root, so ours are all of an unknown one, unless a PKI was made for it before the run."""

    def __init__(self, sut: Description, pki: Pki, profile: int, own: Own = USUAL) -> None:
        self._sut, self.pki, self.profile, self._own = sut, pki, profile, own
        self.flaws = tuple(Flaw) if sut.embedded or sut.pki is not None else (Flaw.OTHER_ROOT,)
        self._revoked = pki.station(SERIAL_NUMBER)
        pki.revoke(self._revoked)

    def server(self, flaw: Flaw | None = None, *, profile: int | None = None) -> ServerTls:
        """TLS of a CSMS; in profile 3 it demands a client certificate. Without a profile that of the case."""
        made = self.pki.server(flaw, demand_client=(profile or self.profile) == 3)
        given = self._sut.server_tls
        return made if given is None else replace(made, client_ca=given.client_ca)

    def server_of(self, root: Root, host: str) -> ServerTls:
        """TLS of a CSMS at this host, with a certificate that another root issued; in profile 3 as `server`."""
        made, usual = self.pki.server_of(root, host), self.server()
        return replace(made, client_ca=usual.client_ca, revoked=usual.revoked)

    def client(self, flaw: Flaw | None = None, *, profile: int | None = None) -> ClientTls:
        """TLS of a station; in profile 3 it has a certificate. Without a profile that of the case."""
        if (profile or self.profile) < 3:
            return self._facing(self.pki.client())
        own = self.pki.station(SERIAL_NUMBER, flaw, rsa=self._own.rsa, days=self._own.days)
        return self._facing(self.pki.client_with(own))

    def request(self) -> SigningRequest:
        """What a station has the CSMS sign, with a new key: for the subject of the certificate that was given for an
        external CSMS, else for the common name that the bundled one knows."""
        given = None if self._sut.embedded or self._sut.tls is None else self._sut.tls.certificate
        return self.pki.request(SERIAL_NUMBER if given is None else subject_of(given))

    def signed(self, csr: str, flaw: Flaw | None = None, *, days: int = LASTING) -> str:
        """A certificate (PEM) for the CSR of a station, of our root or the CA that was given: good for so many days, or
        with one of our `flaws`. Raises `ValueError` for a text that is no CSR, or one that no CA may sign."""
        given = self.station_ca
        if flaw is None and given is not None:
            return given.sign(csr, "".join(names_of_request(csr)[:1]), days)
        root = new_root("OCPP conformance, unknown") if flaw is Flaw.OTHER_ROOT else self.pki.authority()
        other = OTHER_NAME if flaw is Flaw.OTHER_NAME else None
        return signed(root, csr, common_name=other, days=-1 if flaw is Flaw.EXPIRED else days)

    @property
    def station_ca(self) -> Authority | None:
        """The CA that was given for the certificates of an external station. Raises `TlsSettingError`."""
        tls, key = self._sut.server_tls, self._sut.client_ca_key
        return None if key is None or tls is None or tls.client_ca is None else authority(tls.client_ca, key)

    @property
    def root_of_stations(self) -> str:
        """The root (PEM) of the certificates of stations."""
        tls = self._sut.server_tls
        given = None if tls is None else tls.client_ca
        return (self.pki.root if given is None else given).read_text()

    def client_of(self, request: SigningRequest, chain: str) -> ClientTls:
        """TLS of a station with the certificate chain (PEM) that it got for its request."""
        return self._facing(self.pki.client_of(request, chain))

    def _facing(self, made: ClientTls) -> ClientTls:
        """An external CSMS is verified by the root that is known of it."""
        return made if self._sut.embedded else replace(made, ca=None if self._sut.tls is None else self._sut.tls.ca)

    def revoked_client(self) -> ClientTls:
        """TLS of a station whose certificate was good until it was revoked; a CSMS with certificates of ours knows."""
        return self.pki.client_with(self._revoked)


@contextmanager
def certificates_for(sut: Description, profile: int, case: str = "") -> Iterator[Certificates]:
    """Certificates for the case of this id, whose files live as long as the block."""
    own = next((own for begin, own in OWN.items() if case.startswith(begin)), USUAL)
    if sut.pki is None:
        with new_pki() as pki:
            yield Certificates(sut, pki, profile, own)
    else:
        with TemporaryDirectory(prefix="ocpp-pki-") as folder:
            yield Certificates(sut, read(sut.pki).pki(Path(folder)), profile, own)
