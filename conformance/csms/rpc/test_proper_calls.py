"""Part 4, 4.1 and 4.2: CALLs that are right, and what their answers look like."""

import json

from ocpp_conformance.conformance.case import NOTHING, PRESENT, StationProbe, booting, case, connector_status, id_token
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.evidence.recording import FrameEntry
from ocpp_conformance.harness.probes import Matcher, mismatches
from ocpp_conformance.harness.probes.payloads import unknown_uid
from ocpp_conformance.harness.rpc import CallResult

NOT_NULL = Matcher("{} for an empty payload", lambda value: value is not None)
LONGEST = {"model": "M" * 20, "vendorName": "V" * 50, "serialNumber": "S" * 25, "firmwareVersion": "F" * 50}


@case("RPC-CSMS-CALL-01", "A proper CALL earns no error", topics=("rpc", "framing"))
async def test_proper_call_earns_no_error(station: StationProbe) -> None:
    await station.booted()
    for action, payload in (("Heartbeat", {}), ("StatusNotification", connector_status())):
        reply = await station.call(action, payload)
        misses = mismatches(NOTHING, reply.error, "error code")
        station.checklist.book("J-4.2.3-01", misses, frame=reply.frame)


@case("RPC-CSMS-CALL-02", "Texts of the greatest length", topics=("rpc", "schema"))
async def test_texts_of_the_greatest_length(station: StationProbe) -> None:
    await station.connect()
    outcome = await proper_call(station, call_text("BootNotification", {**booting(), "chargingStation": LONGEST}))
    outcome.is_served("J-4.2.3-01", status=PRESENT)


@case("RPC-CSMS-CALL-03", "A token that nobody knows is no error", topics=("rpc", "auth"))
async def test_unknown_token_is_no_error(station: StationProbe) -> None:
    await station.booted()
    authorize = await station.call("Authorize", {"idToken": id_token(unknown_uid())})
    authorize.meets("J-4.2.2-01", idTokenInfo={"status": PRESENT})


@case("RPC-CSMS-CALL-04", "After an invalid CALL the next one is served", topics=("rpc", "framing"))
async def test_valid_call_after_an_invalid_one(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("StatusNotification", {"evseId": 1}))
    outcome.either_way("LIVES-ON")


@case("RPC-CSMS-CALL-05", "A CALLRESULT has three elements", topics=("rpc", "framing"))
async def test_callresult_has_three_elements(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("Heartbeat", {}))
    outcome.is_served("J-4.2.2-02", currentTime=PRESENT)


@case("RPC-CSMS-CALL-06", "Message types are 3 and 4", topics=("rpc", "framing"))
async def test_message_types(station: StationProbe) -> None:
    await station.booted()
    right = await proper_call(station, call_text("Heartbeat", {}))
    right.is_served("J-4.1.3-01")
    wrong = await station.provoke(call_text("MakeCoffee", {}))
    wrong.refused("J-4.1.3-01")


@case("RPC-CSMS-CALL-07", "Payloads are objects", topics=("rpc", "schema"))
async def test_payloads_are_objects(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("Authorize", {"idToken": id_token(unknown_uid())}))
    outcome.is_served("J-4.1.5-01", idTokenInfo=PRESENT)


@case("RPC-CSMS-CALL-08", "An empty payload is written {}", topics=("rpc", "schema"))
async def test_empty_payload(station: StationProbe) -> None:
    await station.booted()
    outcome = await proper_call(station, call_text("StatusNotification", connector_status()))
    outcome.is_served("J-4.1.5-02")
    if isinstance(outcome.answer, CallResult):
        assert outcome.frame is not None
        entry = station.recording.entries[outcome.frame]
        assert isinstance(entry, FrameEntry)
        written = json.loads(entry.raw)[2]
        station.checklist.book("J-4.1.5-02", mismatches(NOT_NULL, written, "payload"), frame=outcome.frame)


@case("RPC-CSMS-CALL-09", "Unused optional fields are left out", topics=("rpc", "schema"))
async def test_unused_optional_fields_are_left_out(station: StationProbe) -> None:
    boot = await station.booted()
    boot.meets("J-4.1.5-03")
    authorize = await station.call("Authorize", {"idToken": id_token(unknown_uid())})
    authorize.meets("J-4.1.5-03")
