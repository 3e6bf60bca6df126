"""Part 4, 4.1.5, 4.1.7 and 4.2.2: payloads, and which answer a proper CALL gets."""

from ocpp_conformance.conformance.case import PRESENT, CsmsProbe, because, case, one_of, variable
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.wire import AN_OBJECT, conversation, every, every_value
from ocpp_conformance.harness.probes import Matcher, absent_or
from ocpp_conformance.harness.rpc.frames import CALL, CALLRESULT

NOT_NULL = Matcher("{} for an empty payload", lambda value: value is not None)
USED = Matcher("a value, or no field at all", lambda value: value is not None and value not in ({}, []))


@case("RPC-CS-PAYLOAD-01", "A payload is a JSON object", topics=("rpc", "framing"))
async def test_payload_is_an_object(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.5-01", CALL, CALLRESULT, payload=absent_or(AN_OBJECT))  # null is J-4.1.5-02


@case("RPC-CS-PAYLOAD-02", "An empty payload is {}, not null", topics=("rpc", "framing"))
async def test_empty_payload(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.5-02", CALL, CALLRESULT, payload=NOT_NULL)


@case("RPC-CS-PAYLOAD-03", "An unused optional field is left out", topics=("rpc", "schema"))
async def test_unused_fields_are_left_out(csms: CsmsProbe) -> None:
    await csms.booted()
    await conversation(csms)
    every_value(csms, "J-4.1.5-03", USED, free=("customData", "data"))


@case("RPC-CS-PAYLOAD-04", "A list of one element stays a list", topics=("rpc", "schema"))
async def test_list_of_one(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call(*csms.fence)
    reply.meets("J-4.1.5-04", getVariableResult=[{"variable": PRESENT}])


@case("RPC-CS-PAYLOAD-05", "A valid CALL gets a CALLRESULT", topics=("rpc", "schema"))
async def test_valid_call_is_served(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence))
    outcome.is_served("J-4.1.7-01")


@case("RPC-CS-PAYLOAD-06", "A refusal that the response defines is a CALLRESULT", topics=("rpc", "schema"))
async def test_refusal_is_a_callresult(csms: CsmsProbe) -> None:
    await csms.accepted()
    reply = await csms.call("RequestStopTransaction", {"transactionId": "no-such-transaction"})
    if reply.error in ("NotImplemented", "NotSupported"):
        reply.meets("J-4.2.2-01", error=one_of("NotImplemented", "NotSupported"))
    else:
        reply.meets("J-4.2.2-01")
        reply.meets("F03.FR.08", status=because("no such transaction", "Rejected"))


@case("RPC-CS-PAYLOAD-07", "A proper CALL gets no CALLERROR", topics=("rpc", "schema"))
async def test_proper_call_gets_no_error(csms: CsmsProbe) -> None:
    await csms.accepted()
    nowhere = variable("NoSuchCtrlr", "NoSuchVariable")
    reply = await csms.call("GetVariables", {"getVariableData": [nowhere]})
    reply.meets("J-4.2.3-01", getVariableResult=[{"attributeStatus": PRESENT}])
