"""Part 4, 4.1.7, 4.2.3 and 4.3: what a CALL earns whose content is wrong."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, Wrong, boot_answer, case, variable
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.b_provisioning.boots import earns_security_error

PLACE = variable("OCPPCommCtrlr", "OfflineThreshold")


@case("RPC-CS-ERROR-01", "A list as payload", topics=("rpc", "framing"))
async def test_list_as_payload(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", []))
    outcome.earns("J-4.3-01", Wrong.PAYLOAD_NOT_OBJECT)


@case("RPC-CS-ERROR-02", "A list with too few elements", topics=("rpc", "schema"))
async def test_list_too_short(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", {"getVariableData": []}))
    outcome.earns("J-4.3-07", Wrong.OCCURRENCE)


@case("RPC-CS-ERROR-03", "A required field is missing", topics=("rpc", "schema"))
async def test_required_field_is_missing(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", {}))
    outcome.earns("J-4.1.7-02", Wrong.OCCURRENCE)


@case("RPC-CS-ERROR-04", "A field of the wrong type", topics=("rpc", "schema"))
async def test_wrong_type(csms: CsmsProbe) -> None:
    await csms.accepted()
    wrong = {**PLACE, "component": "OCPPCommCtrlr"}
    outcome = await csms.provoke(call_text("GetVariables", {"getVariableData": [wrong]}))
    outcome.earns("J-4.3-12", Wrong.TYPE)


@case("RPC-CS-ERROR-05", "A value that the field does not allow", topics=("rpc", "schema"))
async def test_wrong_value(csms: CsmsProbe) -> None:
    await csms.accepted()
    wrong = {**PLACE, "attributeType": "Imagined"}
    outcome = await csms.provoke(call_text("GetVariables", {"getVariableData": [wrong]}))
    outcome.earns("J-4.3-08", Wrong.VALUE)


@case("RPC-CS-ERROR-06", "A property that the schema does not know", topics=("rpc", "schema"))
async def test_unknown_property(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", {"getVariableData": [PLACE], "surprise": 1}))
    outcome.earns("J-9-01", Wrong.UNKNOWN_PROPERTY)


@case("RPC-CS-ERROR-07", "An action that does not exist", topics=("rpc", "framing"))
async def test_unknown_action(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("MakeCoffee", {}))
    outcome.earns("J-4.3-05", Wrong.UNKNOWN_ACTION)


@case("RPC-CS-ERROR-08", "An action of the other direction", topics=("rpc", "framing"))
async def test_action_of_the_other_direction(csms: CsmsProbe) -> None:
    await csms.accepted()
    request = {"reason": "PowerUp", "chargingStation": {"model": "Probe", "vendorName": "ocpp-conformance"}}
    outcome = await csms.provoke(call_text("BootNotification", request))
    outcome.earns("J-4.3-06", Wrong.UNSUPPORTED_ACTION)


@case("RPC-CS-ERROR-09", "An action in the wrong letter case", topics=("rpc", "framing"))
async def test_action_is_case_sensitive(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("getvariables", csms.fence[1]))
    outcome.earns("J-4.2.1-02", Wrong.UNKNOWN_ACTION)


@case("RPC-CS-ERROR-10", "A failure is told with a CALLERROR", topics=("rpc", "framing"))
async def test_failure_is_a_callerror(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("MakeCoffee", {}))
    outcome.refused("J-4.2.3-02")


@case("RPC-CS-ERROR-11", "Messages that break the schema do not end the service", topics=("rpc", "schema"))
async def test_service_goes_on(csms: CsmsProbe) -> None:
    await csms.accepted()
    first = await csms.provoke(call_text("GetVariables", {"getVariableData": [{}]}))
    first.refused("J-4.1.7-02", lenient=True)
    second = await csms.provoke(call_text("TriggerMessage", {"requestedMessage": 7}))
    second.refused("J-4.1.7-02", lenient=True)


@case(
    "RPC-CS-ERROR-12",
    "A CALL while the station is rejected earns SecurityError",
    topics=("rpc", "security"),
    needs=(Need.RESET, Need.BOOT_SCALE),
)
async def test_call_while_rejected(csms: CsmsProbe) -> None:
    await csms.reboot(boot_answer("Rejected", 10), boot_answer())
    outcome = await csms.provoke(call_text(*csms.fence))
    # no station in the field does it; the verdict on B03.FR.08 is TC_B_30_CS's, so here it is an advisory
    earns_security_error(csms, "J-4.3-11", outcome, mild=True)
