"""B05: the CSMS sets variables."""

from ocpp_conformance.conformance.case import (
    CsmsProbe,
    a_list_with,
    case,
    ignoring_case,
    one_of,
    step,
    text_like,
    variable,
)
from ocpp_conformance.conformance.station.variables import (
    NO_ERROR,
    OFFLINE_THRESHOLD,
    configured,
    kept,
    named,
    value_of,
)
from ocpp_conformance.harness.probes import mismatches
from ocpp_conformance.harness.rpc import Payload
from ocpp_conformance.harness.times import now


@case("TC_B_09_CS")
async def test_variable_is_set(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with configured(csms, {**OFFLINE_THRESHOLD, "attributeValue": "60"}):
        reply = await csms.call("SetVariables", {"setVariableData": [{**OFFLINE_THRESHOLD, "attributeType": "Actual"}]})
        value = await value_of(csms, OFFLINE_THRESHOLD)

    reply.meets("B05.FR.02", setVariableResult=[named(OFFLINE_THRESHOLD)])
    reply.meets("B05.FR.03", setVariableResult=[{"attributeType": "Actual"}])
    reply.meets("B05.FR.10", setVariableResult=[{"attributeStatus": "Accepted"}])
    reply.meets(step(2), setVariableResult=[{"attributeStatusInfo": NO_ERROR}])
    csms.checklist.book("B05.FR.10", mismatches("300", value, "attributeValue read back"))


@case("TC_B_10_CS")
async def test_two_variables_are_set(csms: CsmsProbe) -> None:
    await csms.accepted()
    offline = variable("AuthCtrlr", "LocalAuthorizeOffline", attributeValue="true")
    wanted = (OFFLINE_THRESHOLD, offline)
    async with configured(csms, {**OFFLINE_THRESHOLD, "attributeValue": "60"}):
        data = [{**each, "attributeType": "Actual"} for each in wanted]
        reply = await csms.call("SetVariables", {"setVariableData": data})
        values = [await value_of(csms, each) for each in wanted]

    for each, value in zip(wanted, values, strict=True):
        reply.meets("B05.FR.02", setVariableResult=a_list_with(named(each)))
        reply.meets("B05.FR.03", setVariableResult=a_list_with({**named(each), "attributeType": "Actual"}))
        reply.meets("B05.FR.10", setVariableResult=a_list_with({**named(each), "attributeStatus": "Accepted"}))
        reply.meets(step(2), setVariableResult=a_list_with({**named(each), "attributeStatusInfo": NO_ERROR}))
        same = mismatches(ignoring_case(each["attributeValue"]), value, "attributeValue read back")
        csms.checklist.book("B05.FR.10", same)


@case("TC_B_11_CS")
async def test_badly_formatted_values_are_rejected(csms: CsmsProbe) -> None:
    await csms.accepted()
    threshold = await value_of(csms, OFFLINE_THRESHOLD) or "60"
    values = (threshold, f"{threshold}.1", "true", now(), "abc")
    for about, answer, form in TYPED:
        async with kept(csms, about):
            for value in values:
                await takes(csms, {**about, "attributeType": "Actual", "attributeValue": value}, answer, form)


@case("TC_B_35_CS")
async def test_unknown_component_is_called_so(csms: CsmsProbe) -> None:
    await refused(csms, variable("UnknownComponent", "OfflineThreshold"), "UnknownComponent", "B05.FR.04")


@case("TC_B_36_CS")
async def test_unknown_variable_is_called_so(csms: CsmsProbe) -> None:
    await refused(csms, variable("OCPPCommCtrlr", "UnknownVariable"), "UnknownVariable", "B05.FR.05")


@case("TC_B_37_CS")
async def test_unsupported_attribute_is_called_so(csms: CsmsProbe) -> None:
    target = variable("OCPPCommCtrlr", "OfflineThreshold", attributeType="Target")
    await refused(csms, target, "NotSupportedAttributeType", "B05.FR.06")


@case("TC_B_39_CS")
async def test_read_only_variable_is_not_set(csms: CsmsProbe) -> None:
    about = variable("OCPPCommCtrlr", "MessageTimeout")
    about["variable"]["instance"] = "Default"
    await refused(csms, about, "Rejected", "B05.FR.09")


TYPED = (
    (variable("OCPPCommCtrlr", "OfflineThreshold"), 2, r"[+-]?[0-9]+"),
    (variable("SmartChargingCtrlr", "LimitChangeSignificance"), 4, r"[+-]?[0-9]+(\.[0-9]+)?"),
    (variable("AuthCtrlr", "AuthorizeRemoteStart"), 6, r"(?i:true|false)"),
    (variable("ClockCtrlr", "NextTimeOffsetTransitionDateTime"), 8, r"[0-9]{4}-.*"),
)
"""A variable of each of these types, the step with its result, and how its values are written. All but the first may be
missing, and AuthorizeRemoteStart may be read-only."""

UNKNOWN = one_of("UnknownComponent", "UnknownVariable")


async def takes(csms: CsmsProbe, item: Payload, answer: int, form: str) -> None:
    """A value that is not written as the variable's are is Rejected; another one may be, by its range, but not the one
    that OfflineThreshold has. Nothing is due where another variable is missing."""
    reply = await csms.call("SetVariables", {"setVariableData": [item]})
    optional = item["component"]["name"] != "OCPPCommCtrlr"
    if optional and not mismatches({"setVariableResult": [{"attributeStatus": UNKNOWN}]}, reply.payload):
        return
    well_written = text_like(form, "well written").holds(item["attributeValue"])
    allowed = one_of("Accepted", "RebootRequired", *(["Rejected"] if optional else ()))
    status = {"attributeStatus": allowed if well_written else "Rejected"}
    reply.meets(step(answer) if well_written else "B05.FR.07", setVariableResult=[status])
    reply.meets("B05.FR.02", setVariableResult=[named(item)])
    reply.meets("B05.FR.03", setVariableResult=[{"attributeType": "Actual"}])


async def refused(csms: CsmsProbe, about: Payload, status: str, source: str) -> None:
    """A variable that can't be set is answered with this status, and named."""
    await csms.accepted()
    reply = await csms.call("SetVariables", {"setVariableData": [{**about, "attributeValue": "30"}]})
    reply.meets(source, setVariableResult=[{"attributeStatus": status}])
    reply.meets("B05.FR.02", setVariableResult=[named(about)])
