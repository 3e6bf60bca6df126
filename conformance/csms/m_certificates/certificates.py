"""How a station of ours gets certificates, lists them and deletes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, a_list_with, absent_or, ignoring_case
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.csms.written_values import ignoring_space
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.transport.certificates import hash_data
from ocpp_conformance.harness.transport.pki import new_pki

CSMS_ROOT, MANUFACTURER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"
V2G_ROOT, MO_ROOT, V2G_CHAIN = "V2GRootCertificate", "MORootCertificate", "V2GCertificateChain"


@cache
def root(kind: str) -> str:
    """A root certificate (PEM) to install as this InstallCertificateUse."""
    assert kind in (CSMS_ROOT, MANUFACTURER_ROOT, V2G_ROOT, MO_ROOT, V2G_CHAIN)
    with new_pki() as pki:
        return pki.root.read_text()


def holds(station: StationProbe, *kinds: str, algorithm: str = "SHA256") -> None:
    """From now on the station has a root of each of these uses to list, and no other certificate."""
    station.answers("GetInstalledCertificateIds", _inventory(kinds, algorithm))


async def certificate_installed(
    station: StationProbe,
    csms_driver: CaseDriver,
    kind: str,
    source: Source | None,
    answer: str = "Accepted",
    *,
    algorithm: str = "SHA256",
) -> None:
    """CertificateInstalled: the CSMS has a root certificate installed, which the station answers with this status and,
    where it accepts, lists from then on. Without a source it is a precondition.
    """

    def installed(_: Call) -> Payload:
        if answer == "Accepted":
            holds(station, kind, algorithm=algorithm)
        return {"status": answer}

    wish: dict[str, Any] = {"kind": kind, "certificate": root(kind)}
    install = await asked(station, csms_driver, source, "install_certificate", installed, **wish)
    if source is None:
        install.expects(certificateType=kind)
    else:
        install.meets(source, certificateType=kind, certificate=ignoring_space(root(kind)))


async def certificates_listed(
    station: StationProbe,
    csms_driver: CaseDriver,
    source: Source,
    kinds: object,
    *wanted: str,
    held: tuple[str, ...],
    algorithm: str = "SHA256",
) -> None:
    """The CSMS asks which certificates there are, of all uses or of those that are `wanted`; the station has a root of
    each of the uses `held`. `kinds` is the demand on certificateType: what the CSMS lists of its own doesn't count."""
    arguments = {"kinds": list(wanted)} if wanted else {}
    demand = {"certificateType": kinds}
    listed = _inventory(held, algorithm)
    call = await asked(station, csms_driver, source, "list_certificates", listed, where=demand, **arguments)
    call.meets(source, **demand)


async def certificate_deleted(
    station: StationProbe, csms_driver: CaseDriver, listing: Source, deleting: Source, algorithm: str, answer: str
) -> None:
    """The CSMS lists the CSMS root that the station holds, and deletes it by the hash that the station told.

    Whether the CSMS lists it once more, before it deletes, is its own business.
    """

    def deleted(_: Call) -> Payload:
        if answer == "Accepted":
            holds(station)
        return {"status": answer}

    kinds, held = absent_or(a_list_with(CSMS_ROOT)), (CSMS_ROOT,)
    await certificates_listed(station, csms_driver, listing, kinds, CSMS_ROOT, held=held, algorithm=algorithm)
    delete = await asked(station, csms_driver, deleting, "delete_certificate", deleted, kind=CSMS_ROOT)
    delete.meets("M04.FR.07", certificateHashData={"hashAlgorithm": algorithm})
    delete.meets(deleting, certificateHashData=as_told(hash_of(CSMS_ROOT, algorithm)))


def _inventory(kinds: tuple[str, ...], algorithm: str) -> Callable[[Call], Payload]:
    """Answers GetInstalledCertificateIds with a root of each of these uses that is asked for."""

    def listed(call: Call) -> Payload:
        chains = [
            {"certificateType": kind, "certificateHashData": hash_of(kind, algorithm)}
            for kind in kinds
            if kind in call.payload.get("certificateType", kinds)
        ]
        return {"status": "Accepted", "certificateHashDataChain": chains} if chains else {"status": "NotFound"}

    return listed


def as_told(told: Payload) -> Payload:
    """A demand for this CertificateHashDataType, of which two fields are an identifierString (Part 2, 2.1.4)."""
    free = {name: ignoring_case(told[name]) for name in ("issuerNameHash", "serialNumber")}
    return {**told, **free}


def hash_of(kind: str, algorithm: str) -> Payload:
    """The CertificateHashDataType of the root of this use; it is its own issuer."""
    return hash_data(root(kind), root(kind), algorithm)
