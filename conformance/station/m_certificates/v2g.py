"""The certificate that a station shows to EVs by ISO 15118, which our CSMS signs (A02, A03, M03, M06)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.a_security.renewal import KEY_GENERATION
from ocpp_conformance.conformance.station.m_certificates.certificates import V2G_ROOT, installed, root
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.transport.certificates import Root, hash_data, new_root, signed

OF_V2G, V2G_CHAIN = "V2GCertificate", "V2GCertificateChain"
STATUS = "GetCertificateStatus"


@cache
def sub_ca() -> Root:
    """A CA of ours below our V2G root, which signs the certificates of stations."""
    return new_root("OCPP conformance V2G sub CA", signer=root(V2G_ROOT))


async def asked_for(csms: CsmsProbe, answer: str, source: Source | None = None) -> ReceivedCall:
    """Our CSMS has the station ask for a V2G certificate, and gives this status; the source demands the type.

    Raises `Inconclusive` for a station that has none of its own for ISO 15118.
    """
    csms.answers("SignCertificate", {"status": answer})
    since = csms.mark
    reply = await csms.call("TriggerMessage", {"requestedMessage": "SignV2GCertificate"})
    if reply["status"] == "NotImplemented":
        raise csms.checklist.give_up("the station has no certificate of its own for ISO 15118", frame=reply.frame)
    reply.expects(status="Accepted")
    within = csms.patience.too_late(KEY_GENERATION)
    request = await csms.next_call("SignCertificate", since=since, within=within)
    if source is not None:
        request.meets(source, certificateType=OF_V2G)
    return request


@asynccontextmanager
async def provisioned(csms: CsmsProbe, days: int = 90) -> AsyncIterator[tuple[str, int]]:
    """The station has a V2G certificate of ours, with our sub CA, which is good for so many days; gives it (PEM) and
    the bookmark from before it was brought. It is deleted at the end, like our root."""
    await csms.booted()
    async with installed(csms, V2G_ROOT):
        request = await asked_for(csms, "Accepted")
        own = signed(sub_ca(), request["csr"], days=days)
        since = csms.mark
        chain = {"certificateChain": own + sub_ca().pem, "certificateType": OF_V2G}
        (await csms.call("CertificateSigned", chain)).expects(status="Accepted")
        try:
            yield own, since
        finally:
            mine = {"certificateHashData": hash_data(own, sub_ca().pem)}
            await csms.tidy("a V2G certificate", "DeleteCertificate", mine)
