"""A02: the CSMS has a station renew its certificate."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step, variable
from ocpp_conformance.conformance.station.a_security.renewal import (
    delivered,
    renewal_begun,
    renewed,
    signed,
    signs_in_with,
)
from ocpp_conformance.conformance.station.a_security.signing import INVALID, asked_again
from ocpp_conformance.conformance.station.iso15118 import CONTROLLER, expects_iso15118, seccs, setting
from ocpp_conformance.conformance.station.m_certificates.certificates import V2G_ROOT, installed
from ocpp_conformance.conformance.station.m_certificates.v2g import asked_for, proper, signed_for
from ocpp_conformance.conformance.station.variables import configured
from ocpp_conformance.harness import times
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.sut.certificates import Certificates

_PROFILE_3 = (Need.SECURITY_PROFILE_3,)
_SIGNED = (Need.SECURITY_PROFILE_3, Need.STATION_CA, Need.ALLOW_CERTIFICATES)

WAIT = 20
"""CertSigningWaitMinimum."""
REPEATS = 2
"""CertSigningRepeatTimes. Part 6 sets 1 and awaits two more CSRs, one after each of two waits, of which the second is
doubled; the appendices count the CSRs that are sent again: 2 brings them by either reading."""


@case("TC_A_11_CS", needs=_SIGNED)
async def test_station_signs_in_with_the_new_certificate(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    begun = times.monotonic()
    new = await renewed(csms, certificates, triggered=step(1), asked="A02.FR.03", accepted=step(1))
    await signs_in_with(csms, "A02.FR.08", new, after=begun)


@case("TC_A_14_CS", needs=_PROFILE_3)
async def test_bad_certificate_is_discarded(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    for flaw in certificates.flaws:
        request = await renewal_begun(csms, triggered=step(2), asked="A02.FR.03")
        since = csms.mark
        reply = await delivered(csms, certificates.signed(request["csr"], flaw))
        reply.meets("A02.FR.06", status="Rejected")
        reply.meets("A02.FR.07", status="Rejected")
        event = await csms.must_send("A02.FR.07", "SecurityEventNotification", since=since, where=INVALID)
        event.meets("A02.FR.07", **INVALID)


@case("TC_A_15_CS", needs=_PROFILE_3)
async def test_certificate_that_is_refused_was_asked_for(csms: CsmsProbe) -> None:
    await csms.booted()
    await renewal_begun(csms, triggered=step(2), asked="A02.FR.03", answer="Rejected")


@case("TC_A_23_CS", needs=(*_SIGNED, Need.BOOT_SCALE))
async def test_station_asks_again_for_a_certificate_that_does_not_come(
    csms: CsmsProbe, certificates: Certificates
) -> None:
    await csms.booted()
    async with configured(csms, _setting("CertSigningWaitMinimum", WAIT), _setting("CertSigningRepeatTimes", REPEATS)):
        first = await renewal_begun(csms, triggered=step(2), asked="A02.FR.03")
        second = await asked_again(csms, "A02.FR.17", first, WAIT)
        third = await asked_again(csms, "A02.FR.18", second, 2 * WAIT)
        reply = await delivered(csms, signed(certificates, third))
        reply.meets(step(12), status="Accepted")


def _setting(name: str, value: int) -> Payload:
    return variable("SecurityCtrlr", name, attributeValue=str(value))


@case("TC_A_12_CS", needs=(Need.ALLOW_CERTIFICATES,))
async def test_v2g_certificate_is_renewed_on_request(csms: CsmsProbe) -> None:
    """The name of the organization stays the one that the station was given."""
    await csms.booted()
    await expects_iso15118(csms)
    country = variable(CONTROLLER, "CountryName", attributeValue="NL")
    allowed = configured(csms, setting("V2GCertificateInstallationEnabled", True), country, if_implemented=True)
    async with allowed, installed(csms, V2G_ROOT):
        for secc in await seccs(csms):
            request = await asked_for(csms, "Accepted", "A02.FR.13", triggered=step(1), secc=secc)
            proper(request, step(1), secc)
            async with signed_for(csms, request, step(1)):
                await csms.settled()
