"""A05: the CSMS raises the security profile of a station, and can't lower it."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case, one_of, step
from ocpp_conformance.conformance.station.a_security.renewal import renewed
from ocpp_conformance.conformance.station.b_provisioning.resets import reset
from ocpp_conformance.conformance.station.m_certificates.certificates import CSMS_ROOT, listed
from ocpp_conformance.conformance.station.network_profiles import (
    PRIORITY,
    order,
    ordering,
    security_profile,
    set_profile,
    slots,
)
from ocpp_conformance.conformance.station.starts import start_told
from ocpp_conformance.conformance.station.variables import members
from ocpp_conformance.harness.evidence import Miss
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.sut.certificates import Certificates

_WRITTEN = one_of("Accepted", "RebootRequired")


@case("TC_A_19_CS", needs=(Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_SECURITY_PROFILE))
async def test_station_goes_up_to_the_next_security_profile(csms: CsmsProbe, certificates: Certificates) -> None:
    await csms.booted()
    (active, other), higher = await slots(csms), await security_profile(csms) + 1
    await renewed(csms, certificates)
    stored = await set_profile(csms, other, csms.endpoint, higher)
    stored.meets("B09.FR.01", status="Accepted")
    written = await order(csms, other, active)
    written.meets("A05.FR.04", setVariableResult=[{"attributeStatus": _WRITTEN}])

    since = csms.mark
    if written["setVariableResult"][0]["attributeStatus"] == "RebootRequired":
        since = await reset(csms, {"type": "OnIdle"}, step(6), "Accepted")
    await csms.speaks(certificates.server(profile=higher))
    boot = await csms.must_send("A05.FR.05", "BootNotification", since=since, within=csms.patience.boot)
    await start_told(csms, boot)

    now, left = await security_profile(csms), await members(csms, PRIORITY)
    csms.checklist.book("A05.FR.06", mismatches(higher, now, "SecurityProfile"))
    miss = Miss("NetworkConfigurationPriority", f"a list without {active}", ",".join(sorted(left)))
    csms.checklist.book("A05.FR.06", (miss,) if str(active) in left else ())


@case("TC_A_20_CS", needs=(Need.ALLOW_NETWORK_PROFILE,))
async def test_station_without_a_root_goes_not_up(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_profile(csms, 1)
    (await listed(csms, CSMS_ROOT)).expects(status="NotFound")
    await goes_not_up(csms, csms.elsewhere().url.replace("ws:", "wss:"), 2, "A05.FR.02")


# needs ours: whether the station has a certificate of its own can't be asked
@case("TC_A_21_CS", needs=(Need.SECURITY_PROFILE_2, Need.OUR_CERTIFICATES, Need.ALLOW_NETWORK_PROFILE))
async def test_station_without_a_certificate_goes_not_up(csms: CsmsProbe) -> None:
    await csms.booted()
    await expects_profile(csms, 2)
    (await listed(csms, CSMS_ROOT)).expects(status="Accepted")
    await goes_not_up(csms, csms.elsewhere().url, 3, "A05.FR.03")


@case("TC_A_22_CS", needs=(Need.SECURITY_PROFILE_2,))
async def test_station_takes_no_lower_security_profile(csms: CsmsProbe) -> None:
    await csms.booted()
    _, other = await slots(csms)
    lower = await security_profile(csms) - 1
    url = csms.elsewhere().url
    if lower < 2:
        url = url.replace("wss:", "ws:")
    reply = await set_profile(csms, other, url, lower)
    reply.meets("B09.FR.04", status="Rejected")


async def expects_profile(csms: CsmsProbe, wanted: int) -> None:
    """A precondition: the station uses this security profile."""
    found = await security_profile(csms)
    if found != wanted:
        raise csms.checklist.give_up(f"precondition not reached: security profile {found}, not {wanted}")


async def goes_not_up(csms: CsmsProbe, url: str, higher: int, source: str) -> None:
    """A profile of a higher security profile is stored, and can't be put in front. That it is stored is a precondition:
    one that the station doesn't support it rejects rightly (B09.FR.02)."""
    active, other = await slots(csms)
    stored = await set_profile(csms, other, url, higher)
    stored.expects(status="Accepted")
    async with ordering(csms, other, active) as written:
        written.meets(source, setVariableResult=[{"attributeStatus": "Rejected"}])
