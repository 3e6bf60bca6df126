"""What cases of security share: the certificate of a station is renewed."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CaseDriver, StationProbe, absent_or
from ocpp_conformance.conformance.csms.asking import asked
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport import ClientTls
from ocpp_conformance.harness.transport.pki import SigningRequest, problem_of

SIGN = "SignChargingStationCertificate"
OF_STATION = "ChargingStationCertificate"
SIGNING = 30
"""Seconds, by the clock of OCPP, that a CA may take: the specification sets no limit (A02.FR.17)."""


async def renewed_certificate(
    station: StationProbe,
    csms_driver: CaseDriver,
    certificates: Certificates,
    answer: str = "Accepted",
    *,
    triggered: Source | None = None,
    accepted: Source | None = None,
    sent: Source | None = None,
) -> ClientTls:
    """RenewChargingStationCertificate: the CSMS asks for it, accepts the CSR, and sends a certificate, which gets this
    answer; each is judged under its source, without one it is a precondition. Returns how to sign in with it."""
    station.answers("CertificateSigned", {"status": answer})
    await _renewal_asked(station, csms_driver, triggered)

    request, since = certificates.request(), station.mark
    sign = await station.call("SignCertificate", {"csr": request.csr, "certificateType": OF_STATION})
    demand(sign, accepted, status="Accepted")
    late = station.patience.too_late(SIGNING)
    signed = await awaited(station, sent, "CertificateSigned", since=since, within=late)
    if sent is not None:
        # to name the type is recommended only, to name another one is not
        signed.meets(sent, certificateType=absent_or(OF_STATION))
        signed.meets("A02.FR.14", certificateType=OF_STATION)
    _is_for(request, signed, sent)
    return certificates.client_of(request, signed["certificateChain"])


async def _renewal_asked(station: StationProbe, csms_driver: CaseDriver, source: Source | None) -> None:
    """Have the CSMS ask for a new certificate; judged where there is a source."""
    if source is None:
        station.answers("TriggerMessage", {"status": "Accepted"})
        await csms_driver.intend("trigger", requested_message=SIGN)
    else:
        where: dict[str, object] = {"requestedMessage": SIGN}
        await asked(station, csms_driver, source, "trigger", where=where, requested_message=SIGN)


def _is_for(request: SigningRequest, signed: ReceivedCall, source: Source | None) -> None:
    """Check that what was sent is a certificate for the key in the request."""
    chain = signed["certificateChain"]
    problem = problem_of(request, chain) if isinstance(chain, str) else "no certificateChain"
    if source is None and problem is not None:
        raise signed.checklist.give_up(f"precondition not reached: {problem}", frame=signed.frame)
    misses = () if problem is None else (Miss("/certificateChain", "a certificate for the CSR", problem),)
    if source is not None:
        signed.checklist.book(source, misses, frame=signed.frame)
