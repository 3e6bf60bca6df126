"""Functional block M: the certificates in a station (M03, M04, M05), and whom it trusts for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.station.core.core import Block, Core
from ocpp_conformance.harness.station.core.device_model import Variable
from ocpp_conformance.harness.transport import BadCertificateError, ClientTls, Secret

CSMS_ROOT, MANUFACTURER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"
V2G_ROOT, CONTRACT_ROOT, V2G_CHAIN = "V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"
KINDS = (CSMS_ROOT, MANUFACTURER_ROOT)
"""The roots that every station has a use for."""

ENTRIES = 20
"""Certificates that can be installed beside those that the station was made with."""

_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Installed:
    """A certificate in PEM, what it is for, and the one that issued it, itself where it is its own issuer."""

    kind: str
    pem: str
    issuer: str


class Certificates:
    """The certificates of a station: roots, and with `own` a chain and its private key that replace those of its
    configuration.

    `fallback` is the root that the newest CSMS root took the place of, until a connection has proven the new one
    (M05.FR.12, M05.FR.13).
    """

    def __init__(self, station: Core) -> None:
        self._station = station
        self.roots = _made_with(station)
        self.most = len(self.roots) + ENTRIES
        self.fallback: Installed | None = None
        self.own: tuple[str, Secret] | None = None
        self.v2g: str | None = None
        """The chain of the certificate that it shows to EVs by ISO 15118."""
        self.migrating = False
        """Whether it goes to another CSMS: then another root is no way out (M05.FR.15)."""
        self._falls_back = False
        station.tls_settings.append(self._trust)
        station.connection.dialled.append(self._dialled)

    @property
    def all(self) -> list[Installed]:
        """All roots, the fallback among them."""
        return self.roots if self.fallback is None else [*self.roots, self.fallback]

    @property
    def csms_roots(self) -> list[str]:
        """The roots of a CSMS, without the fallback."""
        return [each.pem for each in self.roots if each.kind == CSMS_ROOT]

    def of_kind(self, kind: str) -> list[str]:
        """The roots for this use, PEM."""
        return [each.pem for each in self.roots if each.kind == kind]

    def root_of(self, chain: str) -> str:
        """The V2G root that a chain goes back to, PEM; its own last certificate where that is gone."""
        from ocpp_conformance.harness.transport.certificates import issued_by  # brings cryptography along

        last = _BLOCK.findall(chain)[-1]
        return next((root for root in self.of_kind(V2G_ROOT) if issued_by(last, root)), last)

    @property
    def own_chain(self) -> str | None:
        """The certificate of the station and what it was issued by; None where it has none."""
        if self.own is not None:
            return self.own[0]
        tls = self._station.config.tls
        return None if tls is None or tls.certificate is None else "".join(_blocks(tls.certificate))

    def install(self, kind: str, pem: str) -> None:
        """Install a root; one that is there already stays as it is (M05.FR.17)."""
        if self.holds(kind, pem):
            return
        issuer = pem
        if kind == CSMS_ROOT and checks_roots(self._station):  # M05.FR.09, M05.FR.12
            self.fallback = next((each for each in self.roots if each.kind == CSMS_ROOT), None)
            self.roots = [each for each in self.roots if each.kind != CSMS_ROOT]
            issuer = pem if self.fallback is None else self.fallback.pem
        self.roots.append(Installed(kind, pem, issuer))

    def holds(self, kind: str, pem: str) -> bool:
        """Whether a root is there for this use."""
        return any(each.pem == pem and each.kind == kind for each in self.roots)

    def remove(self, gone: Installed) -> None:
        """Forget a root."""
        self.roots = [each for each in self.roots if each is not gone]
        self.fallback = None if self.fallback is gone else self.fallback

    def fall_back(self) -> None:
        """Verify the next connection by the old root, where there is one (M05.FR.14, M05.FR.16)."""
        self._falls_back = self.fallback is not None

    def _trust(self, tls: ClientTls | None) -> ClientTls | None:
        roots = self._station.decide(trusted_roots, self._falls_back)
        if roots:
            tls = replace(tls or ClientTls(), ca=None, roots="".join(roots))
        if self.own is not None and self._station.security_profile == 3:
            chain, key = self.own
            tls = replace(tls or ClientTls(), own=Secret(f"{chain}\n{key.reveal()}"))
        return tls

    def _dialled(self, error: Exception | None) -> None:
        """Try the old root where the new one doesn't do (M05.FR.14); drop it once the new one does (M05.FR.13)."""
        if error is None and self.fallback is not None and not self._falls_back:
            self.fallback = self._station.decide(fallback_kept, self.fallback)
        before, self._falls_back = self._falls_back, False
        if isinstance(error, BadCertificateError) and not self.migrating and not before:
            self.fall_back()


def kinds_of(station: Core) -> tuple[str, ...]:
    """The roots that a station has a use for."""
    return (*KINDS, V2G_ROOT, CONTRACT_ROOT) if station.config.iso15118 else KINDS


def checks_roots(station: Core) -> bool:
    """Whether a new CSMS root must be signed by the one that it replaces."""
    return station.config.additional_root_check


def install_certificate(station: Core, request: Payload) -> Payload:
    """InstallCertificate (M05)."""
    kind, pem = request["certificateType"], request["certificate"]
    objection = station.decide(root_objection, kind, pem)
    if objection is not None:
        return {"status": "Rejected", "statusInfo": {"reasonCode": objection}}
    station.decide(root_installed, kind, pem)
    return {"status": "Accepted"}  # M05.FR.02


def root_installed(station: Core, kind: str, pem: str) -> None:
    """Install a root."""
    station.part(Certificates).install(kind, pem)


def root_objection(station: Core, kind: str, pem: str) -> str | None:
    """The reason code why a certificate isn't installed; None where it is."""
    from ocpp_conformance.harness.transport.certificates import issued_by, root_problem  # brings cryptography along

    found = station.part(Certificates)
    if kind not in kinds_of(station):
        return "UnsupportedRequest"
    if root_problem(pem) is not None:
        return "InvalidCertificate"  # M05.FR.07
    if len(found.all) >= found.most and not found.holds(kind, pem):
        return "OutOfStorage"  # M05.FR.06
    old = found.csms_roots
    if kind == CSMS_ROOT and checks_roots(station) and old and not issued_by(pem, old[0]):
        return "InvalidCertificate"  # M05.FR.11
    return None


def get_installed_certificate_ids(station: Core, request: Payload) -> Payload:
    """GetInstalledCertificateIds (M03); without a type all of them."""
    from ocpp_conformance.harness.transport.certificates import hash_data

    kinds = request.get("certificateType", (*kinds_of(station), V2G_CHAIN))
    found = station.decide(certificates_found, [each for each in station.part(Certificates).all if each.kind in kinds])
    listed: list[Payload] = [
        {"certificateType": each.kind, "certificateHashData": hash_data(each.pem, each.issuer)} for each in found
    ]
    listed += station.decide(v2g_listed) if V2G_CHAIN in kinds else []
    if not listed:
        return {"status": "NotFound"}  # M03.FR.02
    return {"status": "Accepted", "certificateHashDataChain": listed}  # M03.FR.03, M03.FR.04


def v2g_listed(station: Core) -> list[Payload]:
    """The V2G certificate of the station, with those above it as its children (M03.FR.05)."""
    from ocpp_conformance.harness.transport.contracts import chain_hashes

    store = station.part(Certificates)
    if store.v2g is None:
        return []
    own, *above = chain_hashes(store.v2g, store.root_of(store.v2g))
    children = {"childCertificateHashData": above} if above else {}
    return [{"certificateType": V2G_CHAIN, "certificateHashData": own, **children}]


def certificates_found(_: Core, found: list[Installed]) -> list[Installed]:
    """What is listed of the certificates that were asked for."""
    return found


def delete_certificate(station: Core, request: Payload) -> Payload:
    """DeleteCertificate (M04). The last root of a CSMS stays where a connection depends on it (M04.FR.03)."""
    wanted, store = request["certificateHashData"], station.part(Certificates)
    if station.decide(is_own_certificate, wanted):
        return {"status": "Failed", "statusInfo": {"reasonCode": "UnsupportedRequest"}}  # M04.FR.06
    if store.v2g is not None and _is(wanted, store.v2g, _issuer_of(store.v2g, store)):
        store.v2g = None
        return {"status": "Accepted"}
    found = next((each for each in store.all if _is(wanted, each.pem, each.issuer)), None)
    if found is None:
        return {"status": "NotFound"}  # M04.FR.04
    if store.csms_roots == [found.pem] and station.security_profile > 1:
        return {"status": "Failed", "statusInfo": {"reasonCode": "NotEnabled"}}
    station.decide(root_deleted, found)
    return {"status": "Accepted"}  # M04.FR.02


def is_own_certificate(station: Core, wanted: Payload) -> bool:
    """Whether hash data mean the certificate that the station signs in with."""
    store = station.part(Certificates)
    if store.own_chain is None:
        return False
    own, *above = _BLOCK.findall(store.own_chain)
    return any(_is(wanted, own, issuer) for issuer in (*above, *(each.pem for each in store.all)))


def root_deleted(station: Core, found: Installed) -> None:
    """Delete a root."""
    station.part(Certificates).remove(found)


def trusted_roots(station: Core, falls_back: bool) -> list[str]:
    """The roots by which the next connection is verified, PEM; none leaves it as it was configured."""
    store = station.part(Certificates)
    return [store.fallback.pem] if falls_back and store.fallback is not None else store.csms_roots


def fallback_kept(_: Core, _fallback: Installed) -> Installed | None:
    """What becomes of the old root when the new one has proven to work."""
    return None


def variables(station: Core) -> list[Variable]:
    make = partial(Variable, component="SecurityCtrlr")

    def entries() -> str:
        return str(len(station.part(Certificates).all))

    most, check = len(_made_with(station)) + ENTRIES, str(station.config.additional_root_check).lower()
    return [
        make(name="CertificateEntries", value=entries, data_type="integer", maximum=most),
        make(name="AdditionalRootCertificateCheck", value=check, data_type="boolean"),
    ]


def _issuer_of(chain: str, store: Certificates) -> str:
    """What the first certificate of a V2G chain was issued by."""
    above = _BLOCK.findall(chain)[1:]
    return above[0] if above else store.root_of(chain)


def _is(wanted: Payload, pem: str, issuer: str) -> bool:
    """Whether a CertificateHashDataType means this certificate; its texts are case-insensitive."""
    from ocpp_conformance.harness.transport.certificates import hash_data

    same: dict[str, Any] = hash_data(pem, issuer, wanted["hashAlgorithm"])
    return all(str(wanted[name]).lower() == text.lower() for name, text in same.items())


def _made_with(station: Core) -> list[Installed]:
    """The roots that the station was configured with."""
    tls, maker = station.config.tls, station.config.updates.root
    found = [(CSMS_ROOT, pem) for pem in _blocks(None if tls is None else tls.ca)]
    found += [] if maker is None else [(MANUFACTURER_ROOT, maker)]
    return [Installed(kind, pem, pem) for kind, pem in found]


def _blocks(path: Path | None) -> list[str]:
    """The certificates in a file of PEM."""
    return [] if path is None else _BLOCK.findall(path.read_text())


BLOCK = Block(
    state=Certificates,
    keeps=("roots", "fallback", "own", "v2g"),
    handlers={
        "InstallCertificate": install_certificate,
        "GetInstalledCertificateIds": get_installed_certificate_ids,
        "DeleteCertificate": delete_certificate,
    },
    variables=variables,
    seams=(
        root_objection,
        root_installed,
        certificates_found,
        v2g_listed,
        is_own_certificate,
        root_deleted,
        trusted_roots,
        fallback_kept,
    ),
)
