"""Part 4, 4.2.3, 4.3 and 4.4: what a station does with text that is no CALL."""

from ocpp_conformance.conformance.case import CsmsProbe, Wrong, case
from ocpp_conformance.conformance.frames import call_text

BROKEN = '[2, "a \\" b", "GetVariables", {"x": "\ty\n\x01", "z": \'"\\\\"\'} "'


@case("RPC-CS-FRAMEWORK-01", "Text that is not JSON", topics=("rpc", "framing"))
async def test_text_that_is_not_json(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke("this is no JSON")
    outcome.earns("J-4.2.3-04", Wrong.NOT_JSON)


@case("RPC-CS-FRAMEWORK-02", "A message that is no array", topics=("rpc", "framing"))
async def test_message_that_is_no_array(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke('{"messageTypeId": 2}')
    outcome.earns("J-4.3-10", Wrong.NOT_ARRAY)


@case("RPC-CS-FRAMEWORK-03", "A message id that is a number", topics=("rpc", "framing"))
async def test_message_id_is_a_number(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence, message_id=17))
    outcome.earns("J-4.2.3-04", Wrong.UNREADABLE_ID)


@case("RPC-CS-FRAMEWORK-04", "Broken JSON full of quotes is not quoted back unescaped", topics=("rpc", "framing"))
async def test_broken_json_is_not_echoed(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(BROKEN)
    outcome.earns("J-4.2.3-03", Wrong.NOT_JSON)


@case("RPC-CS-FRAMEWORK-05", "A CALL without a payload", topics=("rpc", "framing"))
async def test_call_without_payload(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke('[2, "too short", "GetVariables"]')
    outcome.earns("J-4.3-09", Wrong.ELEMENT_COUNT)


@case("RPC-CS-FRAMEWORK-06", "A CALL with five elements", topics=("rpc", "framing"))
async def test_call_with_five_elements(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(f"{call_text(*csms.fence)[:-1]}, {{}}]")
    outcome.earns("J-4.3-09", Wrong.ELEMENT_COUNT)


@case("RPC-CS-FRAMEWORK-07", "An action that is no string", topics=("rpc", "framing"))
async def test_action_is_no_string(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(42, {}))
    outcome.earns("J-4.3-09", Wrong.ACTION_NOT_STRING)


@case("RPC-CS-FRAMEWORK-08", "An unknown message type", topics=("rpc", "framing"))
async def test_unknown_message_type(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text("Unheard", {}, message_type=9))
    outcome.earns("J-4.4-01", Wrong.UNKNOWN_MESSAGE_TYPE)
    outcome.earns("J-4.3-04", Wrong.UNKNOWN_MESSAGE_TYPE)


@case("RPC-CS-FRAMEWORK-09", "What is in a message of unknown type is not carried out", topics=("rpc", "framing"))
async def test_unknown_message_type_is_ignored(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence, message_type=9))
    outcome.refused("J-4.1.3-02")


@case("RPC-CS-FRAMEWORK-10", "A malformed CALLRESULT is not answered", topics=("rpc", "framing"))
async def test_malformed_callresult(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke('[3, "nobody asked", "Heartbeat", {}]')
    outcome.earns("J-4.2.3-01", Wrong.REPLY)


@case("RPC-CS-FRAMEWORK-11", "A malformed CALLERROR is not answered", topics=("rpc", "framing"))
async def test_malformed_callerror(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke('[4, "nobody asked", "GenericError"]')
    outcome.earns("J-4.2.3-01", Wrong.REPLY)


@case("RPC-CS-FRAMEWORK-12", "A reply that nobody waits for is not answered", topics=("rpc", "framing"))
async def test_reply_that_nobody_waits_for(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke('[3, "nobody asked", {}]')
    outcome.earns("J-4.2.3-01", Wrong.REPLY)
