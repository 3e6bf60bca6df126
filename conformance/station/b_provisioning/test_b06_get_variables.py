"""B06: the CSMS reads variables."""

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, case, ignoring_case, step, variable
from ocpp_conformance.conformance.station.variables import NO_ERROR, OFFLINE_THRESHOLD, configured
from ocpp_conformance.harness.rpc import Payload


def names(component: str, name: str) -> Payload:
    """The demand for a component and a variable; names are case-insensitive."""
    return {"component": {"name": ignoring_case(component)}, "variable": {"name": ignoring_case(name)}}


@case("TC_B_06_CS")
async def test_variable_is_told(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Actual")
    async with configured(csms, OFFLINE_THRESHOLD):
        reply = await csms.call("GetVariables", {"getVariableData": [wanted]})

    reply.meets("B06.FR.02", getVariableResult=[names("OCPPCommCtrlr", "OfflineThreshold")])
    reply.meets("B06.FR.03", getVariableResult=[{"attributeType": "Actual"}])
    reply.meets("B06.FR.10", getVariableResult=[{"attributeStatus": "Accepted", "attributeValue": "300"}])
    reply.meets(step(2), getVariableResult=[{"attributeStatusInfo": NO_ERROR}])


@case("TC_B_32_CS")
async def test_unknown_component_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("UnknownComponent", "OfflineThreshold")
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.meets("B06.FR.06", getVariableResult=[{"attributeStatus": "UnknownComponent", "attributeValue": NOTHING}])
    reply.meets("B06.FR.02", getVariableResult=[names("UnknownComponent", "OfflineThreshold")])


@case("TC_B_33_CS")
async def test_unknown_variable_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("OCPPCommCtrlr", "UnknownVariable")
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.meets("B06.FR.07", getVariableResult=[{"attributeStatus": "UnknownVariable", "attributeValue": NOTHING}])
    reply.meets("B06.FR.02", getVariableResult=[names("OCPPCommCtrlr", "UnknownVariable")])
