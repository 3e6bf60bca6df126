"""Part 4, 4.1.1: one CALL at a time in each direction, CALLs of both may cross."""

from ocpp_conformance.conformance.case import CsmsProbe, ErrorCode, Need, case
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.conformance.station.rpc.line import goes_on, trigger, unanswered
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.times import now

PLACE = {"id": 1, "connectorId": 1}


@case("RPC-CS-LINE-01", "No second CALL while the first is open", topics=("rpc", "ordering"))
async def test_no_second_call_while_one_is_open(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with unanswered(csms, "Heartbeat"):
        since = await trigger(csms, "StatusNotification", evse=PLACE)
        await csms.listen(csms.patience.quiet)
        csms.silent_since("J-4.1.1-01", since)


@case("RPC-CS-LINE-02", "A CALLERROR answers a CALL: the next one follows", topics=("rpc", "ordering"))
async def test_callerror_answers_a_call(csms: CsmsProbe) -> None:
    await csms.accepted()
    csms.answers("Heartbeat", Refusal(ErrorCode.INTERNAL_ERROR), {"currentTime": now()})
    await csms.next_call("Heartbeat", since=await trigger(csms, "Heartbeat"))
    again = await csms.must_send("J-4.1.1-02", "Heartbeat", since=await trigger(csms, "Heartbeat"))
    again.meets("J-4.1.1-02")


@case(
    "RPC-CS-LINE-03",
    "A CALL that stays unanswered does not silence the station for good",
    topics=("rpc", "ordering"),
    needs=(Need.BOOT_SCALE,),
)
async def test_unanswered_call_times_out(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with unanswered(csms, "Heartbeat"):
        since = await trigger(csms, "StatusNotification", evse=PLACE)
        # its time-out is its own (J-4.1.1-04): 15 to 60 s were seen, and a reboot may take longer than that
        await goes_on(csms, "J-4.1.1-03", since, csms.patience.boot)


@case("RPC-CS-LINE-04", "CALLs of both sides may cross", topics=("rpc", "ordering"))
async def test_calls_may_cross(csms: CsmsProbe) -> None:
    await csms.accepted()
    async with unanswered(csms, "Heartbeat"):
        outcome = await csms.provoke(call_text(*csms.fence))
        outcome.is_served("J-4.1.1-06")
    await csms.must_send("J-4.1.1-06", "Heartbeat", since=await trigger(csms, "Heartbeat"))
