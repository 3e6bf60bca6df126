"""A03: a station renews its certificate by itself, a month before it expires.

When it looks at its certificate is its own affair; that it does so when it starts is a precondition here.
"""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.station.a_security.renewal import (
    asked_by_itself,
    asks_no_more,
    delivered,
    keeps_to,
    of_new_key,
    proper,
    shown,
    signed,
    signs_in_with,
)
from ocpp_conformance.conformance.station.a_security.signing import (
    INVALID,
    WAIT,
    asked_again,
    chain_too_long,
    waiting,
)
from ocpp_conformance.harness import times
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.certificates import key_of

_TOPICS = ("security",)
_NEEDS = (Need.SECURITY_PROFILE_3, Need.RESET)
_SIGNED = (*_NEEDS, Need.STATION_CA, Need.ALLOW_CERTIFICATES)
REPEATS = 2
"""CertSigningRepeatTimes: the fewest that bring two more CSRs by either reading."""


@case("PART2-CS-A03-01", "A certificate in its last month is renewed", topics=_TOPICS, needs=_SIGNED)
async def test_certificate_in_its_last_month_is_renewed(csms: CsmsProbe, certificates: Certificates) -> None:
    request = await asked_by_itself(csms, certificates)
    of_new_key(request, "A03.FR.02", key_of(shown(csms)))
    proper(request, "A03.FR.03")
    new, begun = signed(certificates, request), times.monotonic()
    (await delivered(csms, new)).expects(status="Accepted")
    await signs_in_with(csms, "A03.FR.08", new, after=begun)
    await keeps_to(csms, "A03.FR.09", new)


@case("PART2-CS-A03-02", "A bad certificate for the one that expires is discarded", topics=_TOPICS, needs=_NEEDS)
async def test_bad_certificate_is_discarded(csms: CsmsProbe, certificates: Certificates) -> None:
    for flaw in certificates.flaws:
        request = await asked_by_itself(csms)
        since = csms.mark
        reply = await delivered(csms, certificates.signed(request["csr"], flaw))
        reply.meets("A03.FR.06", status="Rejected")
        event = await csms.must_send("A03.FR.07", "SecurityEventNotification", since=since, where=INVALID)
        event.meets("A03.FR.07", **INVALID)


@case("PART2-CS-A03-03", "A chain for the one that expires is too long", topics=_TOPICS, needs=_SIGNED)
async def test_chain_that_is_too_long_is_rejected(csms: CsmsProbe, certificates: Certificates) -> None:
    request = await asked_by_itself(csms)
    reply = await delivered(csms, await chain_too_long(csms, certificates, request))
    reply.meets("A03.FR.16", status="Rejected")


@case(
    "PART2-CS-A03-04",
    "A certificate that does not come is asked for again, and not for ever",
    topics=_TOPICS,
    needs=(*_NEEDS, Need.BOOT_SCALE),
)
async def test_certificate_that_does_not_come_is_asked_for_again(csms: CsmsProbe) -> None:
    await csms.booted()
    async with waiting(csms, REPEATS):
        first = await asked_by_itself(csms)
        second = await asked_again(csms, "A03.FR.17", first, WAIT)
        third = await asked_again(csms, "A03.FR.18", second, 2 * WAIT)
        await asks_no_more(csms, "A03.FR.19", 12 * WAIT, since=third.frame + 1, at_most=1)
