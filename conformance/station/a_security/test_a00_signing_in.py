"""A00: how a station signs in over TLS, by a password or by a certificate, what that is like, and no way back."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, variable
from ocpp_conformance.conformance.station.a_security.credentials import carry_credentials, password_of
from ocpp_conformance.conformance.station.a_security.own_certificate import (
    has_strong_key,
    is_named,
    is_proper,
    is_signed_well,
)
from ocpp_conformance.conformance.station.a_security.renewal import renewal_begun, shown
from ocpp_conformance.conformance.station.network_profiles import set_profile, slots
from ocpp_conformance.harness.evidence import Source
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.sut.certificates import Certificates
from ocpp_conformance.harness.sut.description import Description

_TOPICS = ("security",)
_PROFILE = variable("SecurityCtrlr", "SecurityProfile")


@case(
    "PART2-CS-A00-06",
    "A password is sent as it must be, over TLS",
    topics=_TOPICS,
    needs=(Need.RESET, Need.PASSWORD, Need.SECURITY_PROFILE_2),
)
async def test_station_signs_in_by_password_over_tls(
    csms: CsmsProbe, sut: Description, certificates: Certificates
) -> None:
    await csms.reboot()
    if csms.upgrades[-1].request.certificate is not None:
        raise csms.checklist.give_up("the station signs in by a certificate: security profile 3")
    carry_credentials(csms, csms.upgrades, password_of(sut), "A00.FR.304", profile=2)
    await _does_standard_tls(csms, certificates, "A00.FR.317")


@case(
    "PART2-CS-A00-07",
    "A certificate is shown over TLS, and its key is strong",
    topics=_TOPICS,
    needs=(Need.RESET, Need.SECURITY_PROFILE_3),
)
async def test_station_signs_in_by_certificate(csms: CsmsProbe, certificates: Certificates) -> None:
    boot = await csms.must_boot("A00.FR.415")  # our CSMS speaks nothing but TLS
    upgrade = csms.upgrades[-1]
    seen = "none" if upgrade.request.certificate is None else "one"
    csms.checklist.book("A00.FR.401", mismatches("one", seen, "certificate of the station"))
    has_strong_key(csms, shown(csms))
    is_proper(csms, upgrade, boot)
    await _does_standard_tls(csms, certificates, "A00.FR.420")


@case(
    "PART2-CS-A00-08",
    "A certificate is asked for in the name of its owner, and by what is safe",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_3,),
)
async def test_certificate_is_asked_for_in_the_name_of_its_owner(csms: CsmsProbe) -> None:
    await csms.booted()
    request = await renewal_begun(csms, triggered=None, asked=None, answer="Rejected")
    is_named(request, "A00.FR.509")
    is_signed_well(request, "A00.FR.504")


@case(
    "PART2-CS-A00-09",
    "No message leads back to security profile 1",
    topics=_TOPICS,
    needs=(Need.SECURITY_PROFILE_2,),
)
async def test_no_message_lowers_the_security_profile(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    _, other = await slots(csms)
    reply = await set_profile(csms, other, csms.elsewhere().url.replace("wss:", "ws:"), 1)
    reply.meets("A00.FR.005", status="Rejected")
    written = await csms.call("SetVariables", {"setVariableData": [{**_PROFILE, "attributeValue": "1"}]})
    refused = one_of("Rejected", "UnknownComponent", "UnknownVariable", "NotSupportedAttributeType")
    written.meets("A00.FR.005", setVariableResult=[{"attributeStatus": refused}])


async def _does_standard_tls(csms: CsmsProbe, certificates: Certificates, source: Source) -> None:
    """The station goes through a handshake of TLS with the standard library at our end, and goes on."""
    end = await csms.shows(certificates.server(), "a certificate")
    end.not_at_all(source)
