"""A00: TLS with a certificate of the CSMS (security profile 2), and of both sides (security profile 3).

Where Part 6 has the station boot into our refusal, we close its connection instead: it shakes hands anew all the same.
"""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, step
from ocpp_conformance.conformance.station.a_security.own_certificate import is_proper
from ocpp_conformance.conformance.station.connectors import connectors_reported
from ocpp_conformance.conformance.station.starts import start_told
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.cipher_suites import ECDSA_PAIR, RSA_PAIR
from ocpp_conformance.harness.transport.client_hello import Forbidden

_WITH_PASSWORD = (Need.RESET, Need.SECURITY_PROFILE_2)
_WITH_CERTIFICATE = (Need.RESET, Need.SECURITY_PROFILE_3)


@case("TC_A_04_CS", needs=_WITH_PASSWORD)
async def test_station_is_served_over_tls(csms: CsmsProbe, certificates: Certificates) -> None:
    boot = await csms.must_boot("A00.FR.312")
    boot.meets("B01.FR.01")
    await connectors_reported(csms, boot, "B01.FR.05")

    end = await csms.shows(certificates.server(), "a certificate")
    end.offers_one_of("A00.FR.319", ECDSA_PAIR, RSA_PAIR)


@case("TC_A_05_CS", needs=_WITH_PASSWORD)
async def test_bad_certificate_of_the_csms_is_refused(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    for flaw in certificates.flaws:
        since = csms.mark
        end = await csms.shows(certificates.server(flaw), f"a certificate {flaw}")
        end.by_system("A00.FR.311")
        told: dict[str, object] = {"type": "InvalidCsmsCertificate"}
        event = await csms.must_send("A00.FR.310", "SecurityEventNotification", since=since, where=told)
        event.meets("A00.FR.310")


@case("TC_A_06_CS", needs=_WITH_PASSWORD)
async def test_csms_that_speaks_old_tls_is_left(csms: CsmsProbe) -> None:
    await csms.booted()
    end = await csms.shows(Forbidden.OLD_TLS, "a ServerHello of TLS 1.1")
    end.by_system("A00.FR.316")  # the event is optional in Part 6: not each TLS library tells its station why

    boot = await csms.must_boot(step(4))
    boot.meets("B01.FR.01")
    await start_told(csms, boot)


@case("TC_A_07_CS", needs=_WITH_CERTIFICATE)
async def test_station_shows_its_certificate(csms: CsmsProbe, certificates: Certificates) -> None:
    boot = await csms.must_boot("A00.FR.402")  # our CSMS finishes no handshake without one
    is_proper(csms, csms.upgrades[-1], boot)
    boot.meets("B01.FR.01")
    await connectors_reported(csms, boot, "B01.FR.05")

    end = await csms.shows(certificates.server(), "a certificate")
    end.offers_one_of("A00.FR.422", ECDSA_PAIR, RSA_PAIR)
