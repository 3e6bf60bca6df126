"""B06: the CSMS reads variables."""

from ocpp_conformance.conformance.case import (
    NOTHING,
    CsmsProbe,
    ErrorCode,
    a_list_with,
    case,
    ignoring_case,
    one_of,
    step,
    variable,
)
from ocpp_conformance.conformance.station.variables import NO_ERROR, OFFLINE_THRESHOLD, configured, named, value_of

_MANY = 500
"""A limit of more items than these is not tried."""


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


@case("PART2-CS-B06-01", "A password can be written, but not read", topics=("security", "variables"))
async def test_password_is_not_told(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetVariables", {"getVariableData": [variable("SecurityCtrlr", "BasicAuthPassword")]})
    known = one_of("Accepted", "Rejected", "NotSupportedAttributeType")
    reply.expects(getVariableResult=[{"attributeStatus": known}])
    reply.meets("B06.FR.09", getVariableResult=[{"attributeStatus": "Rejected", "attributeValue": NOTHING}])


@case("PART2-CS-B06-02", "An instance that is named is the one that is told", topics=("variables",))
async def test_named_instance_is_told(csms: CsmsProbe) -> None:
    await csms.accepted()
    wanted = [variable("OCPPCommCtrlr", "MessageAttempts", instance="TransactionEvent")]
    reply = await csms.call("GetVariables", {"getVariableData": wanted})
    reply.expects(getVariableResult=[{"attributeStatus": "Accepted"}])
    reply.meets("B06.FR.14", getVariableResult=[wanted[0]])


@case("PART2-CS-B06-03", "An instance that is needed and not named is not guessed", topics=("variables",))
async def test_missing_instance_is_not_guessed(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("GetVariables", {"getVariableData": [variable("OCPPCommCtrlr", "MessageAttempts")]})
    refused = one_of("UnknownVariable", "UnknownComponent")
    reply.meets("B06.FR.15", getVariableResult=[{"attributeStatus": refused, "attributeValue": NOTHING}])


@case("PART2-CS-B06-04", "More items than ItemsPerMessage: all are told, or none is", topics=("variables",))
async def test_too_many_items_are_served_or_refused(csms: CsmsProbe) -> None:
    await csms.accepted()
    limit = await value_of(csms, variable("DeviceDataCtrlr", "ItemsPerMessage", instance="GetVariables"))
    if limit is None or not 0 < int(limit) <= _MANY:
        raise csms.checklist.give_up(f"ItemsPerMessage of GetVariables is {limit}")
    wanted = [variable("OCPPCommCtrlr", "OfflineThreshold")] * (int(limit) + 1)
    reply = await csms.call("GetVariables", {"getVariableData": wanted})
    if reply.error is None:
        reply.meets("B06.FR.01", getVariableResult=[{"attributeStatus": "Accepted"}] * len(wanted))
    else:
        reply.meets("J-4.3-07", error=ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION)
