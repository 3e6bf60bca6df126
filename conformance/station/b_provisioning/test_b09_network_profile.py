"""B09: the CSMS gives the station another way to connect."""

from ocpp_conformance.conformance.case import CsmsProbe, case
from ocpp_conformance.conformance.station.b_provisioning.migration import NO_SLOT, connection_data


@case("TC_B_43_CS")
async def test_profile_for_a_slot_that_does_not_exist_is_rejected(csms: CsmsProbe) -> None:
    await csms.booted()
    data = await connection_data(csms, csms.elsewhere().url)
    reply = await csms.call("SetNetworkProfile", {"configurationSlot": NO_SLOT, "connectionData": data})
    reply.meets("B09.FR.02", status="Rejected")
