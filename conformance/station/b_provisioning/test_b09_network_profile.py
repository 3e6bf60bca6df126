"""B09: the CSMS gives the station another way to connect."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.b_provisioning.migration import NO_SLOT
from ocpp_conformance.conformance.station.network_profiles import security_profile, set_profile


@case("TC_B_43_CS")
async def test_profile_for_a_slot_that_does_not_exist_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    reply = await set_profile(csms, NO_SLOT, csms.elsewhere().url, await security_profile(csms))
    reply.meets("B09.FR.02", status="Rejected")
