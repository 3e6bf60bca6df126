"""How long a station waits for its certificate, and a chain of certificates that is too long for it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

from ocpp_conformance.conformance.case import CsmsProbe, variable
from ocpp_conformance.conformance.station.a_security.renewal import asked_to_sign, signed
from ocpp_conformance.conformance.station.variables import configured, value_of
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.sut.certificates import Certificates

INVALID: dict[str, object] = {"type": "InvalidChargingStationCertificate"}
"""The security event of a certificate that is refused (A02.FR.07, A03.FR.07)."""
WAIT = 10
"""CertSigningWaitMinimum, in OCPP seconds: the shortest interval that no slow machine spoils."""
REPEATS_ONCE = 1
"""CertSigningRepeatTimes, which the appendices take for the CSRs that are sent again, and A02.FR.19 for the doublings
of the wait, each with one more CSR: by either reading no more than one beside the repeats come."""
_LONGEST = 10000
"""Characters of a certificateChain that the schema allows."""


async def asked_again(csms: CsmsProbe, source: Source, before: ReceivedCall, seconds: float) -> ReceivedCall:
    """Another SignCertificate, not before so many seconds of OCPP have passed."""
    within = csms.patience.too_late(seconds)
    request = await asked_to_sign(csms, source, since=before.frame + 1, within=within)
    waited = request.at - (before.answered_at or before.at)
    least = csms.patience.too_early(seconds)
    misses = () if waited >= least else (Miss("", f"another CSR after {least:.2f} s or more", f"{waited:.2f} s"),)
    csms.checklist.book(source, misses, frame=request.frame)
    return request


def waiting(csms: CsmsProbe, repeats: int) -> AbstractAsyncContextManager[None]:
    """For the block the station waits so long for a certificate, and asks again so often."""
    settings = (("CertSigningWaitMinimum", WAIT), ("CertSigningRepeatTimes", repeats))
    return configured(csms, *(variable("SecurityCtrlr", name, attributeValue=str(value)) for name, value in settings))


async def chain_too_long(csms: CsmsProbe, certificates: Certificates, request: ReceivedCall) -> str:
    """A good certificate for a CSR, with its root behind it so often that the chain surpasses MaxCertificateChainSize.
    Raises `Inconclusive` where the station has no such limit, or one that no message can surpass."""
    told = await value_of(csms, variable("SecurityCtrlr", "MaxCertificateChainSize"))
    if told is None or not told.isdigit():
        raise csms.checklist.give_up(f"MaxCertificateChainSize is {told}")
    chain = signed(certificates, request)
    while len(chain) <= int(told):
        chain += certificates.root_of_stations
    if len(chain) > _LONGEST:
        raise csms.checklist.give_up(f"a chain of more than {told} characters doesn't fit in a message")
    return chain
