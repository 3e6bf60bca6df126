"""Part 4, 4.1.1 and 4.3: which CALLs may be open, and who is served."""

from ocpp_conformance.conformance.case import PRESENT, SILENCE, DriverHand, ErrorCode, StationProbe, case
from ocpp_conformance.conformance.csms.rpc.frames import call_text
from ocpp_conformance.conformance.csms.rpc.owner import REFUSED, answer_to, triggering
from ocpp_conformance.harness.peer import Refusal


@case(
    "RPC-CSMS-LINE-01",
    "The second CALL waits for the answer to the first",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_second_call_waits_for_the_first(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", SILENCE, REFUSED)
    async with triggering(csms_driver, "Heartbeat", "BootNotification"):
        first = await station.next_call("TriggerMessage")
        await station.listen(station.patience.quiet)
        station.silent_since("J-4.1.1-01", first.frame + 1)
        answered = station.mark
        await station.send(answer_to(first))
        second = await station.must_send("J-4.1.1-02", "TriggerMessage", since=answered)
    second.meets("J-4.1.1-02")


@case(
    "RPC-CSMS-LINE-02",
    "A CALLERROR ends a CALL",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_callerror_ends_a_call(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", Refusal(ErrorCode.NOT_SUPPORTED), REFUSED)
    async with triggering(csms_driver, "Heartbeat", "BootNotification"):
        first = await station.next_call("TriggerMessage")
        second = await station.must_send("J-4.1.1-02", "TriggerMessage", since=first.frame + 1)
    second.meets("J-4.1.1-02")


@case(
    "RPC-CSMS-LINE-03",
    "CALLs of both sides may cross",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_calls_of_both_sides_may_cross(station: StationProbe, csms_driver: DriverHand) -> None:
    await station.booted()
    station.answers("TriggerMessage", SILENCE)
    async with triggering(csms_driver, "Heartbeat"):
        theirs = await station.next_call("TriggerMessage")
        ours = await station.provoke(call_text("Heartbeat", {}))
        ours.is_served("J-4.1.1-06", currentTime=PRESENT)
        await station.send(answer_to(theirs))


@case(
    "RPC-CSMS-LINE-04",
    "A station that is not accepted is not served",
    topics=("rpc", "boot", "security"),
    intents=("setup",),
)
async def test_station_that_is_not_accepted_is_not_served(station: StationProbe, csms_driver: DriverHand) -> None:
    await csms_driver.setup(registration=["Pending"])
    boot = await station.boot()
    boot.expects(status="Pending")
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("J-4.3-11", error="SecurityError")
