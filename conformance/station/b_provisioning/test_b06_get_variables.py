"""B06: the CSMS reads variables."""

from ocpp_conformance.conformance.case import NOTHING, CsmsProbe, a_list_with, case, ignoring_case, step, variable
from ocpp_conformance.conformance.station.variables import NO_ERROR, OFFLINE_THRESHOLD, configured, named


@case("TC_B_06_CS")
async def test_variable_is_told(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Actual")
    async with configured(csms, OFFLINE_THRESHOLD):
        reply = await csms.call("GetVariables", {"getVariableData": [wanted]})

    reply.meets("B06.FR.02", getVariableResult=[named(OFFLINE_THRESHOLD)])
    reply.meets("B06.FR.03", getVariableResult=[{"attributeType": "Actual"}])
    reply.meets("B06.FR.10", getVariableResult=[{"attributeStatus": "Accepted", "attributeValue": "300"}])
    reply.meets(step(2), getVariableResult=[{"attributeStatusInfo": NO_ERROR}])


@case("TC_B_07_CS")
async def test_two_variables_are_told(csms: CsmsProbe) -> None:
    await csms.accepted()
    offline = variable("AuthCtrlr", "LocalAuthorizeOffline", attributeValue="true")
    wanted = [
        variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Actual"),
        variable("AuthCtrlr", "LocalAuthorizeOffline", attributeType="Actual"),
    ]
    async with configured(csms, OFFLINE_THRESHOLD, offline):
        reply = await csms.call("GetVariables", {"getVariableData": wanted})

    for about, value in zip(wanted, ("300", ignoring_case("true")), strict=True):
        told = {"attributeStatus": "Accepted", "attributeValue": value}
        reply.meets("B06.FR.02", getVariableResult=a_list_with(named(about)))
        reply.meets("B06.FR.03", getVariableResult=a_list_with({**named(about), "attributeType": "Actual"}))
        reply.meets("B06.FR.10", getVariableResult=a_list_with({**named(about), **told}))
        reply.meets(step(2), getVariableResult=a_list_with({**named(about), "attributeStatusInfo": NO_ERROR}))


@case("TC_B_32_CS")
async def test_unknown_component_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("UnknownComponent", "OfflineThreshold")
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.meets("B06.FR.06", getVariableResult=[{"attributeStatus": "UnknownComponent", "attributeValue": NOTHING}])
    reply.meets("B06.FR.02", getVariableResult=[named(wanted)])


@case("TC_B_33_CS")
async def test_unknown_variable_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("OCPPCommCtrlr", "UnknownVariable")
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    reply.meets("B06.FR.07", getVariableResult=[{"attributeStatus": "UnknownVariable", "attributeValue": NOTHING}])
    reply.meets("B06.FR.02", getVariableResult=[named(wanted)])


@case("TC_B_34_CS")
async def test_unsupported_attribute_is_called_so(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Target")
    reply = await csms.call("GetVariables", {"getVariableData": [wanted]})
    refused = {"attributeStatus": "NotSupportedAttributeType", "attributeValue": NOTHING}
    reply.meets("B06.FR.08", getVariableResult=[refused])
    reply.meets("B06.FR.02", getVariableResult=[named(wanted)])
    reply.meets("B06.FR.03", getVariableResult=[{"attributeType": "Target"}])
