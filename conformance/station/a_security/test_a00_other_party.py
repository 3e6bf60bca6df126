"""A00: whom a station takes for its CSMS, in security profile 2 and in security profile 3."""

from __future__ import annotations

from dataclasses import dataclass

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.transport.cipher_suites import ECDSA_PAIR, RSA_PAIR
from ocpp_conformance.harness.transport.client_hello import Forbidden
from ocpp_conformance.harness.transport.pki import Flaw

_TOPICS = ("security", "handshake")


@dataclass(frozen=True)
class _Demands:
    """The requirements of a security profile: the chain is checked, the name is, which versions of TLS there may be,
    that they are checked and an old one is left, which suites there may be, and that nothing is compressed."""

    chain: str
    name: str
    version: str
    checked: str
    left: str
    suites: str
    weak: str
    compression: str


_PROFILE_2 = _Demands(
    "A00.FR.308", "A00.FR.309", "A00.FR.313", "A00.FR.314", "A00.FR.316", "A00.FR.319", "A00.FR.320", "A00.FR.321"
)
_PROFILE_3 = _Demands(
    "A00.FR.411", "A00.FR.412", "A00.FR.416", "A00.FR.417", "A00.FR.419", "A00.FR.422", "A00.FR.423", "A00.FR.424"
)


@case("PART2-CS-A00-01", "Chain and name of the CSMS are checked", topics=_TOPICS, needs=(Need.SECURITY_PROFILE_2,))
async def test_chain_and_name_are_checked(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    await _checks(csms, certificates, _PROFILE_2)


@case(
    "PART2-CS-A00-02",
    "Chain and name of the CSMS are checked where both show certificates",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3,),
)
async def test_chain_and_name_are_checked_by_a_station_with_a_certificate(
    csms: CsmsProbe, certificates: Certificates
) -> None:
    await csms.booted()
    since = csms.mark
    await _checks(csms, certificates, _PROFILE_3)
    told: dict[str, object] = {"type": "InvalidCsmsCertificate"}
    event = await csms.must_send("A00.FR.413", "SecurityEventNotification", since=since, where=told)
    event.meets("A00.FR.413")


@case("PART2-CS-A00-03", "TLS is 1.2 or newer", topics=_TOPICS, needs=(Need.SECURITY_PROFILE_2,))
async def test_old_tls_is_left(csms: CsmsProbe) -> None:
    await _leaves_old_tls(csms, _PROFILE_2)


@case(
    "PART2-CS-A00-04",
    "TLS is 1.2 or newer where both show certificates",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3,),
)
async def test_old_tls_is_left_by_a_station_with_a_certificate(csms: CsmsProbe) -> None:
    await _leaves_old_tls(csms, _PROFILE_3)


@case(
    "PART2-CS-A00-05",
    "The named suites are offered, weak ones are not, where both show certificates",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3,),
)
async def test_named_suites_are_offered_by_a_station_with_a_certificate(csms: CsmsProbe) -> None:
    await csms.booted()
    end = await csms.shows(Forbidden.WEAK_SUITES, "a ServerHello with a weak suite")
    end.offers_one_of(_PROFILE_3.suites, ECDSA_PAIR, RSA_PAIR)
    end.offers_no_weak_suite(_PROFILE_3.weak)
    end.by_system("A00.FR.426")


async def _checks(csms: CsmsProbe, certificates: Certificates, demands: _Demands) -> None:
    for flaw in certificates.flaws:
        end = await csms.shows(certificates.server(flaw), f"a certificate {flaw}")
        end.by_system(demands.name if flaw is Flaw.OTHER_NAME else demands.chain)
        if demands is _PROFILE_3:
            end.by_system("A00.FR.414")


async def _leaves_old_tls(csms: CsmsProbe, demands: _Demands) -> None:
    await csms.booted()
    end = await csms.shows(Forbidden.OLD_TLS, "a ServerHello of TLS 1.1")
    end.by_system(demands.version)
    end.by_system(demands.checked)
    end.by_system(demands.left)  # the event isn't demanded: not each TLS library tells its station why
    end.offers_no_compression(demands.compression)
