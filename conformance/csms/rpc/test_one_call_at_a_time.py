"""Part 4, 4.1.1 and 4.3: which CALLs may be open, and who is served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ocpp_conformance.conformance.case import PRESENT, SILENCE, CaseDriver, ErrorCode, StationProbe, case
from ocpp_conformance.conformance.csms.rpc.proper_calls import proper_call
from ocpp_conformance.conformance.frames import call_text
from ocpp_conformance.harness.evidence import Inconclusive, NotRun
from ocpp_conformance.harness.peer import Refusal
from ocpp_conformance.harness.probes import ReceivedCall
from ocpp_conformance.harness.rpc import CallResult

REFUSED = {"status": "Rejected"}
"""Answers a TriggerMessage in a way that leaves nothing to be done."""


@case(
    "RPC-CSMS-LINE-01",
    "The second CALL waits for the answer to the first",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_second_call_waits_for_the_first(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    station.answers("TriggerMessage", SILENCE, REFUSED)
    async with _triggering(csms_driver, "Heartbeat", "LogStatusNotification"):
        first = await station.next_call("TriggerMessage")
        await station.listen(station.patience.quiet)
        station.silent_since("J-4.1.1-01", first.frame + 1)
        answered = station.mark
        await station.send(_answer_to(first))
        await station.must_send("J-4.1.1-02", "TriggerMessage", since=answered)


@case(
    "RPC-CSMS-LINE-02",
    "A CALLERROR ends a CALL",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_callerror_ends_a_call(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    station.answers("TriggerMessage", Refusal(ErrorCode.INTERNAL_ERROR), REFUSED)
    async with _triggering(csms_driver, "Heartbeat", "LogStatusNotification"):
        first = await station.next_call("TriggerMessage")
        await station.must_send("J-4.1.1-02", "TriggerMessage", since=first.frame + 1)


@case(
    "RPC-CSMS-LINE-03",
    "CALLs of both sides may cross",
    topics=("rpc", "ordering"),
    intents=("trigger",),
)
async def test_calls_of_both_sides_may_cross(station: StationProbe, csms_driver: CaseDriver) -> None:
    await station.booted()
    station.answers("TriggerMessage", SILENCE)
    async with _triggering(csms_driver, "Heartbeat"):
        theirs = await station.next_call("TriggerMessage")
        ours = await proper_call(station, call_text("Heartbeat", {}))
        ours.is_served("J-4.1.1-06", currentTime=PRESENT)
        await station.send(_answer_to(theirs))


@case(
    "RPC-CSMS-LINE-04",
    "A station that is not accepted is not served",
    topics=("rpc", "boot", "security"),
    intents=("setup",),
)
async def test_station_that_is_not_accepted_is_not_served(station: StationProbe, csms_driver: CaseDriver) -> None:
    await csms_driver.setup(registration=["Pending", "Accepted"])
    boot = await station.boot()
    boot.expects(status="Pending")
    heartbeat = await station.call("Heartbeat", {})
    heartbeat.meets("J-4.3-11", error="SecurityError")


@asynccontextmanager
async def _triggering(csms_driver: CaseDriver, *messages: str) -> AsyncIterator[None]:
    """The owner wants these messages triggered, all at once; inside is what happens meanwhile.

    Ends when the driver has given its receipts. One that was not carried out comes before what was missed inside.
    """
    wishes = [asyncio.create_task(csms_driver.intend("trigger", requested_message=each)) for each in messages]
    try:
        yield
        await asyncio.gather(*wishes)
    except Exception:
        for wish in wishes:
            if wish.done() and isinstance(wish.exception(), NotRun | Inconclusive):
                wish.result()
        raise
    finally:
        for wish in wishes:
            wish.cancel()
        await asyncio.gather(*wishes, return_exceptions=True)


def _answer_to(call: ReceivedCall) -> str:
    """The text that answers a TriggerMessage which was left open."""
    return CallResult(call.call.message_id, REFUSED).text()
