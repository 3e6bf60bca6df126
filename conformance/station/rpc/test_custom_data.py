"""Part 4, 9: customData, and no other property than the schemas have."""

from ocpp_conformance.conformance.case import CsmsProbe, Wrong, case, text_like
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.line import shows, unknown_properties
from ocpp_conformance.conformance.station.rpc.wire import conversation, every_value
from ocpp_conformance.harness.probes import Matcher

INVENTED = {"vendorId": "org.example.conformance"}
EXTRAS = {**INVENTED, "number": 7, "list": [1, "two", None], "object": {"deep": {"deeper": True}}}
WITH_VENDOR = Matcher(
    "an object with vendorId, a string of at most 255 characters",
    lambda v: isinstance(v, dict) and isinstance(v.get("vendorId"), str) and len(v["vendorId"]) <= 255,
)
REVERSED_DNS = text_like(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z0-9_-]+)+", "a reversed DNS name")


@case("RPC-CS-CUSTOM-01", "customData of an unknown vendor changes nothing", topics=("rpc", "schema"))
async def test_unknown_vendor_is_ignored(csms: CsmsProbe) -> None:
    await csms.accepted()
    plain = await csms.call(*csms.fence)
    outcome = await csms.provoke(call_text("GetVariables", {**csms.fence[1], "customData": INVENTED}))
    outcome.is_served("J-9-04", getVariableResult=plain["getVariableResult"])


@case("RPC-CS-CUSTOM-02", "customData may carry anything beside vendorId", topics=("rpc", "schema"))
async def test_custom_data_carries_anything(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", {**csms.fence[1], "customData": EXTRAS}))
    outcome.is_served("J-9-02")


@case("RPC-CS-CUSTOM-03", "customData without vendorId does no harm", topics=("rpc", "schema"))
async def test_custom_data_without_vendor(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("GetVariables", {**csms.fence[1], "customData": {"number": 7}}))
    outcome.earns("J-9-02", Wrong.OCCURRENCE, lenient=True)


@case("RPC-CS-CUSTOM-04", "Own customData has a vendorId", topics=("rpc", "schema"))
async def test_own_custom_data_has_vendor(csms: CsmsProbe) -> None:
    await conversation(csms)
    every_value(csms, "J-9-02", WITH_VENDOR, "customData")


@case("RPC-CS-CUSTOM-05", "The vendorId of own customData is a reversed DNS name", topics=("rpc", "schema"))
async def test_own_vendor_is_a_dns_name(csms: CsmsProbe) -> None:
    await conversation(csms)
    every_value(csms, "J-9-03", REVERSED_DNS, "customData/vendorId")


@case("RPC-CS-CUSTOM-06", "Own messages have no property that the schema does not know", topics=("rpc", "schema"))
async def test_own_messages_have_no_unknown_property(csms: CsmsProbe) -> None:
    await conversation(csms)
    reply = await csms.call(*csms.fence)
    shows(csms, "J-9-01", [], unknown_properties(csms, reply))
