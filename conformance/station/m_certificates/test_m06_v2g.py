"""A02, A03, M03, M06: the V2G certificate of a station, and what OCSP says of it."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, a_list_with, case, ignoring_case, step, variable
from ocpp_conformance.conformance.station.a_security.renewal import KEY_GENERATION
from ocpp_conformance.conformance.station.iso15118 import expects_iso15118
from ocpp_conformance.conformance.station.m_certificates.certificates import MO_ROOT, V2G_ROOT, installed, listed, root
from ocpp_conformance.conformance.station.m_certificates.v2g import (
    OF_V2G,
    STATUS,
    V2G_CHAIN,
    asked_for,
    provisioned,
    sub_ca,
)
from ocpp_conformance.conformance.station.variables import value_of
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.transport.certificates import hash_data

_TOPICS, _NEEDS = ("security", "iso15118"), (Need.ALLOW_CERTIFICATES,)
_PNC = variable("ISO15118Ctrlr", "PnCEnabled")


@case("PART2-CS-A02-06", "A V2G certificate is asked for as that", topics=_TOPICS)
async def test_v2g_certificate_is_asked_for(csms: CsmsProbe) -> None:
    await csms.booted()
    await asked_for(csms, "Accepted", "A02.FR.13")
    bad = {"certificateChain": root(V2G_ROOT).pem, "certificateType": OF_V2G}  # ends the wait for one (A02.FR.20)
    await csms.tidy("a CSR that is not signed", "CertificateSigned", bad)


@case("PART2-CS-A02-07", "Without a V2G certificate there is no plug and charge", topics=_TOPICS, needs=(Need.RESET,))
async def test_refused_v2g_certificate(csms: CsmsProbe) -> None:
    await csms.reboot()  # a refusal holds until then
    await csms.booted()
    if (await value_of(csms, _PNC) or "").lower() != "true":
        raise csms.checklist.give_up("plug and charge is not on: ISO15118Ctrlr.PnCEnabled")
    await asked_for(csms, "Rejected")
    await csms.settled()
    told = await value_of(csms, _PNC)
    misses = () if (told or "").lower() == "false" else (Miss("PnCEnabled", "false", str(told)),)
    csms.checklist.book("A02.FR.21", misses, seen=str(told))
    await csms.reboot()


@case(
    "PART2-CS-A03-05", "A V2G certificate that expires is renewed as that", topics=_TOPICS, needs=(*_NEEDS, Need.RESET)
)
async def test_v2g_certificate_is_renewed(csms: CsmsProbe) -> None:
    async with provisioned(csms, days=20):
        csms.answers("SignCertificate", {"status": "Rejected"})
        boot = await csms.reboot()
        request = await csms.next_call(
            "SignCertificate", since=boot.frame, within=csms.patience.too_late(KEY_GENERATION)
        )
        request.meets("A03.FR.13", certificateType=OF_V2G)


@case("PART2-CS-M03-01", "The chain of a V2G certificate is listed", topics=_TOPICS, needs=_NEEDS)
async def test_chain_is_listed(csms: CsmsProbe) -> None:
    async with provisioned(csms) as (own, _):
        reply = await listed(csms, V2G_CHAIN)
        number, above = (hash_data(*pair)["serialNumber"] for pair in ((own, sub_ca().pem), _above()))
        child = {"serialNumber": ignoring_case(above)}
        chain = {
            "certificateType": V2G_CHAIN,
            "certificateHashData": {"serialNumber": ignoring_case(number)},
            "childCertificateHashData": a_list_with(child),
        }
        reply.meets("M03.FR.05", status="Accepted", certificateHashDataChain=a_list_with(chain))


@case("PART2-CS-M06-01", "What OCSP says of a V2G certificate is asked for", topics=_TOPICS, needs=_NEEDS)
async def test_statuses_are_asked_for(csms: CsmsProbe) -> None:
    async with provisioned(csms) as (own, since):
        mine = own, sub_ca().pem
        for source, pair in (("M06.FR.06", mine), ("M06.FR.07", mine), ("M06.FR.07", _above())):
            await csms.must_send(source, STATUS, since=since, where=_about(pair))


@case("TC_M_24_CS", needs=_NEEDS)
async def test_statuses_of_the_chain_are_asked_for(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    async with installed(csms, MO_ROOT), provisioned(csms) as (own, since):
        await csms.must_send(step(1), STATUS, since=since)
        for source, pair in (("M06.FR.06", (own, sub_ca().pem)), ("M06.FR.07", _above())):
            await csms.must_send(source, STATUS, since=since, where=_about(pair))


@case("TC_M_25_CS", needs=_NEEDS)
async def test_status_that_nobody_knows(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_iso15118(csms)
    async with installed(csms, MO_ROOT), provisioned(csms, status="Failed") as (_, since):
        await csms.must_send(step(1), STATUS, since=since)
        await csms.settled()


def _about(pair: tuple[str, str]) -> dict[str, object]:
    """The fields of a GetCertificateStatus about a certificate and what issued it, PEM."""
    return {"ocspRequestData": {"serialNumber": ignoring_case(hash_data(*pair)["serialNumber"])}}


def _above() -> tuple[str, str]:
    """Our sub CA and what issued it, PEM."""
    return sub_ca().pem, root(V2G_ROOT).pem
