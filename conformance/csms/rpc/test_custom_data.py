"""Part 4, 9: customData."""

from ocpp_conformance.conformance.case import (
    PRESENT,
    StationProbe,
    Wrong,
    absent_or,
    because,
    booting,
    case,
    id_token,
    text_like,
)
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.probes.payloads import unknown_uid

OURS = {"vendorId": "org.example.conformance", "colour": "green", "list": [1, {"deep": None}]}
REVERSED_DNS = text_like(r"[A-Za-z][\w-]*(\.[\w-]+)+", "a reversed DNS name")


@case("RPC-CSMS-CUSTOM-DATA-01", "customData may carry anything", topics=("rpc", "schema"))
async def test_custom_data_may_carry_anything(station: StationProbe) -> None:
    await station.connect()
    outcome = await proper_call(station, call_text("BootNotification", {**booting(), "customData": OURS}))
    outcome.is_served("J-9-02", status=PRESENT)


@case("RPC-CSMS-CUSTOM-DATA-02", "customData without vendorId", topics=("rpc", "schema"))
async def test_custom_data_without_vendor_id(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", {"customData": {"colour": "green"}}))
    outcome.earns("J-9-02", Wrong.OCCURRENCE, lenient=True)


@case("RPC-CSMS-CUSTOM-DATA-03", "customData of an unknown vendor changes nothing", topics=("rpc", "schema"))
async def test_custom_data_of_an_unknown_vendor_changes_nothing(station: StationProbe) -> None:
    await station.booted()
    card = id_token(unknown_uid())
    plain = await station.call("Authorize", {"idToken": card})
    plain.expects(idTokenInfo={"status": PRESENT})
    custom = await station.call("Authorize", {"idToken": {**card, "customData": OURS}, "customData": OURS})
    custom.meets("J-9-04", idTokenInfo={"status": because("as without customData", plain["idTokenInfo"]["status"])})


@case("RPC-CSMS-CUSTOM-DATA-04", "Its own customData names a vendor", topics=("rpc", "schema"))
async def test_its_own_custom_data_names_a_vendor(station: StationProbe) -> None:
    boot = await station.booted()
    boot.meets("J-9-03", customData=absent_or({"vendorId": REVERSED_DNS}))
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("J-9-03", customData=absent_or({"vendorId": REVERSED_DNS}))
