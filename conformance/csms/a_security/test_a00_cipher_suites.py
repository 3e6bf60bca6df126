"""A00: the cipher suites of a CSMS, and certificates that were revoked."""

from ocpp_conformance.conformance.case import Need, StationProbe, case
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.cipher_suites import ECDSA_PAIR, RSA_PAIR
from ocpp_conformance.harness.transport.client_hello import Forbidden

_TOPICS = ("security", "handshake")


@case("TLS-CSMS-SUITE-01", "The suites with ECDSA are spoken", topics=_TOPICS, needs=(Need.SECURITY_PROFILE_2,))
async def test_suites_with_ecdsa_are_spoken(station: StationProbe) -> None:
    for suite in ECDSA_PAIR:
        end = await station.offer_suite(suite)
        end.not_at_all("A00.FR.318")


@case("TLS-CSMS-SUITE-02", "The suites with RSA are spoken", topics=_TOPICS, needs=(Need.SECURITY_PROFILE_2,))
async def test_suites_with_rsa_are_spoken(station: StationProbe) -> None:
    for suite in RSA_PAIR:
        end = await station.offer_suite(suite)
        end.not_at_all("A00.FR.318")


@case(
    "TLS-CSMS-SUITE-03",
    "A station that offers only weak suites is dropped",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_2,),
)
async def test_station_that_offers_only_weak_suites_is_dropped(station: StationProbe) -> None:
    weak = await station.offer(Forbidden.WEAK_SUITES)
    weak.by_system("A00.FR.322")
    await station.connect()


@case(
    "TLS-CSMS-REVOKED-01",
    "A station whose certificate was revoked is dropped",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3, Need.OUR_CERTIFICATES),
)
async def test_station_with_a_revoked_certificate_is_dropped(station: StationProbe, certificates: Certificates) -> None:
    end = await station.sign_in(certificates.revoked_client(), "a client certificate that was revoked")
    end.by_system("A00.FR.705")
    await station.connect()
