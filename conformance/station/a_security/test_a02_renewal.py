"""A02: what comes of a renewal that the CSMS has triggered: its key, a chain that is too long, and when it is over."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.a_security.renewal import (
    asks_no_more,
    delivered,
    expects_trust,
    keeps_to,
    of_new_key,
    renewal_begun,
    renewed,
)
from ocpp_conformance.conformance.station.a_security.signing import REPEATS_ONCE, WAIT, chain_too_long, waiting
from ocpp_conformance.harness import times
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import key_of_request
from ocpp_conformance.harness.transport.pki import Flaw

_TOPICS = ("security",)
_PROFILE_3 = (Need.SECURITY_PROFILE_3,)


@case("PART2-CS-A02-01", "Each certificate is asked for with a new key", topics=_TOPICS, needs=_PROFILE_3)
async def test_each_renewal_has_a_new_key(csms: CsmsProbe) -> None:
    await csms.booted()
    first = await renewal_begun(csms, triggered=None, asked=None, answer="Rejected")
    second = await renewal_begun(csms, triggered=None, asked=None, answer="Rejected")
    of_new_key(second, "A02.FR.02", key_of_request(first["csr"]))


@case(
    "PART2-CS-A02-02",
    "A chain above MaxCertificateChainSize is rejected",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3, Need.STATION_CA, Need.ALLOW_CERTIFICATES),
)
async def test_chain_that_is_too_long_is_rejected(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    await expects_trust(csms, certificates)
    request = await renewal_begun(csms, triggered=None, asked=None)
    reply = await delivered(csms, await chain_too_long(csms, certificates, request))
    reply.meets("A02.FR.16", status="Rejected")


@case(
    "PART2-CS-A02-05",
    "Of several certificates the newest one is used, time and again",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3, Need.STATION_CA, Need.ALLOW_CERTIFICATES),
)
async def test_newest_certificate_is_used(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    begun = times.monotonic()
    new = await renewed(csms, certificates)
    await csms.wait_connected(csms.patience.too_late(60), after=begun)
    await keeps_to(csms, "A02.FR.09", new)


@case(
    "PART2-CS-A02-03",
    "Once the waits are used up, no certificate is asked for",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3, Need.BOOT_SCALE),
)
async def test_station_gives_up_in_the_end(csms: CsmsProbe) -> None:
    await csms.booted()
    async with waiting(csms, REPEATS_ONCE):
        request = await renewal_begun(csms, triggered=None, asked=None)
        behind = request.frame + 1
        await asks_no_more(csms, "A02.FR.19", 7 * WAIT, since=behind, at_most=1 + REPEATS_ONCE)


@case(
    "PART2-CS-A02-04",
    "After a bad certificate none is asked for",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3, Need.BOOT_SCALE),
)
async def test_bad_certificate_ends_the_renewal(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    async with waiting(csms, REPEATS_ONCE):
        request = await renewal_begun(csms, triggered=None, asked=None)
        reply = await delivered(csms, certificates.signed(request["csr"], Flaw.OTHER_ROOT))
        reply.expects(status="Rejected")
        await asks_no_more(csms, "A02.FR.20", 3 * WAIT, since=request.frame + 1)
