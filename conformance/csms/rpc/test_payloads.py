"""Part 4, 4.1.2, 4.1.7, 4.3 and 9: CALLs whose payload breaks the schema."""

from ocpp_conformance.conformance.case import StationProbe, Wrong, case, connector_status, id_token
from ocpp_conformance.conformance.frames import call_text


@case("RPC-CSMS-PAYLOAD-01", "A list as payload", topics=("rpc", "schema"))
async def test_list_as_payload(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", ["no object"]))
    outcome.earns("J-4.3-01", Wrong.PAYLOAD_NOT_OBJECT)


@case("RPC-CSMS-PAYLOAD-02", "null as payload where fields are required", topics=("rpc", "schema"))
async def test_null_as_payload_with_required_fields(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Authorize", None))
    outcome.refused("J-4.1.7-01")  # no code is graded: whoever reads null as {} misses the required field


@case("RPC-CSMS-PAYLOAD-03", "null as payload where none is required", topics=("rpc", "schema"))
async def test_null_as_empty_payload(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", None))
    outcome.either_way("J-4.1.4-02")  # {} is only good practice, so a receiver may read null as {} (4.1.5)


@case("RPC-CSMS-PAYLOAD-04", "A required field is missing", topics=("rpc", "schema"))
async def test_required_field_is_missing(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(
        call_text("BootNotification", {"chargingStation": {"model": "M", "vendorName": "V"}})
    )
    outcome.earns("J-4.3-07", Wrong.OCCURRENCE)


@case("RPC-CSMS-PAYLOAD-05", "A required field is missing further down", topics=("rpc", "schema"))
async def test_required_field_is_missing_further_down(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Authorize", {"idToken": {"idToken": "04A1A2A3"}}))
    outcome.earns("J-4.1.7-02", Wrong.OCCURRENCE)


@case("RPC-CSMS-PAYLOAD-06", "A text in place of a number", topics=("rpc", "schema"))
async def test_text_in_place_of_a_number(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("StatusNotification", {**connector_status(), "evseId": "one"}))
    outcome.earns("J-4.3-12", Wrong.TYPE)


@case("RPC-CSMS-PAYLOAD-07", "An object in place of a text", topics=("rpc", "schema"))
async def test_object_in_place_of_a_text(station: StationProbe) -> None:
    await station.booted()
    token = {"idToken": {"text": "04A1A2A3"}, "type": "ISO14443"}
    outcome = await station.provoke(call_text("Authorize", {"idToken": token}))
    outcome.earns("J-4.1.7-01", Wrong.TYPE)


@case("RPC-CSMS-PAYLOAD-08", "A value that the enumeration doesn't have", topics=("rpc", "schema"))
async def test_value_that_the_enumeration_does_not_have(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("StatusNotification", connector_status("Charging")))
    outcome.earns("J-4.3-08", Wrong.VALUE)


@case("RPC-CSMS-PAYLOAD-09", "A time that is none", topics=("rpc", "schema"))
async def test_time_that_is_none(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("StatusNotification", {**connector_status(), "timestamp": "yesterday"}))
    outcome.earns("J-4.1.7-01", Wrong.VALUE)


@case("RPC-CSMS-PAYLOAD-10", "A text that is too long", topics=("rpc", "schema"))
async def test_text_that_is_too_long(station: StationProbe) -> None:
    await station.booted()
    for length in (37, 3000):
        outcome = await station.provoke(call_text("Authorize", {"idToken": id_token("A" * length, "Central")}))
        outcome.earns("J-4.3-08", Wrong.VALUE, lenient=True)  # 4.1.7 names no lengths: rejecting is free


@case("RPC-CSMS-PAYLOAD-11", "A property that the schema doesn't have", topics=("rpc", "schema"))
async def test_property_that_the_schema_does_not_have(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", {"battery": 80}))
    outcome.earns("J-9-01", Wrong.UNKNOWN_PROPERTY)
