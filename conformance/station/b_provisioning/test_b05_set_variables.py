"""B05: the CSMS sets variables."""

from ocpp_conformance.conformance.case import CsmsProbe, case, ignoring_case, step
from ocpp_conformance.conformance.station.variables import NO_ERROR, OFFLINE_THRESHOLD, configured, value_of
from ocpp_conformance.harness.probes import mismatches

_NAMES = {
    "component": {"name": ignoring_case("OCPPCommCtrlr")},
    "variable": {"name": ignoring_case("OfflineThreshold")},
}


@case("TC_B_09_CS")
async def test_variable_is_set(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with configured(csms, {**OFFLINE_THRESHOLD, "attributeValue": "60"}):
        reply = await csms.call("SetVariables", {"setVariableData": [{**OFFLINE_THRESHOLD, "attributeType": "Actual"}]})
        value = await value_of(csms, OFFLINE_THRESHOLD)

    reply.meets("B05.FR.02", setVariableResult=[_NAMES])
    reply.meets("B05.FR.03", setVariableResult=[{"attributeType": "Actual"}])
    reply.meets("B05.FR.10", setVariableResult=[{"attributeStatus": "Accepted"}])
    reply.meets(step(2), setVariableResult=[{"attributeStatusInfo": NO_ERROR}])
    csms.checklist.book("B05.FR.10", mismatches("300", value, "attributeValue read back"))
