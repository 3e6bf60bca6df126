"""CustomData: what a vendor adds to a message is no reason to refuse it."""

from ocpp_conformance.conformance.case import CsmsProbe, absent_or, case, step, variable
from ocpp_conformance.conformance.station.k_smart_charging.profiles import profiling
from ocpp_conformance.conformance.station.variables import configured

CUSTOM = {"customData": {"vendorId": "org.example.conformance", "note": "of no concern", "nested": {"a": [1, 2.5]}}}
ABOUT = {**variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Actual"), **CUSTOM}


@case("TC_P_03_CS")
async def test_custom_data_of_an_unknown_vendor_is_ignored(csms: CsmsProbe) -> None:
    await csms.booted()
    async with configured(csms, variable("OCPPCommCtrlr", "OfflineThreshold", attributeValue="60")):
        changed = await csms.call("SetVariables", {"setVariableData": [{**ABOUT, "attributeValue": "200"}], **CUSTOM})
        read = await csms.call("GetVariables", {"getVariableData": [ABOUT], **CUSTOM})

    changed.meets("J-9-04", setVariableResult=[{"attributeStatus": "Accepted"}])
    read.meets("J-9-04", getVariableResult=[{"attributeStatus": "Accepted", "attributeType": absent_or("Actual")}])
    read.meets(step(4), getVariableResult=[{"attributeValue": "200"}])


@case("TC_P_04_CS")
async def test_custom_data_in_a_charging_profile_is_ignored(csms: CsmsProbe) -> None:
    async with profiling(csms) as profiles:
        limit = 6 if profiles.unit == "A" else 6000
        period = {"startPeriod": 0, "limit": limit, "numberPhases": 3, **CUSTOM}
        reply = await profiles.asked(1, profiles.profile([period], None, duration=300, **CUSTOM))
        reply.meets("J-9-04", status="Accepted")
        reply.meets(step(2), status="Accepted")
