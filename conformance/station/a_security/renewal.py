"""How our CSMS has a station renew its certificate."""

from __future__ import annotations

from ocpp_conformance.conformance.case import CsmsProbe, absent_or
from ocpp_conformance.conformance.station.m_certificates.certificates import CSMS_ROOT, is_in, listed
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness import times
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall, ReceivedReply
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import (
    days_left,
    der_of,
    issued_by,
    key_of_request,
    request_problem,
)

SIGN, OF_STATION = "SignChargingStationCertificate", "ChargingStationCertificate"
KEY_GENERATION = 60
"""Seconds that a station may take to make a key: small hardware needs them."""
_SHORT = 20
"""Days for which a certificate is good that is to be renewed at once."""
_MONTH = 28
"""Days before the end of a certificate from when on each reading of a month has it renewed."""


async def renewed(
    csms: CsmsProbe,
    certificates: Certificates,
    *,
    triggered: Source | None = None,
    asked: Source | None = None,
    accepted: Source | None = None,
    days: int = 90,
) -> str:
    """RenewChargingStationCertificate of Part 6, 2.19: the station asks for a certificate and takes it, which is good
    for so many days; each is judged under its source, without one it is a precondition. Returns the certificate (PEM).
    """
    await expects_trust(csms, certificates)
    request = await renewal_begun(csms, triggered=triggered, asked=asked)
    certificate = signed(certificates, request, days)
    reply = await delivered(csms, certificate)
    demand(reply, accepted, status="Accepted")
    return certificate


async def renewal_begun(
    csms: CsmsProbe, *, triggered: Source | None, asked: Source | None, answer: str = "Accepted"
) -> ReceivedCall:
    """Steps 1 to 4: what was triggered comes, with a CSR as it must be, and gets this status."""
    csms.answers("SignCertificate", {"status": answer})
    since = csms.mark
    reply = await csms.call("TriggerMessage", {"requestedMessage": SIGN})
    demand(reply, triggered, status="Accepted")
    return await asked_to_sign(csms, asked, since=since, within=csms.patience.too_late(KEY_GENERATION))


async def asked_to_sign(csms: CsmsProbe, asked: Source | None, *, since: int, within: float) -> ReceivedCall:
    """The next SignCertificate, with a CSR in PEM (RFC 2986) for a key that is strong enough."""
    request = await awaited(csms, asked, "SignCertificate", since=since, within=within)
    return proper(request, asked)


def proper(request: ReceivedCall, asked: Source | None) -> ReceivedCall:
    """Check what a SignCertificate asks for: a CSR in PEM (RFC 2986) for a key that is strong enough."""
    demand(request, asked, certificateType=absent_or(OF_STATION))
    problem = request_problem(request["csr"]) if isinstance(request["csr"], str) else "none"
    if asked is not None:
        misses = () if problem is None else (Miss("/csr", "a CSR in PEM with a strong key", problem),)
        request.checklist.book(asked, misses, frame=request.frame)
    if problem is not None:
        raise request.checklist.give_up(f"precondition not reached: {problem}", frame=request.frame)
    return request


async def asked_by_itself(csms: CsmsProbe, certificates: Certificates | None = None) -> ReceivedCall:
    """The SignCertificate, which gets Accepted, of a station that starts with a certificate in its last month; with
    these it is given one where it has another. Raises `Inconclusive` for a station with another one, and for one that
    looks at its certificate at other times."""
    csms.answers("SignCertificate", {"status": "Accepted"})
    boot = await csms.reboot()
    if certificates is not None and days_left(shown(csms)) > _MONTH:
        begun = times.monotonic()
        await renewed(csms, certificates, days=_SHORT)
        await csms.wait_connected(csms.patience.too_late(60), after=begun)
        await csms.settled()
        boot = await csms.reboot()
    left = days_left(shown(csms))
    if left > _MONTH:
        raise csms.checklist.give_up(f"the certificate of the station lasts for {left:.0f} days: give it one for 20")
    return await csms.next_call("SignCertificate", since=boot.frame, within=csms.patience.too_late(KEY_GENERATION))


async def keeps_to(csms: CsmsProbe, source: Source, certificate: str) -> None:
    """On the next connection, too, the station shows this certificate (PEM), the one of those that it has whose
    validity began last."""
    lost = await csms.disconnect()
    await signs_in_with(csms, source, certificate, after=lost)


def shown(csms: CsmsProbe) -> bytes:
    """The certificate (DER) that the station showed when it connected last. Raises `Inconclusive`."""
    found = csms.upgrades[-1].request.certificate if csms.upgrades else None
    if found is None:
        raise csms.checklist.give_up("no connection in this case shows the certificate of the station")
    return found


def of_new_key(request: ReceivedCall, source: Source, *before: bytes) -> None:
    """The key of a CSR is none of those before it (DER)."""
    misses = (Miss("/csr", "a new key", "the one before"),) if key_of_request(request["csr"]) in before else ()
    request.checklist.book(source, misses, frame=request.frame)


async def asks_no_more(csms: CsmsProbe, source: Source, seconds: float, *, since: int, at_most: int = 0) -> None:
    """In so many OCPP seconds, or half as many again, no more than that many SignCertificate come."""
    await csms.listen(csms.patience.scaled(seconds) * 1.5 + csms.patience.quiet)
    more = csms.received("SignCertificate", since=since)
    misses = (Miss("", f"at most {at_most} more CSRs", f"{len(more)}"),) if len(more) > at_most else ()
    csms.checklist.book(source, misses, frame=more[at_most].frame if misses else None)


def signed(certificates: Certificates, request: ReceivedCall, days: int = 90) -> str:
    """The certificate (PEM) that a station asked for. Raises `Inconclusive` where no CA would sign that."""
    try:
        return certificates.signed(request["csr"], days=days)
    except ValueError as error:
        raise request.checklist.give_up(f"the CSR can't be signed: {error}", frame=request.frame) from None


async def expects_trust(csms: CsmsProbe, certificates: Certificates) -> None:
    """A precondition: the station has the root by which it is to verify its own certificate. A CA below a root shows
    in no list."""
    root = certificates.root_of_stations
    found = await listed(csms, CSMS_ROOT)
    if issued_by(root, root) and not is_in(found, CSMS_ROOT, root):
        raise csms.checklist.give_up("precondition not reached: the station has not the root of its certificates")


async def delivered(csms: CsmsProbe, certificate: str) -> ReceivedReply:
    """The answer to a CertificateSigned with this certificate (PEM)."""
    return await csms.call("CertificateSigned", {"certificateChain": certificate, "certificateType": OF_STATION})


async def signs_in_with(csms: CsmsProbe, source: Source, certificate: str, *, after: float) -> None:
    """The station connects anew, later than `after` (monotonic), and shows this certificate (PEM)."""
    upgrade = await csms.must_connect(source, csms.patience.too_late(60), after=after)
    shown = upgrade.request.certificate
    same = shown == der_of(certificate)
    miss = Miss("certificate", "the new one", "none" if shown is None else "another one")
    csms.checklist.book(source, () if same else (miss,))
    await csms.wait_connected(csms.patience.connect, after=after)
