"""CustomData: what a vendor adds to a message is no reason to refuse it."""

from ocpp_conformance.conformance.case import case, step
from ocpp_conformance.conformance.csms.states import booted
from ocpp_conformance.harness.probes.charging_session import ChargingSession

CUSTOM_DATA = {
    "vendorId": "org.example.conformance",
    "note": "of no concern",
    "numbers": [1, 2.5],
    "nested": {"a": True},
}


@case("TC_P_03_CSMS", topics=("schema",))
async def test_custom_data_of_an_unknown_vendor_is_ignored(session: ChargingSession) -> None:
    await booted(session)
    status = await session.status("Occupied", customData=CUSTOM_DATA)
    status.meets("J-9-04")
    status.meets(step(2))

    more = {"customData": CUSTOM_DATA}
    started = await session.event("CablePluggedIn", state="EVConnected", customData=CUSTOM_DATA, info=more)
    started.meets("J-9-04")
    started.meets(step(4))
