"""Blocks A02 and M: the certificates of a station."""

from __future__ import annotations

from collections.abc import Mapping

from ocpp_conformance.harness.csms.decisions import Decisions, Handler, Learner, Operation, given
from ocpp_conformance.harness.csms.errors import InvalidCallError
from ocpp_conformance.harness.csms.stations import StationRecord
from ocpp_conformance.harness.rpc import Call, Payload, Reply

OF_STATION, OF_V2G = "ChargingStationCertificate", "V2GCertificate"
"""The values of CertificateSigningUse."""


async def install_certificate(csms: Decisions, station: StationRecord, kind: str, certificate: str) -> Reply:
    """InstallCertificate (M05); `kind` is an InstallCertificateUse, the certificate is PEM."""
    payload = {"certificateType": kind, "certificate": certificate}
    return await csms.call(station.identity, "InstallCertificate", payload)


async def list_certificates(csms: Decisions, station: StationRecord, kinds: list[str] | None = None) -> Reply:
    """GetInstalledCertificateIds (M03); without kinds all of them."""
    return await csms.call(station.identity, "GetInstalledCertificateIds", given(certificateType=kinds or None))


async def delete_certificate(
    csms: Decisions, station: StationRecord, hash: Payload | None = None, kind: str | None = None
) -> Reply:
    """DeleteCertificate (M04) by its CertificateHashDataType, else the first one of this kind that the station has
    listed last, by the hash that it told (M04.FR.07). Raises `InvalidCallError` where it has listed none."""
    if hash is None:
        hash = next((listed["certificateHashData"] for listed in _listed(station, kind)), None)
    if hash is None:
        wanted = "certificate" if kind is None else kind
        raise InvalidCallError("DeleteCertificate", f"the station has listed no {wanted}; list its certificates first")
    return await csms.call(station.identity, "DeleteCertificate", {"certificateHashData": hash})


def sign_certificate(csms: Decisions, station: StationRecord, call: Call) -> Payload:
    """Have the CA sign the request and send the certificate right behind the answer (A02.FR.11, A02.FR.14)."""
    csr, kind = call.payload["csr"], call.payload.get("certificateType", OF_STATION)
    ca = csms.config.v2g_ca if kind == OF_V2G else csms.config.ca
    if ca is None:
        return _rejected("UnsupportedRequest", f"there is no CA for {kind}")
    try:
        chain = ca.sign(csr, _name_for(csms, station, csr, kind))
    except ValueError as error:
        return _rejected("InvalidCSR", str(error))
    payload = {"certificateChain": chain, "certificateType": kind}
    csms.later(csms.call(station.identity, "CertificateSigned", payload))
    return {"status": "Accepted"}


def _name_for(csms: Decisions, station: StationRecord, csr: str, kind: str) -> str:
    """The common name that a certificate must bear: a V2G certificate has a SECC id of the station's own choice.
    Raises `ValueError` for a CSR without a name."""
    if kind == OF_STATION:
        return csms.config.serial_numbers.get(station.identity, station.identity)
    from ocpp_conformance.harness.transport.certificates import names_of_request  # brings cryptography along

    names = names_of_request(csr)
    if len(names) != 1:
        raise ValueError(f"the common name of the CSR is {names}; one SECC id is due")
    return names[0]


def certificate_taken(_: Decisions, station: StationRecord, __: Payload, response: Payload) -> None:
    station.signed.append(response["status"])


def certificates_listed(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    asked = request.get("certificateType")
    others = [known for known in station.certificates if asked is not None and known["certificateType"] not in asked]
    station.certificates = [*others, *response.get("certificateHashDataChain", [])]


def certificate_deleted(_: Decisions, station: StationRecord, request: Payload, response: Payload) -> None:
    if response["status"] in ("Accepted", "NotFound"):
        gone = request["certificateHashData"]
        station.certificates = [known for known in station.certificates if known["certificateHashData"] != gone]


def _listed(station: StationRecord, kind: str | None) -> list[Payload]:
    return [known for known in station.certificates if kind in (None, known["certificateType"])]


def _rejected(reason: str, text: str) -> Payload:
    info = {"reasonCode": reason, "additionalInfo": text[:512]}
    return {"status": "Rejected", "statusInfo": info}  # A02.FR.12


HANDLERS: Mapping[str, Handler] = {"SignCertificate": sign_certificate}
LEARNERS: Mapping[str, Learner] = {
    "CertificateSigned": certificate_taken,
    "DeleteCertificate": certificate_deleted,
    "GetInstalledCertificateIds": certificates_listed,
}
OPERATIONS: Mapping[str, Operation] = {
    "delete_certificate": delete_certificate,
    "install_certificate": install_certificate,
    "list_certificates": list_certificates,
}
