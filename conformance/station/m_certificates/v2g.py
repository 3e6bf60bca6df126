"""The certificate that a station shows to EVs by ISO 15118, which our CSMS signs (A02, A03, M03, M06)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache

from ocpp_conformance.conformance.case import CsmsProbe
from ocpp_conformance.conformance.station.a_security.renewal import KEY_GENERATION
from ocpp_conformance.conformance.station.iso15118 import Secc, first_secc
from ocpp_conformance.conformance.station.m_certificates.certificates import V2G_ROOT, installed, root
from ocpp_conformance.conformance.waiting import awaited, demand
from ocpp_conformance.harness.evidence import Miss, Source
from ocpp_conformance.harness.probes.received import ReceivedCall
from ocpp_conformance.harness.rpc import Call, Payload
from ocpp_conformance.harness.transport.certificates import (
    Root,
    hash_data,
    names_of_request,
    new_root,
    signed,
    v2g_request_problem,
)
from ocpp_conformance.harness.transport.contracts import ocsp_result

OF_V2G, V2G_CHAIN = "V2GCertificate", "V2GCertificateChain"
STATUS = "GetCertificateStatus"
WHOLE_STATION = Secc()


@cache
def sub_ca() -> Root:
    """A CA of ours below our V2G root, which signs the certificates of stations."""
    return new_root("OCPP conformance V2G sub CA", signer=root(V2G_ROOT))


async def asked_for(
    csms: CsmsProbe,
    answer: str,
    source: Source | None = None,
    *,
    triggered: Source | None = None,
    secc: Secc = WHOLE_STATION,
) -> ReceivedCall:
    """Our CSMS has the station ask for a V2G certificate, and gives this status; the source demands the type, and
    `triggered` that the station does.

    Raises `Inconclusive` for a station that has none of its own for ISO 15118.
    """
    csms.answers("SignCertificate", {"status": answer})
    since = csms.mark
    where = {} if secc.evse is None else {"evse": {"id": secc.evse}}
    reply = await csms.call("TriggerMessage", {"requestedMessage": "SignV2GCertificate", **where})
    if reply["status"] == "NotImplemented" and triggered is None:
        raise csms.checklist.give_up("the station has no certificate of its own for ISO 15118", frame=reply.frame)
    demand(reply, triggered, status="Accepted")
    within = csms.patience.too_late(KEY_GENERATION)
    request = await awaited(csms, triggered, "SignCertificate", since=since, within=within)
    if source is not None:
        request.meets(source, certificateType=OF_V2G)
    return request


def proper(request: ReceivedCall, source: Source, secc: Secc) -> None:
    """Check the CSR for a V2G certificate: an elliptic key that is long enough; it should name the SeccId."""
    problem = v2g_request_problem(request["csr"])
    misses = () if problem is None else (Miss("/csr", "a CSR in PEM with an elliptic key of 256 bits", problem),)
    request.checklist.book(source, misses, frame=request.frame)
    if misses or secc.id is None:
        return
    names = names_of_request(request["csr"])
    misses = () if names == [secc.id] else (Miss("/csr", f"the common name {secc.id!r}", repr(names)),)
    request.checklist.book(source, misses, frame=request.frame, mild=True)


@asynccontextmanager
async def signed_for(
    csms: CsmsProbe, request: ReceivedCall, accepted: Source | None = None, *, days: int = 90, status: str = "Accepted"
) -> AsyncIterator[tuple[str, int]]:
    """For the block the station has the V2G certificate that it asked for, with our sub CA, which is good for so many
    days; gives it (PEM) and the bookmark from before it was brought. What OCSP says of both is told with this status.
    """
    own = signed(sub_ca(), request["csr"], days=days)
    csms.answers(STATUS, _ocsp_says(status, (own, sub_ca()), (sub_ca().pem, root(V2G_ROOT))))
    since = csms.mark
    chain = {"certificateChain": own + sub_ca().pem, "certificateType": OF_V2G}
    demand(await csms.call("CertificateSigned", chain), accepted, status="Accepted")
    try:
        yield own, since
    finally:
        mine = {"certificateHashData": hash_data(own, sub_ca().pem)}
        await csms.tidy("a V2G certificate", "DeleteCertificate", mine)


@asynccontextmanager
async def provisioned(csms: CsmsProbe, days: int = 90, status: str = "Accepted") -> AsyncIterator[tuple[str, int]]:
    """RenewV2GChargingStationCertificate of Part 6, 2.20, as a precondition: the station has a V2G certificate of ours,
    see `signed_for`. It is deleted at the end, like our root."""
    await csms.booted()
    async with installed(csms, V2G_ROOT):
        request = await asked_for(csms, "Accepted", secc=await first_secc(csms))
        async with signed_for(csms, request, days=days, status=status) as made:
            yield made


def _ocsp_says(status: str, *known: tuple[str, Root]) -> Callable[[Call], Payload]:
    """Answers to GetCertificateStatus about these certificates (PEM) of their issuers."""
    results = {hash_data(each, issuer.pem)["serialNumber"].lower(): ocsp_result(each, issuer) for each, issuer in known}

    def told(call: Call) -> Payload:
        found = results.get(str(call.payload["ocspRequestData"]["serialNumber"]).lower())
        return {"status": "Failed"} if found is None or status == "Failed" else {"status": status, "ocspResult": found}

    return told
