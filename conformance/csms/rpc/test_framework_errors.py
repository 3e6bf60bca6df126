"""Part 4, 4.1.3, 4.2.3, 4.3 and 4.4: what a CSMS does with text that is no frame."""

from ocpp_conformance.conformance.case import StationProbe, Wrong, case
from ocpp_conformance.conformance.frames import array, call_text, fresh_id


@case("RPC-CSMS-FRAME-01", "Text that is not JSON", topics=("rpc", "framing"))
async def test_text_that_is_not_json(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke("this is no JSON")
    outcome.earns("J-4.3-10", Wrong.NOT_JSON)


@case("RPC-CSMS-FRAME-02", "A message that is no array", topics=("rpc", "framing"))
async def test_message_that_is_no_array(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke('{"messageTypeId": 2}')
    outcome.earns("J-4.2.3-04", Wrong.NOT_ARRAY)


@case("RPC-CSMS-FRAME-03", "Broken JSON full of quotes is not told unescaped", topics=("rpc", "framing"))
async def test_broken_json_is_not_told_unescaped(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke('[2, "a"b", "Heart\x01beat\\", {"text": "\\"}], \n\t"')
    outcome.earns("J-4.2.3-03", Wrong.NOT_JSON)


@case("RPC-CSMS-FRAME-04", "A CALL without payload", topics=("rpc", "framing"))
async def test_call_without_payload(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat"))
    outcome.earns("J-4.3-09", Wrong.ELEMENT_COUNT)


@case("RPC-CSMS-FRAME-05", "A CALL with one element more", topics=("rpc", "framing"))
async def test_call_with_one_element_more(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text("Heartbeat", {}, {}))
    outcome.earns("J-4.3-09", Wrong.ELEMENT_COUNT)


@case("RPC-CSMS-FRAME-06", "A number as action", topics=("rpc", "framing"))
async def test_number_as_action(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(call_text(17, {}))
    outcome.earns("J-4.3-10", Wrong.ACTION_NOT_STRING)


@case("RPC-CSMS-FRAME-07", "An unknown message type in a CALL", topics=("rpc", "framing"))
async def test_unknown_message_type_in_a_call(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(9, fresh_id(), "Heartbeat", {}))
    outcome.earns("J-4.4-01", Wrong.UNKNOWN_MESSAGE_TYPE)
    outcome.refused("J-4.1.3-02")


@case("RPC-CSMS-FRAME-08", "An unknown message type in another frame", topics=("rpc", "framing"))
async def test_unknown_message_type_in_another_frame(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(9, fresh_id(), {}))
    outcome.earns("J-4.3-04", Wrong.UNKNOWN_MESSAGE_TYPE)


@case("RPC-CSMS-FRAME-09", "An answer that nobody asked for is not answered", topics=("rpc", "framing"))
async def test_unasked_answer_is_not_answered(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(3, fresh_id(), {}))
    outcome.earns("J-4.1.4-02", Wrong.REPLY)


@case("RPC-CSMS-FRAME-10", "A CALLERROR that nobody asked for is not answered", topics=("rpc", "framing"))
async def test_unasked_error_is_not_answered(station: StationProbe) -> None:
    await station.booted()
    outcome = await station.provoke(array(4, fresh_id(), "GenericError", "", {}))
    outcome.earns("J-4.1.4-02", Wrong.REPLY)
