"""Part 4, 4.1 and 4.2: the form of the messages that a station sends."""

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, case, one_of
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.line import shows
from ocpp_conformance.conformance.station.rpc.wire import (
    AN_OBJECT,
    a_text_up_to,
    closed_with,
    conversation,
    every,
    every_value,
    mistakes,
)
from ocpp_conformance.harness.probes import Matcher
from ocpp_conformance.harness.rpc.actions import ACTIONS
from ocpp_conformance.harness.rpc.frames import CALL, CALLERROR, CALLRESULT

A_TYPE = Matcher("the integer 2, 3 or 4", lambda value: type(value) is int and value in (2, 3, 4))
AN_ACTION = Matcher(
    "the name of an action of OCPP 2.0.1",  # "-Signed" is Part 4, 7.1
    lambda value: isinstance(value, str) and value.removesuffix("-Signed") in ACTIONS,
)
IN_ASCII = Matcher("US-ASCII", lambda value: not isinstance(value, str) or value.isascii())
IDENTIFIERS = ("idToken", "instance", "messageId", "name", "reasonCode", "status", "transactionId", "type", "vendorId")
IN_TABLE = one_of(*map(str, ErrorCode))
FOREIGN = "Grüße, 充电, \N{HIGH VOLTAGE SIGN}"


@case("RPC-CS-FRAME-01", "A CALL has four elements", topics=("rpc", "framing"))
async def test_call_has_four_elements(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.2.1-01", CALL, elements=4)


@case("RPC-CS-FRAME-02", "A CALLRESULT has three elements", topics=("rpc", "framing"))
async def test_callresult_has_three_elements(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.2.2-02", CALLRESULT, elements=3)


@case("RPC-CS-FRAME-03", "A CALLERROR has five elements", topics=("rpc", "framing"))
async def test_callerror_has_five_elements(csms: CsmsProbe) -> None:
    await mistakes(csms)
    every(csms, "J-4.2.3-06", CALLERROR, elements=5)


@case("RPC-CS-FRAME-04", "The message type is 2, 3 or 4", topics=("rpc", "framing"))
async def test_message_types(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.3-01", kind=A_TYPE)


@case("RPC-CS-FRAME-05", "The action is the message's name without Request", topics=("rpc", "framing"))
async def test_action_names(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.6-01", CALL, action=AN_ACTION)


@case("RPC-CS-FRAME-06", "Messages are JSON in UTF-8, also where text is not ASCII", topics=("rpc", "framing"))
async def test_messages_are_json_text(csms: CsmsProbe) -> None:
    note = {"vendorId": "org.example.conformance", "note": FOREIGN}
    await conversation(csms)
    outcome = await csms.provoke(call_text("GetVariables", {**csms.fence[1], "customData": note}))
    outcome.is_served("J-4.1.2-01")
    every(csms, "J-4.1.2-01", text=True)
    shows(csms, "J-4.1.2-01", {"bad UTF-8": False}, {"bad UTF-8": closed_with(csms, 1007)})


@case("RPC-CS-FRAME-07", "Identifiers and codes are ASCII", topics=("rpc", "framing"))
async def test_identifiers_are_ascii(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.2-03", id=IN_ASCII, action=IN_ASCII, code=IN_ASCII)
    every_value(csms, "J-4.1.2-03", IN_ASCII, *IDENTIFIERS)


@case("RPC-CS-FRAME-08", "An error code comes from the table", topics=("rpc", "framing"))
async def test_error_codes(csms: CsmsProbe) -> None:
    await mistakes(csms)
    every(csms, "J-4.2.3-07", CALLERROR, code=IN_TABLE)


@case("RPC-CS-FRAME-09", "An error description is a string of at most 255 characters", topics=("rpc", "framing"))
async def test_error_descriptions(csms: CsmsProbe) -> None:
    await mistakes(csms)
    every(csms, "J-4.2.3-08", CALLERROR, description=a_text_up_to(255))


@case("RPC-CS-FRAME-10", "Error details are an object", topics=("rpc", "framing"))
async def test_error_details(csms: CsmsProbe) -> None:
    await mistakes(csms)
    every(csms, "J-4.2.3-09", CALLERROR, details=AN_OBJECT)
