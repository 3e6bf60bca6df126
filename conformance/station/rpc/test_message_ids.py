"""Part 4, 4.1.4 and its errata: message ids."""

from ocpp_conformance.conformance.case import CsmsProbe, Need, case
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.line import trigger
from ocpp_conformance.conformance.station.rpc.wire import a_text_up_to, conversation, every, id_of_length, ids_differ
from ocpp_conformance.harness.rpc.frames import CALL

ODD = ' "Quoted" \\ 0'


@case("RPC-CS-ID-01", "A CALLRESULT repeats the message id", topics=("rpc", "framing"))
async def test_callresult_repeats_id(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence, message_id=id_of_length(odd=ODD)))
    outcome.is_served("J-4.1.4-02")


@case("RPC-CS-ID-02", "A CALLERROR repeats the message id", topics=("rpc", "framing"))
async def test_callerror_repeats_id(csms: CsmsProbe) -> None:
    await csms.accepted()
    message_id = id_of_length(odd=ODD)
    outcome = await csms.provoke(call_text("MakeCoffee", {}, message_id=message_id))
    outcome.refused("J-4.1.4-02", message_id=message_id)


@case("RPC-CS-ID-03", "A message id of 36 characters is served", topics=("rpc", "framing"))
async def test_longest_id_is_served(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence, message_id=id_of_length(36)))
    outcome.is_served("J-4.1.4-03")


@case("RPC-CS-ID-04", "Own message ids are strings of at most 36 characters", topics=("rpc", "framing"))
async def test_own_ids_are_short(csms: CsmsProbe) -> None:
    await conversation(csms)
    every(csms, "J-4.1.4-03", CALL, id=a_text_up_to(36))


@case("RPC-CS-ID-05", "A message id of 37 characters does no harm", topics=("rpc", "framing"))
async def test_overlong_id(csms: CsmsProbe) -> None:
    await csms.accepted()
    outcome = await csms.provoke(call_text(*csms.fence, message_id=id_of_length(37)))
    outcome.either_way("J-4.2.3-01")


@case("RPC-CS-ID-06", "A message id that is used again does no harm", topics=("rpc", "framing"))
async def test_repeated_id(csms: CsmsProbe) -> None:
    await csms.accepted()
    message_id = id_of_length()
    await csms.call(*csms.fence, message_id=message_id)
    outcome = await csms.provoke(call_text(*csms.fence, message_id=message_id))
    outcome.either_way("J-4.2.3-01")


@case("RPC-CS-ID-07", "Own message ids differ on one connection", topics=("rpc", "ordering"))
async def test_ids_differ_on_a_connection(csms: CsmsProbe) -> None:
    await csms.accepted()
    await csms.next_call("Heartbeat", since=await trigger(csms, "Heartbeat"))
    await csms.next_call("Heartbeat", since=await trigger(csms, "Heartbeat"))
    ids_differ(csms, "J-4.1.4-01")


@case(
    "RPC-CS-ID-08",
    "Own message ids differ over all connections, also after a reboot",
    topics=("rpc", "ordering"),
    needs=(Need.RESET,),
)
async def test_ids_differ_after_a_reboot(csms: CsmsProbe) -> None:
    await csms.accepted()
    await csms.next_call("Heartbeat", since=await trigger(csms, "Heartbeat"))
    await csms.reboot()
    await csms.settled()
    await csms.next_call("Heartbeat", since=await trigger(csms, "Heartbeat"))
    ids_differ(csms, "J-E4.2-01")
