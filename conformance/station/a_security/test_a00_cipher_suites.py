"""A00: the cipher suites of a station."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.harness.transport.cipher_suites import ECDSA_PAIR, RSA_PAIR
from ocpp_conformance.harness.transport.client_hello import Forbidden

_TOPICS = ("security", "handshake")
_NEEDS = (Need.SECURITY_PROFILE_2,)


@case("TLS-CS-SUITE-01", "One pair of the named suites is offered", topics=_TOPICS, needs=_NEEDS)
async def test_one_pair_of_the_named_suites_is_offered(csms: CsmsProbe) -> None:
    await csms.accepted()
    end = await csms.shows(Forbidden.WEAK_SUITES, "a ServerHello with a weak suite")
    end.offers_one_of("A00.FR.319", ECDSA_PAIR, RSA_PAIR)


@case("TLS-CS-SUITE-02", "A CSMS that chooses a weak suite is left", topics=_TOPICS, needs=_NEEDS)
async def test_csms_that_chooses_a_weak_suite_is_left(csms: CsmsProbe) -> None:
    await csms.booted()
    end = await csms.shows(Forbidden.WEAK_SUITES, "a ServerHello with a weak suite")
    end.offers_no_weak_suite("A00.FR.320")
    end.by_system("A00.FR.323")  # the event isn't demanded: not each TLS library tells its station why
